"""What goes by itself: what happened makes plans, and a plan that is due asks once more and becomes letters.

Letters of ours that something causes at once (`Rule.fixed`) are written where it happens; everything else comes from
here, through a plan, so that there is one place which knows what is still to come.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from lintel.automations import conditions, planning, timing
from lintel.automations.conditions import Occasion
from lintel.automations.models import Plan, Rule
from lintel.core import work
from lintel.inspections import audiences, calendar, composing, happenings, occasions, texting
from lintel.inspections.models import Inspection, Moment
from lintel.messages.models import Message

AHEAD = (happenings.START, happenings.END)
NOT_SENT_YET = timedelta(hours=1)
LATE = timedelta(minutes=1)
BOOKED_BY = {Moment.Kind.SCHEDULED, Moment.Kind.CONFIRMED}
DUE_MOVED_BY = BOOKED_BY | {Moment.Kind.RESCHEDULED, Moment.Kind.CHANGED}


def happened(moment: Moment, *, at: datetime) -> None:
    """Plan what the company's rules want of this line of the story; a cancelled inspection's plans are withdrawn, and
    for one that is not confirmed nothing is planned.
    """
    inspection = moment.inspection
    if inspection is None or inspection.unconfirmed_since:
        return
    if moment.kind == Moment.Kind.CANCELLED:
        planning.withdraw(thread=inspection.thread, because="cancelled", at=at)
    called = happenings.words_of(Moment.Kind(moment.kind), moment.marks)
    if moment.kind in BOOKED_BY:
        called.append(happenings.SENT)
    rules = list(Rule.objects.of(inspection.company).running().filter(moment__in=[*called, *AHEAD]))
    if moment.kind in DUE_MOVED_BY:
        replan(inspection, [rule for rule in rules if rule.moment in AHEAD], at=at)
    planning.write(
        planning.plan(
            rule=rule,
            thread=inspection.thread,
            occasion=f"m{moment.pk}" if rule.each_time else "",
            due_at=_due(rule, moment.at, inspection),
            happened_at=moment.at,
            at=at,
        )
        for rule in rules
        if rule.moment in called and not (inspection.cancelled_at and moment.kind != Moment.Kind.CANCELLED)
    )


def replan(inspection: Inspection, rules: Iterable[Rule], *, at: datetime) -> None:
    """What is planned before or after start or end follows the appointment; what would be due already is left out."""
    if inspection.cancelled_at or inspection.unconfirmed_since:
        return
    known = {plan.rule_id: plan for plan in Plan.objects.filter(thread=inspection.thread, rule__in=rules).waiting()}
    made = []
    for rule in rules:
        due = _due(rule, composing.anchor(rule, inspection), inspection)
        plan = known.get(rule.pk)
        if plan and due >= at:
            planning.move(plan=plan, due_at=due)
        elif plan:
            planning.withdraw(thread=inspection.thread, rules=[rule], because="too late for the new time", at=at)
        elif due >= at:
            occasion = f"{due:%Y%m%dT%H%M}" if rule.each_time else ""
            made.append(planning.plan(rule=rule, thread=inspection.thread, occasion=occasion, due_at=due, at=at))
    planning.write(made)


def replan_rule(rule: Rule, *, at: datetime) -> None:
    """After a rule was saved or switched on: the coming inspections are planned for, those planned are moved."""
    if rule.fixed:
        return
    if not rule.is_on or rule.moment not in AHEAD:
        stale = Plan.objects.filter(rule=rule, leased_until=None, happened_at=None).waiting()
        stale.update(state=Plan.State.WITHDRAWN, due_at=None, ended_at=at, because=f"{rule.name} was changed"[:200])
    if rule.is_on and rule.moment in AHEAD:
        for inspection in coming(rule, at=at):
            replan(inspection, [rule], at=at)


def coming(rule: Rule, *, at: datetime) -> QuerySet[Inspection]:
    """The inspections that a rule can still plan for, the next first."""
    standing = Inspection.objects.of(rule.company).filter(cancelled_at=None, unconfirmed_since=None)
    standing = standing.filter(ends_at__gt=at - timedelta(days=400))
    if rule.way == Rule.Way.BEFORE:
        standing = standing.filter(ends_at__gt=at)
    return standing.select_related("company", "home", "inspector__user", "thread").order_by("starts_at", "pk")


def fire(plan: Plan, *, at: datetime) -> None:
    """The worker's: ask the rule once more, then write the letters, or say why not."""
    with transaction.atomic():
        inspection = _inspection(plan)
        if because := Asks(inspection, at=at).moot(plan):
            _end(plan, Plan.State.DROPPED, because, at)
            return
        if (later := _later(plan, inspection, at)) is not None:
            work.finish(plan, due_at=later)
            return
        try:
            messages = composing.compose(plan, inspection, at=at)
        except composing.Unfillable as refusal:
            work.finish(plan, due_at=None, state=Plan.State.FAILED, ended_at=at, last_error=refusal.say[:500])
            return
        if not messages:
            _end(plan, Plan.State.DROPPED, _nobody(plan.rule), at)
            return
        _spread(plan, inspection, messages, at)
        Message.objects.bulk_create(messages, ignore_conflicts=True)
        _end(plan, Plan.State.WRITTEN, "", at)


class Asks:
    """Asks rules about one inspection; what holds there is found out once, where a rule asks at all."""

    def __init__(self, inspection: Inspection, *, at: datetime) -> None:
        self.inspection, self.at = inspection, at

    @cached_property
    def _occasion(self) -> Occasion:
        return occasions.of(self.inspection)

    def moot(self, plan: Plan) -> str:
        """Why this plan would not become letters if it were due now; nothing where it would."""
        rule = plan.rule
        if self.inspection.cancelled_at is not None and rule.moment != "cancelled":
            return "cancelled"
        if plan.by_hand:
            return ""
        if rule.way == Rule.Way.BEFORE and self.at >= composing.anchor(rule, self.inspection):
            return "too late: the time it was to come before has come"
        if not rule.is_on and not plan.body:
            return "the automation is off"
        asked = rule.conditions if plan.conditions is None else plan.conditions
        if not asked or conditions.hold(asked, self._occasion, needs_all=rule.needs_all):
            return ""
        return happenings.not_any_more(conditions.unmet(asked, self._occasion)[0])


def moot(message: Message, at: datetime) -> str:
    """Why an automation's letter that is about to leave is not wanted any more; nothing where it is, or is no
    automation's. The worker asks as it takes the letter, however long that lay.
    """
    _, found, rest = message.dedupe_key.rpartition(":rule:")
    if not found:
        return ""
    plan = Plan.objects.select_related("rule").filter(key=rest.partition(":")[2]).first()
    return Asks(_inspection(plan), at=at).moot(plan) if plan else ""


def expected(plan: Plan, inspection: Inspection, *, at: datetime) -> str:
    """Why this plan would not become a letter if it were due now; nothing where it would."""
    if because := Asks(inspection, at=at).moot(plan):
        return because
    rule, by_text = plan.rule, plan.rule.channel == Rule.Channel.TEXT
    if rule.channel == Rule.Channel.WEBHOOK:
        return ""
    readers = audiences.of(inspection, rule.to, rule.address, by_text=by_text)
    reached = any(texting.standing(one).agrees for one in readers.people) if by_text else bool(readers)
    return "" if reached else _nobody(rule)


def due(rule: Rule, inspection: Inspection) -> datetime:
    """When a rule whose moment is known ahead is due for this inspection."""
    return _due(rule, composing.anchor(rule, inspection), inspection)


def due_words(plan: Plan, inspection: Inspection) -> str:
    """`Tue, Nov 24 at 9:00 AM`, on the clocks at the property; nothing for what is over."""
    if plan.due_at is None:
        return ""
    local = plan.due_at.astimezone(ZoneInfo(inspection.home.zone))
    return f"{calendar.day_words_short(local)} at {calendar.time_words(local)}"


def _inspection(plan: Plan) -> Inspection:
    found = Inspection.objects.select_related("company", "home", "inspector__user", "thread")
    return found.get(thread_id=plan.thread_id)


def _due(rule: Rule, moment: datetime, inspection: Inspection) -> datetime:
    zone = inspection.home.zone
    at = timing.due(moment, way=rule.way, amount=rule.amount, unit=rule.unit, zone=zone)
    if rule.way == Rule.Way.AT_ONCE:
        return at
    latest = moment if rule.way == Rule.Way.BEFORE else None
    return timing.awake(at, zone=zone, quiet=inspection.company.quiet(), latest=latest)


def _later(plan: Plan, inspection: Inspection, at: datetime) -> datetime | None:
    """Until when it must wait, where it was taken before its time."""
    rule = plan.rule
    if plan.by_hand:
        return None
    if rule.moment == happenings.SENT:
        letters_ = Message.objects.filter(thread=plan.thread_id, kind="confirmation")
        left = letters_.exclude(sent_at=None).order_by("sent_at").values_list("sent_at", flat=True).first()
        if left is None:
            return at + NOT_SENT_YET
        due_at = _due(rule, left, inspection)
    elif rule.moment in AHEAD:
        due_at = due(rule, inspection)
    else:
        due_at = _due(rule, plan.happened_at or at, inspection)
    return due_at if due_at > at + LATE else None


def _spread(plan: Plan, inspection: Inspection, messages: Sequence[Message], at: datetime) -> None:
    """Nobody gets more of these a day than the company wants: what is too much leaves the next morning."""
    company, zone = inspection.company, inspection.home.zone
    if plan.by_hand or plan.rule.way == Rule.Way.AT_ONCE:
        return
    today = at.astimezone(ZoneInfo(zone)).date()
    since = timing.shown(today, time(), zone)
    written = Message.objects.of(company).filter(due_at__gte=since) | Message.objects.of(company).filter(
        sent_at__gte=since
    )
    to = [message.to_address for message in messages]
    had = list(written.filter(to_address__in=to, dedupe_key__contains=":rule:").values_list("to_address", flat=True))
    morning = timing.shown(today + timedelta(days=1), company.quiet()[1], zone)
    for message in messages:
        if had.count(message.to_address) >= company.letters_a_day():
            message.due_at = morning
        had.append(message.to_address)


def _nobody(rule: Rule) -> str:
    return "nobody agreed to texts" if rule.channel == Rule.Channel.TEXT else "there is nobody to send it to"


def _end(plan: Plan, state: Plan.State, because: str, at: datetime) -> None:
    work.finish(plan, due_at=None, state=state, ended_at=at, because=because[:200], last_error="")
