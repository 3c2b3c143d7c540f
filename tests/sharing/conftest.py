"""Dana's and Wilhelmina's desks: two offices next door to each other, each with somebody signed in."""

import pytest
from django.test import Client

from lintel.inspections.models import Inspection
from tests import cast


@pytest.fixture
def cedar(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def juniper(cedar: cast.Office) -> cast.Office:
    return cast.juniper_ridge()


@pytest.fixture
def dana(cedar: cast.Office) -> Client:
    """Dana's browser, signed in to Cedar & Stone, which is subscribed."""
    return signed_in(cedar.owner.user)


@pytest.fixture
def ike(cedar: cast.Office) -> Client:
    """Ike inspects; he schedules and changes, and handles no money."""
    return signed_in(cedar.inspector.user)


@pytest.fixture
def mina(juniper: cast.Office) -> Client:
    """Wilhelmina's browser, signed in to Juniper Ridge, which is on trial."""
    return signed_in(juniper.owner.user)


@pytest.fixture
def inspection(cedar: cast.Office) -> Inspection:
    """Cora's, with Marisol as her agent: $590.00."""
    return cast.book(cedar)


@pytest.fixture
def couple(cedar: cast.Office) -> Inspection:
    """Cora's and Theo's."""
    return cast.book(cedar, people=(cast.CORA, cast.THEO, cast.MARISOL), days=12)


def signed_in(user: object) -> Client:
    browser = Client()
    browser.force_login(user)  # type: ignore[arg-type]
    return browser
