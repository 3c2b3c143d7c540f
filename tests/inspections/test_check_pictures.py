"""Pictures of checks that belong to no payment are thrown away after a day."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from lintel.billing import picturing
from lintel.core import clock
from tests import cast
from tests.rules import till

pytestmark = pytest.mark.django_db


def test_a_picture_that_was_handed_in_and_never_used_goes_after_a_day() -> None:
    office = cast.cedar_stone()
    inspection = cast.book(office)
    name = till.picture(office)
    assert picturing.tidy(at=clock.now()) == 0
    cast.receive(inspection, 90_00, by=office.owner, picture=name)
    assert picturing.tidy(at=clock.now() + timedelta(days=2)) == 0
    assert default_storage.exists(name)


def test_one_that_belongs_to_no_payment_goes() -> None:
    name = till.picture(cast.cedar_stone())
    assert picturing.tidy(at=clock.now() + timedelta(days=2)) == 1
    assert not default_storage.exists(name)
