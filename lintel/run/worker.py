"""The worker: takes what is due and does it, each queue in a thread of its own, until it is told to stop.

A mail server that hangs holds up letters and nothing else.
"""

import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.db import DatabaseError, close_old_connections, connection, connections

from lintel.automations.models import Plan
from lintel.billing import hearing, picturing
from lintel.billing.models import Attempt, ProviderEvent, Refund
from lintel.core import clock, work
from lintel.inspections import automating, notifying, paying, reconciling, refunding, scanning
from lintel.messages import bouncing, holding, rendering, sending
from lintel.messages.providers.email import Email
from lintel.messages.providers.mailbox import Mailbox, Unreadable
from lintel.messages.providers.text import Texts
from lintel.messages.providers.webhook import Webhooks
from lintel.reports import drawing, keeping
from lintel.reports.models import Version
from lintel.run import database, processes

IDLE_SECONDS, AWAITED_SECONDS = 0.25, 0.05
AWAITED = ("story", "letters")  # somebody looks at the mailbox for what these write
AFTER_A_FAULT_SECONDS = 1.0
UPKEEP_SECONDS = 60.0
SWEEPING_SECONDS = 60.0
COUNTING_SECONDS = 3600.0
TIDYING_SECONDS = 86400.0
TO_FINISH_SECONDS = 15.0

log = logging.getLogger(__name__)


def serve() -> None:
    """Work until SIGTERM or SIGINT; what is in hand is finished, the rest is put back."""
    processes.keep_what_is_loaded()
    told, tell = os.pipe()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        os.write(tell, b".")

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    work_until(told)


def work_until(told: int) -> None:
    """Every queue, until something can be read from `told`."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=_serve, args=(name, queue, stop), name=name, daemon=True)
        for name, queue in QUEUES.items()
    ]
    for thread in threads:
        thread.start()
    upkeep = _upkeep()
    _careful("upkeep", upkeep, stop)
    while not select.select([told], [], [], UPKEEP_SECONDS)[0]:
        _careful("upkeep", upkeep, stop)
    stop.set()
    end = time.monotonic() + TO_FINISH_SECONDS
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    connections.close_all()


Turn = Callable[[], bool]
Queue = Callable[[threading.Event], AbstractContextManager[Turn]]


@contextmanager
def _letters(stop: threading.Event) -> Iterator[Turn]:
    post = Email()
    str(DNS_NAME)  # asks for this machine's name once, now: the first letter need not wait for it
    rendering.get_ready()

    def turn() -> bool:
        if sending.drain(through=post, clock=clock.now, stopped=stop.is_set, moot=automating.moot):
            return True
        post.rest()
        return False

    try:
        yield turn
    finally:
        post.close()


@contextmanager
def _texts(stop: threading.Event) -> Iterator[Turn]:
    post = Texts()
    try:
        yield lambda: bool(sending.drain(through=post, clock=clock.now, stopped=stop.is_set, moot=automating.moot))
    finally:
        post.close()


@contextmanager
def _webhooks(stop: threading.Event) -> Iterator[Turn]:
    post = Webhooks()
    yield lambda: bool(sending.drain(through=post, clock=clock.now, stopped=stop.is_set, moot=automating.moot))


@contextmanager
def _bounces(_stop: threading.Event) -> Iterator[Turn]:
    """Once a minute, where a mailbox is named."""
    read = -SWEEPING_SECONDS
    mailbox = Mailbox(settings.BOUNCES_URL) if settings.BOUNCES_URL else None

    def turn() -> bool:
        nonlocal read
        if mailbox is None or time.monotonic() - read < SWEEPING_SECONDS:
            return False
        read = time.monotonic()
        try:
            return bool(mailbox.read(lambda raw: bouncing.hear(raw, at=clock.now())))
        except Unreadable as fault:
            log.warning("%s", fault)
            return False

    yield turn


@contextmanager
def _payments(_stop: threading.Event) -> Iterator[Turn]:
    def turn() -> bool:
        at = clock.now()
        tried = work.run(Attempt, do=lambda attempt: paying.look(attempt, at=clock.now()), at=at)
        return bool(tried + work.run(Refund, do=lambda refund: refunding.look(refund, at=clock.now()), at=at))

    yield turn


@contextmanager
def _events(_stop: threading.Event) -> Iterator[Turn]:
    """What providers called about; and once a minute, where it is time, what they called about in vain."""
    swept = -SWEEPING_SECONDS

    def turn() -> bool:
        nonlocal swept
        if time.monotonic() - swept > SWEEPING_SECONDS:
            swept = time.monotonic()
            reconciling.sweep(at=clock.now())
        return bool(work.run(ProviderEvent, do=lambda event: reconciling.apply(event, at=clock.now()), at=clock.now()))

    yield turn


@contextmanager
def _story(_stop: threading.Event) -> Iterator[Turn]:
    yield lambda: bool(notifying.write_due(at=clock.now()))


@contextmanager
def _plans(_stop: threading.Event) -> Iterator[Turn]:
    yield lambda: bool(work.run(Plan, do=lambda plan: automating.fire(plan, at=clock.now()), at=clock.now()))


@contextmanager
def _pages(_stop: threading.Event) -> Iterator[Turn]:
    yield lambda: bool(work.run(Version, do=lambda one: drawing.draw(one, at=clock.now()), at=clock.now(), most=1))


QUEUES: dict[str, Queue] = {
    "letters": _letters,
    "texts": _texts,
    "webhooks": _webhooks,
    "bounces": _bounces,
    "payments": _payments,
    "events": _events,
    "story": _story,
    "plans": _plans,
    "pages": _pages,
}


def _upkeep() -> Turn:
    counted, tidied = -COUNTING_SECONDS, -TIDYING_SECONDS

    def turn() -> bool:
        nonlocal counted, tidied
        if released := holding.release(at=clock.now()):
            log.info("%s letters that were held may leave now", released)
        if time.monotonic() - counted > COUNTING_SECONDS:
            counted = time.monotonic()
            database.count_rows()
        hearing.forget(at=clock.now())
        if time.monotonic() - tidied > TIDYING_SECONDS:
            tidied = time.monotonic()
            picturing.tidy(at=clock.now())
            keeping.tidy(at=clock.now())
            scanning.tidy(at=clock.now())
        return True

    return turn


def _serve(name: str, queue: Queue, stop: threading.Event) -> None:
    looked_at_connection, idle = time.monotonic(), AWAITED_SECONDS if name in AWAITED else IDLE_SECONDS
    with queue(stop) as turn:
        while not stop.is_set():
            if not _careful(name, turn, stop):
                stop.wait(idle)
            if time.monotonic() - looked_at_connection > 1:
                looked_at_connection = time.monotonic()
                close_old_connections()
    connections.close_all()


def _careful(name: str, turn: Turn, stop: threading.Event) -> bool:
    """A turn that fails (the database restarts, a bug) is told to the log, and there is a next one."""
    try:
        return turn()
    except DatabaseError as fault:
        log.warning("%s: the database does not answer: %s", name, fault)
        connection.close()
    except Exception:
        log.exception("%s: a turn failed", name)
    stop.wait(AFTER_A_FAULT_SECONDS)
    return False
