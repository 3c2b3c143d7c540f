"""STOP at random points in a stream of texts, also in the middle of a batch: nothing leaves after it.

In virtual time: each look at the clock takes a fifth of a second, and who is to say STOP by then says it through the
hook. LINTEL_LONG says how many: 1000 asks for the ten thousand of the promise.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from lintel.inspections.models import Inspection
from lintel.messages import consenting, outbox, sending
from lintel.messages.models import Message, TextConsent
from lintel.messages.providers.text import Texts
from tests.texts.conftest import NOON, Call
from tests.texts.twilio import Twilio

TEXTS = 10 * int(os.environ.get("LINTEL_LONG") or 8)
SEED = int(os.environ.get("LINTEL_SEED") or 7)
EACH = 8  # texts to one person
TICK, GRACE = timedelta(seconds=0.2), timedelta(seconds=5)
SAYS = {True: ("STOP", "stop please", "Remove me", "UNSUBSCRIBE", "no more texts"), False: ("START", "Unstop", "yes")}


class Stream:
    """Texts that become due over an hour, and people who change their minds meanwhile."""

    def __init__(self, inspection: Inspection, twilio: Twilio, call: Call) -> None:
        self.luck, self.twilio, self.call, self.now = random.Random(SEED), twilio, call, NOON  # noqa: S311
        self.stopped: dict[str, list[tuple[datetime, bool]]] = {}
        numbers = [f"+1208555{number:04}" for number in range(max(TEXTS // EACH, 4))]
        self.write(inspection, numbers)
        self.turns = sorted(self.minds(numbers), reverse=True)
        twilio.now = lambda: self.now

    def write(self, inspection: Inspection, numbers: list[str]) -> None:
        """Everybody agreed; each text is due at some second of the hour."""
        TextConsent.objects.bulk_create(
            TextConsent(company=inspection.company, number=one, agreed=True, at=NOON, words="by phone", source="staff")
            for one in numbers
        )
        for number in range(TEXTS):
            to = numbers[number % len(numbers)]
            text = outbox.text(
                f"Text {number}",
                kind="share",
                company=inspection.company,
                thread=inspection.thread,
                to_name="Somebody",
                to_address=to,
                zone=inspection.home.zone,
                once=f"text:{number}",
                at=NOON,
            )
            text.due_at = NOON + timedelta(seconds=self.luck.randrange(3600))
            outbox.write([text])

    def minds(self, numbers: list[str]) -> Iterator[tuple[datetime, str, bool]]:
        """Half of them stop, some of those start again, and some stop twice."""
        for number in numbers:
            moments = sorted(self.luck.random() * 3600 for _ in range(self.luck.choice([0, 0, 1, 1, 2, 3])))
            for turn, seconds in enumerate(moments):
                stops = turn % 2 == 0 or self.luck.random() < 0.3
                yield NOON + timedelta(seconds=seconds), number, stops

    def clock(self) -> datetime:
        """A fifth of a second later; whose time has come has spoken."""
        self.now += TICK
        while self.turns and self.turns[-1][0] <= self.now:
            _, number, stops = self.turns.pop()
            self.stopped.setdefault(number, []).append((self.now, stops))
            words = self.luck.choice(SAYS[stops])
            assert self.call(self.twilio.inbound(number, words)).status_code == 200
        return self.now

    def run(self) -> None:
        """The worker, until the hour is over and nothing is due."""
        with closing(Texts()) as post:
            while self.now < NOON + timedelta(hours=1, minutes=1) or self.waits():
                if not sending.drain(through=post, clock=self.clock):
                    self.now += timedelta(seconds=self.luck.randrange(8))

    def waits(self) -> bool:
        """Whether something is still to leave: ten thousand take longer than the hour."""
        return Message.objects.filter(channel="text", state="queued").exists()

    def breaches(self) -> list[str]:
        """Texts that left more than five seconds after their reader had said STOP, and before they said START."""
        found = []
        for text in self.twilio.texts:
            at, to = self.sent_at(text), text["to"]
            last = [said for said in self.stopped.get(to, []) if said[0] + GRACE < at]
            newer = [said for said in self.stopped.get(to, []) if said[0] <= at and said not in last]
            if last and last[-1][1] and not newer and text["body"].startswith("Text "):
                found.append(f"{text['body']} left {at - last[-1][0]} after STOP")
        return found

    def sent_at(self, text: dict[str, str]) -> datetime:
        """When it left, to the second that Twilio noted."""
        row = Message.objects.get(subject=text["body"]) if text["body"].startswith("Text ") else None
        return (row.sent_at or self.now) if row else self.now


def changes(said: list[tuple[datetime, bool]]) -> int:
    """How often somebody's standing changed; they had agreed."""
    standing, count = False, 0
    for _, stops in said:
        count += stops != standing
        standing = stops
    return count


def test_nothing_leaves_after_stop(inspection: Inspection, twilio: Twilio, call: Call) -> None:
    stream = Stream(inspection, twilio, call)
    stream.run()
    assert stream.breaches() == []
    bodies = Counter(text["body"] for text in twilio.texts if text["body"].startswith("Text "))
    assert max(bodies.values()) == 1, "one left twice"
    states = Counter(Message.objects.filter(kind="share", channel="text").values_list("state", "held_because"))
    assert set(states) <= {("sent", ""), ("held", "opted out of texts")}
    assert states["held", "opted out of texts"] > TEXTS / 20, "hardly anybody stopped, so little is proven"
    assert sum(bodies.values()) == states["sent", ""]
    for number, said in stream.stopped.items():
        confirmed = [text for text in twilio.to(number) if not text.startswith("Text ")]
        assert len(confirmed) == changes(said), number


def test_a_transport_that_does_not_ask_is_noticed(
    inspection: Inspection, twilio: Twilio, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consenting, "holds", lambda *_: "")
    stream = Stream(inspection, twilio, call)
    stream.run()
    assert stream.breaches()
