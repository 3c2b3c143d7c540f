"""The Client Portal's tests: Cora buys a house from next to Juniper Ridge's clients, and pays at the practice bank."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from lintel.inspections.models import Inspection
from tests import cast


@pytest.fixture(autouse=True)
def practice_bank() -> Iterator[None]:
    with override_settings(DEMO=True):
        yield


@pytest.fixture
def office(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    """Cora's and Theo's, with Marisol as their agent."""
    return cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))


@pytest.fixture
def cora() -> Client:
    """A telephone without cookies of ours."""
    return Client(headers={"User-Agent": cast.PHONE.browser, "Sec-Fetch-Site": "same-origin"})
