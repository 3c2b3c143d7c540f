"""Letters against a mail server that refuses, drops, hangs and shuts: none lost, none tried after a no, and no copy but
where the server had kept a letter before it hung up.

LINTEL_LONG says how long: 1000 asks for the five thousand of the promise. LINTEL_SEED says which.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from lintel.core import clock
from lintel.messages import sending
from lintel.messages.models import Message
from lintel.messages.providers.email import Email
from tests import cast
from tests.cast import Office
from tests.messages.moody import Moody, listening

LONG, SEED = int(os.environ.get("LINTEL_LONG") or 0), int(os.environ.get("LINTEL_SEED") or 5)
LETTERS = LONG * 5 or 200
SHARE = 0.5
TIMEOUT_SECONDS = 3.0  # long enough that no answer of a server that does not hang is missed
HANGS = 2 + LETTERS // 500


class Faulty(Moody):
    """Half of what it is asked it does wrong, each time anew; `said` is every answer, by recipient."""

    def __init__(self, luck: random.Random) -> None:
        super().__init__()
        self.luck, self.kept_and_gone, self.faults = luck, Counter[str](), Counter[str]()
        self.said: dict[str, list[int]] = {}

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self._fault("no such mailbox", "mailbox busy", "shutting down")
        told = {"no such mailbox": 550, "mailbox busy": 450, "shutting down": 421}.get(fault, 250)
        self.said.setdefault(address, []).append(told)
        return f"{told} {fault}" if fault else await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (address,) = envelope.rcpt_tos
        fault = self._fault("drop", "keep and drop", "try later", "never", "hang")
        if fault == "drop":
            return self._gone(server)
        if fault == "keep and drop":
            await super().handle_DATA(server, session, envelope)
            self.kept_and_gone[address] += 1
            return self._gone(server)
        if fault == "hang":
            await asyncio.sleep(TIMEOUT_SECONDS * 1.5)
            return self._gone(server)
        told = {"try later": 451, "never": 554}.get(fault, 250)
        self.said[address].append(told)
        return f"{told} {fault}" if fault else await super().handle_DATA(server, session, envelope)

    def cuts(self) -> bool:
        return self._fault("cut", "cut", *[""] * 8) == "cut"

    def _fault(self, *kinds: str) -> str:
        if self.luck.random() > SHARE / 2:
            return ""
        kind = self.luck.choice(kinds if self.faults["hang"] < HANGS else [k for k in kinds if k != "hang"])
        self.faults[kind] += 1
        return kind


@pytest.fixture
def faulty(real_mail: Settings) -> Iterator[Faulty]:
    luck = random.Random(SEED)  # noqa: S311 - a seeded story
    with listening(Faulty(luck)) as server:
        real_mail.EMAIL_HOST, real_mail.EMAIL_PORT, real_mail.EMAIL_TIMEOUT = server.host, server.port, TIMEOUT_SECONDS
        assert isinstance(server, Faulty)
        yield server


def test_none_is_lost_none_is_tried_after_a_no_and_every_failure_is_seen(cedar: Office, faulty: Faulty) -> None:
    _write(cedar)
    now = clock.now()
    while (due := _next()) is not None:
        now = max(now, due) + timedelta(seconds=1)
        with closing(Email()) as post:
            sending.drain(through=post, clock=partial(_same, now))
    arrived = Counter(letter["X-Envelope-To"] for letter in faulty.letters)
    for letter in Message.objects.filter(kind="many"):
        to, said = letter.to_address, faulty.said[letter.to_address]
        refused = [place for place, code in enumerate(said) if code >= 500]
        assert refused in ([], [len(said) - 1]), f"{to} was tried after a no"
        assert letter.state == (Message.State.FAILED if refused else Message.State.SENT), (to, letter.last_error)
        assert bool(letter.last_error) is bool(refused)
        assert arrived[to] == (0 if refused else 1) + faulty.kept_and_gone[to], to
    assert all(
        faulty.faults[kind] for kind in ("no such mailbox", "shutting down", "cut", "drop", "keep and drop", "hang")
    )


def _same(now: datetime) -> datetime:
    return now


def _write(cedar: Office) -> None:
    first = Message.objects.filter(thread=cast.book(cedar).thread, kind="agent").get()
    Message.objects.exclude(pk=first.pk).update(state="withdrawn", due_at=None, withdrawn_at=clock.now())
    fields = {each.attname: getattr(first, each.attname) for each in Message._meta.concrete_fields}
    each = [
        {"key": f"many{nth:06}", "dedupe_key": f"many:{nth}", "message_id": f"<many{nth:06}.{nth}@x>"}
        for nth in range(LETTERS)
    ]
    Message.objects.bulk_create(
        [
            Message(**{**fields, **named, "id": None, "kind": "many", "to_address": f"r{nth}@example.com"})
            for nth, named in enumerate(each)
        ]
    )
    Message.objects.filter(pk=first.pk).update(state="withdrawn", due_at=None, withdrawn_at=clock.now())


def _next() -> datetime | None:
    return Message.objects.filter(due_at__isnull=False).order_by("due_at").values_list("due_at", flat=True).first()
