"""Letters leave, once as far as it can be told, and what becomes of them stands in their rows."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, strategies as st
from pytest_django import Settings

from lintel.core import clock, work
from lintel.messages import outbox, sending
from lintel.messages.models import Message
from lintel.messages.providers.email import Email
from tests import cast
from tests.cast import Office
from tests.messages.moody import Moody, listening
from tests.messages.test_rendering import letter
from tests.rig.smtp import Sink

CORA = "cora@whitfield.example"


def drain(post: Email | None = None) -> int:
    if post:
        return sending.drain(through=post, clock=clock.now)
    with closing(Email()) as once:
        return drain(once)


@pytest.fixture
def post() -> Iterator[Email]:
    with closing(Email()) as kept:
        yield kept


def coras() -> Message:
    return Message.objects.get(to_address=CORA, kind="confirmation")


def make_due() -> None:
    Message.objects.filter(state="queued").update(due_at=clock.now())


def part(mail: EmailMessage, kind: str) -> EmailMessage:
    return next(one for one in mail.walk() if one.get_content_type() == kind)


def test_the_letter_arrives_with_cora_s_own_link(cedar: Office, smtp_sink: Sink) -> None:
    inspection = cast.book(cedar)
    drain()
    (mail,) = smtp_sink.to(CORA)
    address = f"https://lintel.example{cast.path(inspection)}"
    assert address in part(mail, "text/plain").get_content()
    assert f'href="{address}"' in part(mail, "text/html").get_content()
    assert coras().state == "sent"
    assert coras().sent_at is not None


def test_its_envelope(cedar: Office, smtp_sink: Sink) -> None:
    cast.book(cedar)
    drain()
    (mail,) = smtp_sink.to(CORA)
    assert mail["From"] == "Cedar & Stone Home Inspections <lintel@lintel.example>"
    assert mail["To"] == "Cora Whitfield <cora@whitfield.example>"
    assert mail["Reply-To"] == "office@cedarstone.example"
    assert mail["Message-ID"] == coras().message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    calendar = part(mail, "text/calendar")
    assert calendar.get_filename() == "appointment.ics"
    assert f"METHOD:{calendar['Content-Type'].params['method']}" in calendar.get_content()


def test_no_link_lies_in_the_outbox(cedar: Office, smtp_sink: Sink) -> None:
    token = cast.link(cast.book(cedar)).token()
    drain()
    assert all(token not in f"{one.body}{one.subject}{one.calendar}" for one in Message.objects.all())


def test_a_refused_recipient_is_told_in_the_server_s_words_and_never_tried_again(
    cedar: Office, smtp_sink: Sink
) -> None:
    cast.book(cedar)
    smtp_sink.refuse(CORA, 550, "5.1.1 No such mailbox here")
    drain()
    cora = coras()
    assert (cora.state, cora.last_error, cora.due_at) == ("failed", "550 5.1.1 No such mailbox here", None)
    assert cora.failed_at is not None
    smtp_sink.accept(CORA)
    assert drain() == 0
    assert len(smtp_sink.to("marisol@treasurevalley.example")) == 1


def test_a_busy_server_is_asked_again_later(cedar: Office, smtp_sink: Sink) -> None:
    cast.book(cedar)
    smtp_sink.refuse(CORA, 451, "4.7.1 Try again later")
    drain()
    cora = coras()
    assert (cora.state, cora.last_error, cora.attempts) == ("queued", "451 4.7.1 Try again later", 1)
    assert cora.due_at is not None
    assert timedelta(seconds=3) < cora.due_at - clock.now() < timedelta(seconds=7)
    smtp_sink.accept(CORA)
    make_due()
    drain()
    (mail,) = smtp_sink.to(CORA)
    assert mail["Message-ID"] == cora.message_id
    assert (coras().state, coras().last_error) == ("sent", "")


def test_after_four_days_it_is_given_up(cedar: Office, smtp_sink: Sink) -> None:
    waited = sum((work.backoff(tries) for tries in range(1, sending.TRIES)), timedelta())
    assert timedelta(days=3.2) < waited < timedelta(days=4.8)
    cast.book(cedar)
    smtp_sink.refuse(CORA, 451, "Still busy")
    Message.objects.filter(to_address=CORA).update(attempts=sending.TRIES - 1)
    drain()
    assert coras().state == "failed"
    assert "four days" in coras().last_error
    assert "451 Still busy" in coras().last_error


def test_a_letter_to_nobody_says_so(cedar: Office, smtp_sink: Sink) -> None:
    cast.book(cedar)
    Message.objects.filter(to_address=CORA).update(to_address="cora at whitfield")
    drain()
    failed = Message.objects.get(kind="confirmation")
    assert failed.state == "failed"
    assert failed.last_error == "“cora at whitfield” is not an email address."


def test_one_connection_carries_them_all(cedar: Office, server: Moody, post: Email) -> None:
    for hour in (8, 12, 16):
        cast.book(cedar, hour=hour)
    drain(post)
    cast.book(cedar, days=11)
    drain(post)
    assert len(server.letters) == Message.objects.filter(state="sent").count() == 12
    assert len(server.callers) == 1


def test_a_server_that_is_not_there_is_called_once_for_all(cedar: Office, real_mail: Settings) -> None:
    cast.book(cedar)
    drain()
    letters = Message.objects.all()
    assert {one.state for one in letters} == {"queued"}
    assert all("127.0.0.1 did not answer" in one.last_error for one in letters)
    assert all(one.due_at and one.due_at > clock.now() and one.leased_until is None for one in letters)


@pytest.mark.parametrize("mood", ["hang_up_before", "cut_off"])
def test_the_rest_leave_when_the_server_hangs_up_on_one(cedar: Office, server: Moody, mood: str) -> None:
    cast.book(cedar)
    setattr(server, mood, 1)
    drain()
    (hung_up_on,) = Message.objects.filter(state="queued")
    assert "connection to the mail server broke" in hung_up_on.last_error
    assert len(server.letters) == 2
    make_due()
    drain()
    assert Message.objects.exclude(state="sent").count() == 0
    assert len(server.letters) == 3


def test_taken_but_not_heard_is_the_same_letter_again(cedar: Office, server: Moody) -> None:
    cast.book(cedar)
    server.hang_up_after = 1
    drain()
    make_due()
    drain()
    assert len(server.letters) == 4
    assert {mail["Message-ID"] for mail in server.letters} == {one.message_id for one in Message.objects.all()}


def test_a_kept_connection_that_died_is_renewed(
    cedar: Office, real_mail: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lintel.messages.providers.email.FRESH_SECONDS", 0.0)
    sink = Moody()
    real_mail.EMAIL_HOST, real_mail.EMAIL_PORT = sink.host, sink.port
    with closing(Email()) as post:
        for days in (10, 11):
            cast.book(cedar, days=days)
            with listening(sink):
                drain(post)
    assert Message.objects.exclude(state="sent").count() == 0


def test_a_letter_in_a_worker_s_hands_cannot_be_withdrawn(cedar: Office, smtp_sink: Sink) -> None:
    inspection = cast.book(cedar)
    work.claim(Message, at=clock.now())
    assert outbox.withdraw(thread=inspection.thread, kinds=["confirmation"], because="cancelled", at=clock.now()) == 0


def test_nobody_sends_a_letter_after_the_lease(cedar: Office, smtp_sink: Sink, post: Email) -> None:
    cast.book(cedar)
    (one, *_) = work.claim(Message, at=clock.now())
    one.leased_until = clock.now()
    with pytest.raises(work.LeaseLost):
        post.deliver(one, sending.envelope(one, at=clock.now()), at=clock.now())
    assert smtp_sink.letters == []


def test_what_the_lease_has_no_time_for_is_put_back(cedar: Office, smtp_sink: Sink, post: Email) -> None:
    cast.book(cedar)
    start, looks = clock.now(), iter(range(100))

    def slow() -> datetime:
        return start + timedelta(seconds=13 * next(looks))

    sending.drain(through=post, clock=slow)
    waiting = Message.objects.filter(state="queued")
    assert 0 < waiting.count() < 3
    assert {one.leased_until for one in waiting} == {None}
    make_due()
    drain()
    assert len(smtp_sink.letters) == 3


def test_when_told_to_stop_the_rest_is_put_back(cedar: Office, smtp_sink: Sink, post: Email) -> None:
    cast.book(cedar)
    answers = iter([False, True])
    sending.drain(through=post, clock=clock.now, stopped=lambda: next(answers))
    assert len(smtp_sink.letters) == 1
    assert Message.objects.filter(state="queued", leased_until=None).count() == 2


def test_a_bug_in_one_letter_stops_no_other(cedar: Office, smtp_sink: Sink) -> None:
    cast.book(cedar)
    Message.objects.filter(to_address=CORA).update(body=[{"confetti": "!"}])
    drain()
    assert len(smtp_sink.letters) == 2
    assert "confetti" in coras().last_error
    assert coras().state == "queued"


def test_a_letter_costs_one_statement(cedar: Office, smtp_sink: Sink, post: Email) -> None:
    def statements(inspections: int, days: int) -> int:
        for number in range(inspections):
            cast.book(cedar, days=days + number)
        with CaptureQueriesContext(connection) as asked:
            drain(post)
        return len(asked)

    few, many = statements(1, 10), statements(5, 20)
    assert many - few == 4 * 3


HEADERS = {
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
    *("Auto-Submitted", "X-Auto-Response-Suppress"),
}
NAMES = st.text(max_size=120)


@given(name=NAMES, company=NAMES, subject=NAMES)
def test_no_name_breaks_out_of_its_header(name: str, company: str, subject: str) -> None:
    message = letter(to_name=name, company=company, subject=subject)
    message.message_id = "<one@lintel.example>"
    mail = sending.envelope(message, at=clock.now()).message()
    assert sorted(mail.keys()) == sorted(HEADERS)
    assert mail["To"].endswith(CORA) or mail["To"].endswith(f"<{CORA}>")
    assert mail["From"].endswith("lintel@lintel.example") or mail["From"].endswith("<lintel@lintel.example>")
    assert "\n" not in str(mail["Subject"]).replace("\n ", "")
