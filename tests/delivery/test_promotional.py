"""Letters that are promotional: said so by the company, and refused by their readers in one click (RFC 8058)."""

import re
from contextlib import closing

import pytest
from django.test import Client

from lintel.automations import planning
from lintel.automations.models import Plan, Rule
from lintel.core import clock
from lintel.inspections import composing, kinds
from lintel.inspections.models import Inspection
from lintel.messages import outbox, sending, unsubscribing, wording
from lintel.messages.models import Message, Unsubscription, Wording
from lintel.messages.providers.email import Email
from lintel.messages.wording import Words
from tests import cast
from tests.accounts.pages import words
from tests.cast import Office
from tests.delivery.conftest import CORA, send
from tests.rig.smtp import Sink

POSTAL = "12 Warm Springs Avenue, Boise, ID 83712"
OFFER = {"name": "Radon in winter", "subject": "Radon in winter", "body": "We test it.\n\n[button {{BUTTON}}]"}


@pytest.fixture
def inspection(cedar: Office, smtp_sink: Sink) -> Inspection:
    """Booked, and its letters sent; the company has a postal address."""
    cedar.company.address = POSTAL
    cedar.company.save()
    booked = cast.book(cedar)
    send()
    return booked


def offer(cedar: Office, inspection: Inspection) -> Message:
    """What an automation writes of a letter that the company calls promotional."""
    at = clock.now()
    own = wording.invent(
        company=cedar.company,
        name=OFFER["name"],
        words=Words(OFFER["subject"], OFFER["body"]),
        known=kinds.OWN_KNOWN,
        has_subject=True,
        promotional=True,
        by=cedar.owner,
        at=at,
    )
    of = {"company": cedar.company, "letter": own.kind, "to": ["clients"], "changed_at": at}
    rule = Rule.objects.create(**of, name="Offer", moment="start", way="before", amount=1, unit="days")
    planning.write([planning.plan(rule=rule, thread=inspection.thread, occasion="", due_at=at, at=at)])
    outbox.write(composing.compose(Plan.objects.get(rule=rule), inspection, at=at))
    return Message.objects.get(kind=own.kind, to_address=CORA)


def test_it_names_the_postal_address_and_where_to_say_no(
    cedar: Office, inspection: Inspection, smtp_sink: Sink
) -> None:
    letter = offer(cedar, inspection)
    send()
    arrived = smtp_sink.to(CORA)[-1]
    address = unsubscribing.address(letter)
    assert arrived["Subject"] == OFFER["subject"]
    assert arrived["List-Unsubscribe"].strip() == f"<{address}>"
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        part = arrived.get_body((kind,))
        assert part is not None
        said = " ".join(part.get_content().split())
        assert address in said
        assert POSTAL in said


def test_ordinary_letters_have_none_of_it(inspection: Inspection, smtp_sink: Sink) -> None:
    (confirmation,) = smtp_sink.to(CORA)
    assert confirmation["List-Unsubscribe"] is None
    assert "promotional" not in confirmation.as_string()


def test_looking_says_nothing_and_one_click_says_no(cedar: Office, inspection: Inspection, smtp_sink: Sink) -> None:
    letter, reader = offer(cedar, inspection), Client(enforce_csrf_checks=True)
    path = re.sub(r"^https?://[^/]+", "", unsubscribing.address(letter))
    page = reader.get(path)
    assert "sends you promotional letters." in words(page)
    assert CORA not in page.content.decode()
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("no-referrer", True)
    assert not Unsubscription.objects.exists()
    for _ in range(2):
        clicked = reader.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert clicked.status_code == 200
    assert Unsubscription.objects.get().address == CORA
    assert "sends you no promotional letters any more." in words(reader.get(path))
    send()
    letter.refresh_from_db()
    assert (letter.state, letter.withdrawn_because) == (Message.State.WITHDRAWN, "they want no promotional letters")
    before = len(smtp_sink.to(CORA))
    cast.book(cedar, days=12)
    send()
    assert len(smtp_sink.to(CORA)) == before + 1  # an ordinary one


def test_the_neighbours_offers_still_come(cedar: Office, inspection: Inspection) -> None:
    unsubscribing.unsubscribe(message=offer(cedar, inspection), at=clock.now())
    assert unsubscribing.wants_none(cedar.company, CORA.upper())
    assert not unsubscribing.wants_none(cast.juniper_ridge().company, CORA)


@pytest.mark.parametrize("token", ["", "x", "0123456789" + "A" * 32, "€" * 40])
def test_a_made_up_address_opens_nothing(cedar: Office, token: str) -> None:
    assert unsubscribing.read(token) is None
    if token:
        assert Client().post(f"/unsubscribe/{token}/").status_code == 404


def test_a_letter_that_is_not_promotional_has_no_such_address(inspection: Inspection) -> None:
    letter = Message.objects.filter(to_address=CORA).latest("pk")
    assert unsubscribing.read(unsubscribing.token(letter)) is None


def test_without_a_postal_address_none_can_be_written_and_none_leaves(
    cedar: Office, inspection: Inspection, dana: Client
) -> None:
    letter = offer(cedar, inspection)
    cedar.company.address = ""
    cedar.company.save()
    with closing(Email()) as post:
        sending.drain(through=post, clock=clock.now)
    letter.refresh_from_db()
    assert letter.withdrawn_because == "a promotional letter needs your postal address, and the company has none"
    sent = dana.post("/office/settings/letters/new/letter/", {**OFFER, "name": "Another", "promotional": "on"})
    assert "A promotional letter has to name your postal address." in words(sent)


def test_the_owner_marks_it_where_it_is_written(cedar: Office, inspection: Inspection, dana: Client) -> None:
    dana.post("/office/settings/letters/new/letter/", {**OFFER, "promotional": "on"})
    kind = Wording.objects.get(name=OFFER["name"])
    assert kind.promotional
    assert "This letter is promotional" in words(dana.get(f"/office/settings/letters/{kind.kind}/"))
    assert "promotional" not in words(dana.get("/office/settings/letters/confirmation/"))
