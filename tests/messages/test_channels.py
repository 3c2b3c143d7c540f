"""Letters and texts leave by doors of their own, through one outbox, and on trial nothing leaves by the new one."""

from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from lintel.messages import outbox, sending
from lintel.messages.models import Message
from lintel.messages.providers.email import Email
from lintel.messages.providers.text import Texts
from tests import cast
from tests.cast import Office
from tests.rig.smtp import Sink

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 5, 12, 18, tzinfo=UTC)  # in Boise, where texts keep quiet at night


def text(office: Office, to: str = "+12085550171", words: str = "Sign here: {{LINK}}") -> Message:
    inspection = cast.book(office, at=NOON)
    made = outbox.text(
        words,
        kind="share",
        company=office.company,
        thread=inspection.thread,
        to_name="Cora Whitfield",
        to_address=to,
        link=cast.link(inspection),
        once="text:once",
        at=NOON,
    )
    outbox.write([made])
    return Message.objects.get(dedupe_key="text:once")


def test_the_mail_server_gets_no_text(cedar: Office, smtp_sink: Sink) -> None:
    mine = text(cedar)
    with closing(Email()) as post:
        assert sending.drain(through=post, clock=lambda: NOON) == 3
    mine.refresh_from_db()
    assert mine.state == "queued"
    assert "+12085550171" not in {mail["To"] for mail in smtp_sink.letters}


def test_the_text_worker_takes_no_letter(cedar: Office) -> None:
    mine = text(cedar)
    with closing(Texts()) as post:
        assert sending.drain(through=post, clock=lambda: NOON) == 1
    mine.refresh_from_db()
    assert (mine.state, mine.held_because) == ("held", "texts not set up")
    assert not Message.objects.filter(channel="email").exclude(state="queued").exists()


@pytest.mark.parametrize("to", ["+12085550171", "mina@juniperridge.example"])
@pytest.mark.parametrize("state", ["sending", "sent"])
def test_on_trial_the_database_sends_no_text_even_to_the_owner(juniper: Office, state: str, to: str) -> None:
    mine = text(juniper, to)
    sent = {"sent_at": NOON, "due_at": None} if state == "sent" else {}
    with pytest.raises(DatabaseError, match="on trial sends nothing"), transaction.atomic():
        Message.objects.filter(pk=mine.pk).update(state=state, **sent)


def test_a_letter_that_may_leave_cannot_become_a_text(juniper: Office) -> None:
    text(juniper)
    inside = Message.objects.filter(to_address="rufus@juniperridge.example")
    assert inside.update(state="sent", sent_at=NOON, due_at=None)
    with pytest.raises(DatabaseError, match="on trial sends nothing"), transaction.atomic():
        inside.update(channel="text")
