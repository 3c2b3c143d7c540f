"""Cora paid Cedar & Stone $590.00 at the practice bank, and some of it is to be undone."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from lintel.billing.models import Entry
from lintel.inspections import paying
from lintel.inspections.models import Inspection
from tests import cast
from tests.undoing.moody import MoodyBank


@pytest.fixture(autouse=True)
def practice_bank() -> Iterator[None]:
    with override_settings(DEMO=True):
        yield


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> MoodyBank:
    """The practice bank, when it does not answer, or takes days."""
    moody = MoodyBank()
    monkeypatch.setitem(paying.PROVIDERS, "sandbox", moody)
    return moody


@pytest.fixture
def office(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))


@pytest.fixture
def payment(inspection: Inspection) -> Entry:
    """By card, the whole $590.00."""
    cast.pay(inspection)
    return Entry.objects.get(kind="payment")


@pytest.fixture
def dana(office: cast.Office) -> Client:
    browser = Client()
    browser.force_login(office.owner.user)
    return browser
