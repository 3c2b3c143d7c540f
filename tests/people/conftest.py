"""Cora's house, with Marisol as her agent; and Cora on file a second time, from an inspection of last year's kind."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client, override_settings

from lintel.directory.models import Contact
from lintel.inspections.models import Inspection
from lintel.inspections.scheduling import Person
from tests import cast
from tests.office.desk import Desk, sit_down

GEM_STATE = ("Gem State Mutual", "claims@gemstate.example")


@pytest.fixture(autouse=True)
def practice_bank() -> Iterator[None]:
    with override_settings(DEMO=True):
        yield


@pytest.fixture
def office(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office)


@pytest.fixture
def elsewhere(office: cast.Office) -> Inspection:
    """Another house of hers, for which she was written down differently."""
    once_more = Person("C. Whitfield", "cw@work.example", "(208) 555-0171")
    place = replace(cast.HARRISON, street="9 Alder Court")
    return cast.book(office, days=12, people=(once_more,), place=place)


@pytest.fixture
def cora(inspection: Inspection) -> Contact:
    return cast.part(inspection).contact


@pytest.fixture
def twice(elsewhere: Inspection) -> Contact:
    """C. Whitfield, who is Cora."""
    return cast.part(elsewhere).contact


@pytest.fixture
def dana(office: cast.Office) -> Desk:
    return sit_down(office.owner)


@pytest.fixture
def holder() -> Client:
    """A telephone without cookies of ours."""
    return Client(headers={"User-Agent": cast.PHONE.browser, "Sec-Fetch-Site": "same-origin"})
