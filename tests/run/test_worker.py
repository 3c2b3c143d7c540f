"""The worker as a process: it sends at once, stops when asked, and what a killed one held leaves by another."""

import asyncio
import signal
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from time import monotonic

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from lintel.billing.models import Attempt
from lintel.billing.providers import sandbox
from lintel.core import clock
from lintel.inspections import paying
from lintel.messages.models import Message
from lintel.run import database
from tests import cast
from tests.messages import moody
from tests.messages.moody import Moody
from tests.rig.smtp import Sink
from tests.run.programs import Program, eventually, running

CORA = "cora@whitfield.example"
pytestmark = pytest.mark.long


@contextmanager
def worker() -> Iterator[Program]:
    with running("worker") as program:
        yield program


class Slow(Moody):
    """Takes a letter in its hand and thinks about it."""

    def __init__(self) -> None:
        super().__init__()
        self.thinking = threading.Event()
        self.thought = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.thinking.set()
        await asyncio.to_thread(self.thought.wait, 60)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    sink = Slow()
    with moody.listening(sink):
        monkeypatch.setenv("LINTEL_EMAIL_URL", sink.url)
        yield sink
        sink.thought.set()


def test_letters_leave_at_once(committed_db: str, smtp_sink: Sink) -> None:
    office = cast.cedar_stone()
    with worker() as program:
        cast.book(office)
        smtp_sink.wait_for(3, within=60)
        took = []
        for number in range(8):
            cast.book(office, days=20 + number)
            saved = monotonic()
            smtp_sink.wait_for(3 * number + 6)
            took.append(monotonic() - saved)
        eventually(lambda: Message.objects.exclude(state="sent").count() == 0, "not all are marked as sent")
        assert program.end(signal.SIGTERM) == 0
    assert statistics.median(took) < 1.0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_asked(committed_db: str, smtp_sink: Sink, how: signal.Signals) -> None:
    cast.book(cast.cedar_stone())
    with worker() as program:
        smtp_sink.wait_for(3, within=60)
        assert program.end(how) == 0
    assert "Traceback" not in "".join(program.heard)


def test_a_killed_worker_s_letter_leaves_by_the_next_under_the_same_name(
    committed_db: str, slow: Slow, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINTEL_EMAIL_URL", slow.url)
    cast.book(cast.cedar_stone())
    with worker() as program:
        assert slow.thinking.wait(60)
        program.end(signal.SIGKILL)
    held = list(Message.objects.exclude(leased_until=None))
    assert held
    assert all(one.leased_until and one.leased_until < clock.now() + timedelta(seconds=46) for one in held)
    Message.objects.exclude(leased_until=None).update(leased_until=clock.now())
    monkeypatch.setenv("LINTEL_EMAIL_URL", smtp_sink.url)
    with worker():
        arrived: list[EmailMessage] = smtp_sink.wait_for(3, within=60)
        eventually(lambda: Message.objects.exclude(state="sent").count() == 0, "not all are marked as sent")
    assert {mail["Message-ID"] for mail in arrived} == {one.message_id for one in Message.objects.all()}


def test_a_lease_is_left_alone_while_it_lasts(committed_db: str, smtp_sink: Sink) -> None:
    office = cast.cedar_stone()
    cast.book(office)
    Message.objects.filter(to_address=CORA).update(attempts=1, leased_until=clock.now() + timedelta(seconds=40))
    with worker():
        smtp_sink.wait_for(2, within=60)
        cast.book(office, days=12, people=[cast.THEO])
        smtp_sink.wait_for(4)
    assert smtp_sink.to(CORA) == []


def test_on_sqlite_there_is_one_worker_and_on_postgresql_there_may_be_many(committed_db: str, smtp_sink: Sink) -> None:
    office = cast.cedar_stone()
    with worker() as first:
        cast.book(office)
        smtp_sink.wait_for(3, within=60)
        with worker() as second:
            if connection.vendor == "sqlite":
                assert second.process.wait(60) == 1
                assert "already runs" in "".join(second.heard)
            else:
                for number in range(4):
                    cast.book(office, days=20 + number)
                arrived = smtp_sink.wait_for(15)
                assert len({mail["Message-ID"] for mail in arrived}) == 15
                assert second.process.poll() is None
        assert first.process.poll() is None


def test_a_hung_mail_server_does_not_hold_up_payments(
    committed_db: str, slow: Slow, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINTEL_DEMO", "yes")
    settings.DEMO = True
    inspection = cast.book(cast.cedar_stone())
    address = paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    with worker():
        assert slow.thinking.wait(60)
        sandbox.pay(address.rstrip("/").rsplit("/", 1)[1], card=cast.GOOD_CARD, at=clock.now())
        eventually(lambda: Attempt.objects.get().state == "paid", "the payment was not looked at")


def test_what_was_held_for_want_of_a_mail_server_leaves_at_the_next_start(
    committed_db: str, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.book(cast.cedar_stone())
    monkeypatch.setenv("LINTEL_EMAIL_URL", "")
    with worker() as without:
        eventually(lambda: Message.objects.held("no mail server").count() == 3, "the letters were not held")
        without.end(signal.SIGTERM)
    monkeypatch.setenv("LINTEL_EMAIL_URL", smtp_sink.url)
    with worker():
        smtp_sink.wait_for(3, within=60)


def test_it_counts_the_rows_of_sqlite_alone(committed_db: str) -> None:
    cast.book(cast.cedar_stone())
    with CaptureQueriesContext(connection) as captured:
        database.count_rows()
    said = [query["sql"] for query in captured.captured_queries]
    assert said == (["PRAGMA analysis_limit = 1000", "ANALYZE"] if connection.vendor == "sqlite" else [])
