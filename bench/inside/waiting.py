"""Letters and plans that wait for a later day, and what is due today beside them."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection, models, transaction

from bench import loading
from bench.inside import orders
from bench.pouring import Pouring
from lintel.automations.models import Plan, Rule
from lintel.core import clock, ids, work
from lintel.inspections import automating
from lintel.messages import rendering, sending
from lintel.messages.models import Message
from lintel.messages.providers.email import Email

Asked = dict[str, Any]
LATER = "later:"
WARMING = 10


def later(asked: Asked) -> Asked:
    """As many letters and as many plans that are due from tomorrow on, one a second."""
    at, pouring, sent = clock.now(), Pouring(), _sent().first()
    if sent is None:
        raise RuntimeError("No letter was ever sent that could be written again.")
    values = {field.attname: getattr(sent, field.attname) for field in _about(Message).concrete_fields[1:]}
    rule = _rule()
    with loading.in_a_hurry(), transaction.atomic(), loading.unwatched():
        for number in range(asked["count"]):
            once, due_at = f"{LATER}{number}", at + timedelta(days=1, seconds=number)
            fresh = {"key": ids.new_row_key(), "dedupe_key": once, "message_id": f"<{once}@lintel.example>"}
            pouring.add(Message, **{**values, **fresh, "state": "queued", "due_at": due_at, "sent_at": None})
            pouring.add(Plan, **_plan(rule, sent.thread_id, once, at, due_at))
        pouring.write()
        pouring.settle()
    loading.analyse()
    return {}


def never(_asked: Asked) -> Asked:
    """Takes away what `later` put there."""
    with loading.in_a_hurry(), transaction.atomic(), loading.unwatched(), connection.cursor() as cursor:
        for model, column in ((Message, "dedupe_key"), (Plan, "occasion")):
            cursor.execute(f"DELETE FROM {_about(model).db_table} WHERE {column} LIKE '{LATER}%'")
    loading.analyse()
    return {}


def soonest(asked: Asked) -> Asked:
    """What falls due one at a time, in one process, medians of milliseconds: a letter from its saving to the mail
    server's yes and the mark that it left, a plan from its saving to its end, and a look when nothing is due.
    """
    rule, post = _rule(), Email()
    rendering.get_ready()

    def letters() -> int:
        return sending.drain(through=post, clock=clock.now, moot=automating.moot)

    def plans() -> int:
        return work.run(Plan, do=lambda plan: automating.fire(plan, at=clock.now()), at=clock.now())

    took: dict[str, list[float]] = {"letter": [], "plan": [], "look": []}
    cpu = 0.0
    for letter in _sent()[: asked["count"] + WARMING]:
        at = clock.now()
        Message.objects.filter(pk=letter.pk).update(state="queued", due_at=at, sent_at=None, attempts=0)
        before = time.process_time()
        took["letter"].append(_milliseconds(letters, 1))
        cpu += time.process_time() - before
        Plan.objects.create(**_plan(rule, letter.thread_id, at.isoformat(), at, at))
        took["plan"].append(_milliseconds(plans, 1))
        took["look"].append(_milliseconds(lambda: letters() + plans(), 0))
    post.close()
    return {
        **{what: median(each[WARMING:]) for what, each in took.items()},
        "cpu_ms": cpu * 1000 / len(took["letter"]),
    }


def _milliseconds(turn: Callable[[], int], count: int) -> float:
    start = time.perf_counter()
    found = turn()
    took = (time.perf_counter() - start) * 1000
    if found != count:
        raise RuntimeError(f"{found} were due, and not {count}.")
    return took


def _sent() -> "models.QuerySet[Message]":
    return Message.objects.filter(state="sent", kind="confirmation").order_by("-pk")


def _rule() -> Rule:
    """One that is off: its plans are taken, asked about and dropped."""
    company = orders.measured()
    rule, _ = Rule.objects.get_or_create(
        company=company, name="Measured", defaults={"moment": "signed", "is_on": False, "changed_at": clock.now()}
    )
    return rule


def _plan(rule: Rule, thread: int, occasion: str, at: datetime, due_at: datetime) -> dict[str, Any]:
    return {
        "company_id": rule.company_id,
        "rule_id": rule.pk,
        "thread_id": thread,
        "occasion": occasion,
        "planned_at": at,
        "due_at": due_at,
    }


def _about(model: type[models.Model]) -> Any:
    return model._meta  # noqa: SLF001 - Django documents this name
