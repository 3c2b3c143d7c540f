"""Cora's and Theo's house: $590.00, a check of $90.00 in the office's hand, an insurer who may pay."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from lintel.core import clock
from lintel.inspections import sharing
from lintel.inspections.models import Inspection, Share
from lintel.inspections.sharing import Recipient
from tests import cast
from tests.office.desk import Desk, sit_down


@pytest.fixture(autouse=True)
def practice_bank() -> Iterator[None]:
    with override_settings(DEMO=True):
        yield


@pytest.fixture
def office(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))


@pytest.fixture
def insurer(office: cast.Office, inspection: Inspection) -> Share:
    """Gem State Mutual, who may pay and see the invoice, and nothing else."""
    (message,) = sharing.share(
        inspection=inspection,
        recipients=[Recipient("claims@gemstate.example", "Gem State Mutual")],
        draft=sharing.starter(inspection.company, "pay only"),
        consent=None,
        without_button=False,
        by=office.owner,
        once="insurer",
        at=clock.now(),
    )
    assert message.link is not None
    return Share.objects.select_related("link__holder", "link__company", "inspection", "company").get(link=message.link)


@pytest.fixture
def holder() -> Client:
    """A telephone without cookies of ours."""
    return Client(headers={"User-Agent": cast.PHONE.browser, "Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def dana(office: cast.Office) -> Desk:
    return sit_down(office.owner)


@pytest.fixture
def ike(office: cast.Office) -> Desk:
    return sit_down(office.inspector)
