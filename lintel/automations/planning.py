"""What rules have planned: made once for an occasion, moved, edited, sent early, withdrawn."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lintel.automations.models import Plan, PlanQuerySet, Rule
from lintel.companies.models import Member
from lintel.core.refusal import Refusal
from lintel.messages.models import Thread
from lintel.messages.wording import Words


class NotToCome(Refusal):
    say = "This letter is not to come any more: it has left, or was withdrawn."


def plan(
    *, rule: Rule, thread: Thread, occasion: str, due_at: datetime, happened_at: datetime | None = None, at: datetime
) -> Plan:
    """A plan that is not written yet; see `write`."""
    return Plan(
        company_id=rule.company_id,
        rule=rule,
        thread=thread,
        occasion=occasion,
        due_at=due_at,
        happened_at=happened_at,
        planned_at=at,
    )


def write(plans: Iterable[Plan]) -> None:
    """Plan these, in one statement. A rule that has planned for an occasion does not plan for it again."""
    Plan.objects.bulk_create(plans, ignore_conflicts=True)


def move(*, plan: Plan, due_at: datetime) -> None:
    """Another time, where nobody is at it now."""
    Plan.objects.filter(pk=plan.pk, leased_until=None).waiting().update(due_at=due_at, attempts=0, last_error="")


def withdraw(*, thread: Thread, because: str, at: datetime, rules: Iterable[Rule] | None = None) -> int:
    """Everything that is to come on this thread, or what these rules planned there, is off. How many."""
    waiting = Plan.objects.filter(thread=thread, leased_until=None).waiting()
    if rules is not None:
        waiting = waiting.filter(rule__in=list(rules))
    return _end(waiting, because, at)


def drop_due(*, because: str, at: datetime) -> int:
    """What should have gone by now does not go any more, on any thread. How many."""
    due = Plan.objects.waiting().filter(due_at__lte=at)
    return due.update(state=Plan.State.DROPPED, due_at=None, leased_until=None, ended_at=at, because=because[:200])


@transaction.atomic
def edit(*, plan: Plan, words: Words, by: Member) -> None:
    """Words for this one alone. They stay, and the conditions of now with them, whatever becomes of the rule.

    Raises NotToCome.
    """
    kept = {"subject": words.subject[:200], "body": words.body, "conditions": plan.rule.conditions}
    if not Plan.objects.filter(pk=plan.pk, leased_until=None).waiting().update(**kept, edited_by=by.name):
        raise NotToCome


@transaction.atomic
def send_now(*, plan: Plan, by: Member, at: datetime) -> None:
    """Due now, whatever its conditions and whatever the hour: somebody wants it sent. Raises NotToCome."""
    waiting = Plan.objects.filter(pk=plan.pk, leased_until=None).waiting()
    if not waiting.update(due_at=at, by_hand=True, edited_by=by.name, attempts=0, last_error=""):
        raise NotToCome


@transaction.atomic
def withdraw_one(*, plan: Plan, by: Member, at: datetime) -> None:
    """This one is off. Raises NotToCome."""
    if not _end(Plan.objects.filter(pk=plan.pk, leased_until=None).waiting(), f"withdrawn by {by.name}", at):
        raise NotToCome


def _end(plans: PlanQuerySet, because: str, at: datetime) -> int:
    return plans.update(state=Plan.State.WITHDRAWN, due_at=None, ended_at=at, because=because[:200])
