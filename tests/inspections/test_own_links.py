"""A client's own link is the one to the whole portal, whatever else was shared with them."""

import pytest

from lintel.access.models import Link
from lintel.core import clock
from lintel.inspections import announcing, asking, ending, resending, sharing
from lintel.inspections.models import Inspection, own_links
from lintel.inspections.sharing import Recipient
from lintel.messages.models import Message
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspection() -> Inspection:
    return cast.book(cast.cedar_stone())


def share(inspection: Inspection, address: str, preset: str) -> Message:
    (message,) = sharing.share(
        inspection=inspection,
        recipients=[Recipient(address)],
        draft=sharing.starter(inspection.company, preset),
        consent=sharing.Consent("Cora Whitfield", "by phone"),
        without_button=False,
        by=inspection.booked_by,
        once=preset,
        at=clock.now(),
    )
    return message


def revoke(inspection: Inspection, link: Link) -> None:
    ending.revoke(link=link, by=inspection.booked_by, at=clock.now())


@pytest.fixture
def pay_only(inspection: Inspection) -> Link:
    """All that Cora holds: she was given a link to pay, and the one to her portal was revoked."""
    link = share(inspection, cast.CORA.email, "pay only").link
    assert link is not None
    revoke(inspection, cast.link(inspection))
    return link


def test_a_link_to_pay_is_not_a_clients_own(inspection: Inspection, pay_only: Link) -> None:
    assert pay_only.alive(at=clock.now())
    assert set(own_links(inspection, at=clock.now())) == {cast.part(inspection, "Marisol Vega").pk}


def test_resend_hands_out_the_whole_portal_again(inspection: Inspection, pay_only: Link) -> None:
    cora = cast.part(inspection)
    preview = resending.preview(inspection=inspection, participant=cora, at=clock.now())
    assert preview is not None
    assert {"button": "Sign & Pay", "page": ""} in preview.body
    announcing.resend(inspection=inspection, participant=cora, by=inspection.booked_by, once="form", at=clock.now())
    letter = Message.objects.get(kind="resend")
    assert letter.link not in (None, pay_only)
    assert letter.link == own_links(inspection, at=clock.now())[cora.pk]
    assert letter.link is not None
    assert letter.link.is_whole()


@pytest.mark.parametrize(
    ("to", "preset", "words"),
    [
        (cast.CORA.email, "pay only", "Pay Now"),
        (cast.CORA.email, "sign only", "Sign"),
        ("gideon@statemutual.example", "report only", "View Report"),
        ("gideon@statemutual.example", "whole portal", "View & Pay"),
        (cast.MARISOL.email, "status only", "See where it stands"),
    ],
)
def test_a_letter_sent_again_says_no_more_than_its_link_opens(
    inspection: Inspection, to: str, preset: str, words: str
) -> None:
    message = share(inspection, to, preset)
    resending.again(inspection=inspection, message=message, by=inspection.booked_by, once="form", at=clock.now())
    asking.ask(address=to, at=clock.now())
    again = Message.objects.filter(link=message.link, kind__in=["link", "again"])
    assert [{"button": words, "page": ""} in letter.body for letter in again] == [True, True]


def test_a_letter_sent_again_names_who_sent_it(inspection: Inspection) -> None:
    for name in ("Cora Whitfield", "Marisol Vega"):
        message = Message.objects.filter(thread=inspection.thread, to_name=name).earliest("pk")
        resending.again(inspection=inspection, message=message, by=inspection.booked_by, once="form", at=clock.now())
    authors = Message.objects.filter(kind__in=["resend", "link"]).values_list("author__name", flat=True)
    assert list(authors) == ["Dana Ortiz", "Dana Ortiz"]
