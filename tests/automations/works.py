"""The worker's queues in one thread, at a time that the story says."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lintel.automations import ruling
from lintel.automations.models import Plan, Rule
from lintel.core import work
from lintel.inspections import automating, happenings, notifying
from lintel.messages import sending
from lintel.messages.models import Message
from lintel.messages.providers.email import Email
from tests import cast
from tests.rig.smtp import Sink


@dataclass
class Works:
    """`now` is the time; whatever is due then is done by `turn`."""

    now: datetime
    sink: Sink

    def turn(self, *, sends: bool = True) -> None:
        """Story, plans and letters, until nothing is due any more."""
        while notifying.write_due(at=self.now) + self.plans():
            pass
        if sends:
            self.send()

    def plans(self) -> int:
        return work.run(Plan, do=lambda plan: automating.fire(plan, at=self.now), at=self.now)

    def send(self) -> None:
        with closing(Email()) as post:
            while sending.drain(through=post, clock=lambda: self.now, moot=automating.moot):
                pass

    def until(self, moment: datetime, *, sends: bool = True) -> None:
        """Time passes, and the worker takes each thing when it is due."""
        while (due := self._next()) is not None and due <= moment:
            self.now = max(self.now, due)
            self.turn(sends=sends)
        self.now = moment
        self.turn(sends=sends)

    def after(self, **span: float) -> None:
        self.until(self.now + timedelta(**span))

    def _next(self) -> datetime | None:
        plans = Plan.objects.waiting().filter(leased_until=None, due_at__gt=self.now)
        letters = Message.objects.filter(due_at__gt=self.now, leased_until=None)
        return min(
            (
                due
                for rows in (plans, letters)
                for due in rows.order_by("due_at").values_list("due_at", flat=True)[:1]
                if due
            ),
            default=None,
        )


def rule(office: cast.Office, at: datetime, **said: Any) -> Rule:
    """A rule of Cedar & Stone's, by Dana: when scheduled, at once, a reminder to clients, unless said."""
    fields: dict[str, Any] = {
        "name": "A rule",
        "moment": "scheduled",
        "way": "at once",
        "amount": 0,
        "unit": "hours",
        "conditions": [],
        "needs_all": True,
        "channel": "text" if str(said.get("letter", "")).startswith("text-") else "letter",
        "letter": "reminder",
        "to": ["clients"],
        "address": "",
        "each_time": False,
        **said,
    }
    known = happenings.HAPPENINGS[fields["moment"]].is_known_ahead
    what = ruling.Draft(is_known_ahead=known, **fields)
    made = ruling.write(company=office.company, what=what, by=office.owner, at=at)
    automating.replan_rule(made, at=at)
    return made


def starter(office: cast.Office, name: str) -> Rule:
    return Rule.objects.of(office.company).get(name=name)


def letters(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind).order_by("pk"))
