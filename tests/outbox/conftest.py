"""What these tests begin with: Cedar & Stone, its people at their desks, and Cora's inspection."""

import pytest
from django.test import Client

from lintel.inspections.models import Inspection
from tests import cast


@pytest.fixture
def office(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))


@pytest.fixture
def dana(office: cast.Office) -> Client:
    """Dana's browser, signed in."""
    browser = Client()
    browser.force_login(office.owner.user)
    return browser


@pytest.fixture
def cora() -> Client:
    """Cora's telephone, which nobody of the company ever used."""
    return Client(HTTP_USER_AGENT=cast.PHONE.browser)
