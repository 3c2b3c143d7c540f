"""Many automations, cancelled and moved at random: each once, never early, none after the cancelling.

LINTEL_LONG says how long: 1000 asks for the ten thousand of the promise.
"""

import os
import random
from datetime import datetime, time, timedelta

from lintel.automations import planning
from lintel.automations.models import Plan, Rule
from lintel.core.refusal import Refusal
from lintel.inspections import scheduling
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.automations.works import Works, rule

LONG = int(os.environ.get("LINTEL_LONG") or 0)
SEED = int(os.environ.get("LINTEL_SEED") or 7)
DUE = LONG * 10 or 200
RULES = 8


def test_each_once_never_early_and_none_after_cancelling(office: cast.Office, works: Works) -> None:
    luck = random.Random(SEED)  # noqa: S311 - a seeded story
    office.company.most_letters_a_day = 1000
    office.company.quiet_from = office.company.quiet_until = time(0)
    office.company.save()
    Rule.objects.filter(company=office.company, fixed="").update(is_on=False)
    for nth in range(RULES):
        rule(
            office,
            works.now,
            name=f"Rule {nth}",
            moment="start",
            way="before",
            amount=luck.randint(20, 200),
            unit="hours",
            letter="reminder",
            to=["clients"],
            each_time=True,
        )
    booked: list[Inspection] = []
    while len(booked) * RULES < DUE:
        days, hour = 10 + len(booked) // 3, 8 + 4 * (len(booked) % 3)
        booked.append(cast.book(office, at=works.now, days=days, hour=hour, minutes=180))
    works.turn(sends=False)
    assert Plan.objects.waiting().count() == len(booked) * RULES
    end = max(one.starts_at for one in booked)
    cancelled: dict[int, datetime] = {}
    moved: dict[int, datetime] = {}
    while works.now < end:
        works.until(works.now + timedelta(hours=luck.randint(1, 30)), sends=False)
        one = luck.choice(booked)
        one.refresh_from_db()
        if one.cancelled_at or one.starts_at < works.now:
            continue
        if luck.random() < 0.5:
            scheduling.cancel(inspection=one, because="", by=office.owner, at=works.now)
            cancelled[one.pk] = works.now
        else:
            _move(office, one, works, luck)
            moved[one.pk] = works.now
        works.turn(sends=False)
    _judge(booked, cancelled, moved)
    assert len(cancelled) > 3


def _move(office: cast.Office, one: Inspection, works: Works, luck: random.Random) -> None:
    later = one.starts_at + timedelta(days=luck.randint(1, 40), hours=luck.choice((1, 2, 3)))
    try:
        scheduling.reschedule(
            inspection=one, starts_at=later, minutes=60, inspector=office.inspector, by=office.owner, at=works.now
        )
    except Refusal:
        return


def _judge(booked: list[Inspection], cancelled: dict[int, datetime], moved: dict[int, datetime]) -> None:
    written = Message.objects.filter(kind="reminder")
    assert written.count() == len(set(written.values_list("dedupe_key", flat=True)))
    threads = {one.thread_id: one for one in booked}
    by_plan = {message.dedupe_key.rpartition(":")[2]: message for message in written}
    for plan in Plan.objects.filter(thread__in=threads).select_related("rule"):
        message, one = by_plan.get(plan.key), threads[plan.thread_id]
        assert (plan.state == Plan.State.WRITTEN) is (message is not None), plan
        assert plan.state != Plan.State.FAILED
        if message and one.pk in cancelled:
            assert message.written_at <= cancelled[one.pk], plan
    for thread, one in threads.items():
        one.refresh_from_db()
        if one.pk in cancelled:
            continue
        for each in Rule.objects.filter(company=one.company, fixed="", is_on=True):
            last = Plan.objects.filter(rule=each, thread=thread).order_by("-pk").first()
            due = one.starts_at - timedelta(hours=each.amount)
            left_no_time = one.pk in moved and moved[one.pk] > due
            if last and last.state == Plan.State.WRITTEN and not left_no_time:
                at = by_plan[last.key].written_at
                assert due - timedelta(minutes=1) <= at <= due + timedelta(minutes=1), (each.name, one)
    assert planning.withdraw(thread=booked[0].thread, because="over", at=booked[0].starts_at) == 0
