"""Cora's and Theo's house, and everybody else it is shared with."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client, override_settings

from lintel.core import clock
from lintel.inspections import sharing
from lintel.inspections.models import Inspection, Share
from lintel.inspections.sharing import Consent, Recipient
from tests import cast

HandOut = Callable[[str, str, str], Share]


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
def hand_out(office: cast.Office, inspection: Inspection) -> HandOut:
    """Share Details: to this address, under this name, what the third word says."""

    def share(address: str, name: str, preset: str) -> Share:
        (message,) = sharing.share(
            inspection=inspection,
            recipients=[Recipient(address, name)],
            draft=sharing.starter(inspection.company, preset),
            consent=Consent("Cora Whitfield", "by phone"),
            without_button=False,
            by=office.owner,
            once=preset,
            at=clock.now(),
        )
        assert message.link is not None
        return Share.objects.select_related("link__holder", "participant").get(link=message.link)

    return share


@pytest.fixture
def holder() -> Client:
    return Client(headers={"User-Agent": cast.PHONE.browser, "Sec-Fetch-Site": "same-origin"})
