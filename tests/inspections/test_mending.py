"""A mended address: what did not arrive goes again, from every inspection of theirs, and nothing goes twice."""

from datetime import timedelta

import pytest

from lintel.core import clock
from lintel.inspections import changing, ending, mending, resending, scheduling, sharing
from lintel.inspections.models import Inspection
from lintel.inspections.sharing import Consent, Recipient
from lintel.messages.models import Message
from tests import cast

pytestmark = pytest.mark.django_db
OLD, NEW = cast.MARISOL.email, "marisol@vega.example"


@pytest.fixture
def office() -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office)


@pytest.fixture
def elsewhere(office: cast.Office, inspection: Inspection) -> Inspection:
    """Theo's, five days later, with the same agent."""
    return cast.book(office, days=15, people=(cast.THEO, cast.MARISOL), place=cast.KESTREL)


def leave(to: str = OLD, *, came_back: bool = False) -> None:
    """As the worker does: everything to this address has left, or was refused."""
    times = {"failed_at": clock.now()} if came_back else {"sent_at": clock.now()}
    letters = Message.objects.filter(to_address=to, state="queued")
    letters.update(state="failed" if came_back else "sent", due_at=None, **times)


def correct(inspection: Inspection, email: str = NEW) -> None:
    marisol = cast.part(inspection, "Marisol Vega")
    by, at = inspection.booked_by, clock.now()
    changing.correct_person(participant=marisol, name="Marisol Vega", email=email, phone="", by=by, at=at)


def send_again(inspection: Inspection) -> int:
    marisol, by = cast.part(inspection, "Marisol Vega"), inspection.booked_by
    return mending.send_outstanding(participant=marisol, by=by, once="form", at=clock.now())


def share_whole(inspection: Inspection) -> Message:
    (message,) = sharing.share(
        inspection=inspection,
        recipients=[Recipient(OLD)],
        draft=sharing.starter(inspection.company, "whole portal"),
        consent=Consent("Cora Whitfield", "by phone"),
        without_button=False,
        by=inspection.booked_by,
        once="whole",
        at=clock.now(),
    )
    return message


def gone(to: str = NEW) -> list[Message]:
    return list(Message.objects.filter(to_address=to, state="queued").order_by("pk"))


def test_each_link_goes_again_once(inspection: Inspection) -> None:
    whole = share_whole(inspection)
    leave()
    correct(inspection)
    assert send_again(inspection) == 2
    assert [one.link for one in gone()] == [cast.link(inspection, "Marisol Vega"), whole.link]
    assert [one.body[2]["button"] for one in gone()] == ["See where it stands", "View & Pay"]
    assert send_again(inspection) == 0
    assert len(gone()) == 2


def test_what_came_back_goes_itself_and_the_other_link_beside_it(inspection: Inspection) -> None:
    leave(came_back=True)
    whole = share_whole(inspection)
    leave()
    correct(inspection)
    assert send_again(inspection) == 2
    assert [(one.kind, one.link) for one in gone()] == [
        ("agent", cast.link(inspection, "Marisol Vega")),
        ("link", whole.link),
    ]


def test_a_link_that_opens_nothing_any_more_is_not_outstanding(office: cast.Office, inspection: Inspection) -> None:
    whole = share_whole(inspection)
    leave()
    assert whole.link is not None
    ending.revoke(link=whole.link, by=office.owner, at=clock.now())
    correct(inspection)
    assert send_again(inspection) == 1


def test_their_other_inspections_are_not_forgotten(inspection: Inspection, elsewhere: Inspection) -> None:
    leave()
    correct(inspection)
    marisol = cast.part(inspection, "Marisol Vega")
    offered = mending.outstanding(marisol, at=clock.now())
    assert [one.thread for one in offered] == [inspection.thread, elsewhere.thread]
    assert send_again(inspection) == 2
    assert [one.link for one in gone()] == [cast.link(one, "Marisol Vega") for one in (inspection, elsewhere)]
    assert elsewhere.moments.latest("pk").words == "Link sent again to Marisol Vega"


def test_nor_are_letters_of_theirs_that_have_not_left(inspection: Inspection, elsewhere: Inspection) -> None:
    Message.objects.filter(thread=elsewhere.thread).update(state="held", held_because="trial", due_at=None)
    correct(inspection)
    waiting = Message.objects.filter(to_name="Marisol Vega")
    assert [(one.state, one.to_address) for one in waiting.order_by("pk")] == [("queued", NEW), ("held", NEW)]


def test_cancelled_and_long_past_ones_are(office: cast.Office, inspection: Inspection, elsewhere: Inspection) -> None:
    past = cast.book(office, days=20, people=(cast.CORA, cast.MARISOL))
    leave()
    before = clock.now() - mending.LOOKS_BACK - timedelta(days=1)
    Inspection.objects.filter(pk=past.pk).update(starts_at=before, ends_at=before + timedelta(hours=1))
    scheduling.cancel(inspection=elsewhere, because="", by=office.owner, at=clock.now())
    leave()
    correct(inspection)
    offered = mending.outstanding(cast.part(inspection, "Marisol Vega"), at=clock.now())
    assert {one.thread for one in offered} == {inspection.thread}


def test_next_door_hears_nothing_of_it(inspection: Inspection) -> None:
    juniper = cast.juniper_ridge()
    theirs = cast.book(juniper, people=(cast.PRUDENCE, cast.MARISOL))
    correct(inspection)
    assert cast.part(theirs, "Marisol Vega").contact.email == OLD
    assert Message.objects.get(thread=theirs.thread, to_name="Marisol Vega").to_address == OLD


def test_a_letter_that_was_sent_stays_and_its_link_goes_elsewhere(inspection: Inspection) -> None:
    leave()
    letter = Message.objects.get(to_name="Marisol Vega")
    for _ in range(2):
        resending.readdress(
            inspection=inspection, message=letter, address=NEW, by=inspection.booked_by, once="form", at=clock.now()
        )
    letter.refresh_from_db()
    assert (letter.state, letter.to_address) == ("sent", OLD)
    assert [(one.kind, one.link) for one in gone()] == [("link", letter.link)]
    assert cast.part(inspection, "Marisol Vega").contact.email == NEW
