"""What the stories about automations share: Cedar & Stone, a clock that is turned by hand, and a mail server."""

from datetime import datetime

import pytest
from django.test import Client

from lintel.core import clock
from lintel.inspections.models import Inspection
from tests import cast
from tests.automations.works import Works
from tests.rig.smtp import Sink


@pytest.fixture
def office(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def works(office: cast.Office, smtp_sink: Sink) -> Works:
    """The worker, told what time it is."""
    return Works(datetime.now(tz=clock.now().tzinfo).replace(hour=15, minute=0, second=0, microsecond=0), smtp_sink)


@pytest.fixture
def inspection(office: cast.Office, works: Works) -> Inspection:
    """In ten days at nine."""
    booked = cast.book(office, at=works.now)
    works.turn()
    return booked


@pytest.fixture
def dana(office: cast.Office) -> Client:
    browser = Client()
    browser.force_login(office.owner.user)
    return browser
