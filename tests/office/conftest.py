"""Cedar & Stone at its desks, and Juniper Ridge next door, whose words must never be seen here."""

import pytest

from tests import cast
from tests.office.desk import Desk, sit_down


@pytest.fixture
def cedar(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def juniper(cedar: cast.Office) -> cast.Office:
    """On trial, with inspections of its own today and in ten days."""
    office = cast.juniper_ridge()
    cast.book(office)
    cast.book(office, days=0, hour=23, minutes=30)
    return office


@pytest.fixture
def dana(cedar: cast.Office) -> Desk:
    """The owner's browser."""
    return sit_down(cedar.owner)


@pytest.fixture
def ike(cedar: cast.Office) -> Desk:
    """The inspector's browser."""
    return sit_down(cedar.inspector)


@pytest.fixture
def mina(juniper: cast.Office) -> Desk:
    """The browser of the owner next door."""
    return sit_down(juniper.owner)
