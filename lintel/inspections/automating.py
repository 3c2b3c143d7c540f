"""What goes by itself: what happened makes plans, and a plan that is due asks once more and becomes letters.

Letters of ours that something causes at once (`Rule.fixed`) are written where it happens; everything else comes from
here, through a plan, so that there is one place which knows what is still to come.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from lintel.access.models import Link
from lintel.automations import conditions, planning, timing
from lintel.automations.conditions import Occasion
from lintel.automations.models import Plan, Rule
from lintel.core import phones, words, work
from lintel.core.refusal import Refusal
from lintel.inspections import audiences, bills, calendar, happenings, letters, occasions, sharing, texting
from lintel.inspections.models import Inspection, Moment
from lintel.inspections.posting import Post
from lintel.messages import outbox, texts
from lintel.messages.models import Message
from lintel.messages.wording import Words

AHEAD = (happenings.START, happenings.END)
NOT_SENT_YET = timedelta(hours=1)
LATE = timedelta(minutes=1)
MOST_TOUCHED = 50
DUE_MOVED_BY = {Moment.Kind.SCHEDULED, Moment.Kind.RESCHEDULED, Moment.Kind.CHANGED}


class Unfillable(Refusal):
    """The words of a letter hold a placeholder that is not known any more."""


def happened(moment: Moment, *, at: datetime) -> None:
    """Plan what the company's rules want of this line of the story; a cancelled inspection's plans are withdrawn."""
    inspection = moment.inspection
    if inspection is None:
        return
    if moment.kind == Moment.Kind.CANCELLED:
        planning.withdraw(thread=inspection.thread, because="cancelled", at=at)
    called = happenings.words_of(Moment.Kind(moment.kind), moment.marks)
    if moment.kind == Moment.Kind.SCHEDULED:
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
    if inspection.cancelled_at:
        return
    known = {plan.rule_id: plan for plan in Plan.objects.filter(thread=inspection.thread, rule__in=rules).waiting()}
    made = []
    for rule in rules:
        due = _due(rule, _anchor(rule, inspection), inspection)
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
    standing = Inspection.objects.of(rule.company).filter(cancelled_at=None, ends_at__gt=at - timedelta(days=400))
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
            messages = compose(plan, inspection, at=at)
        except Unfillable as refusal:
            work.finish(plan, due_at=None, state=Plan.State.FAILED, ended_at=at, last_error=refusal.say[:500])
            return
        if not messages:
            _end(plan, Plan.State.DROPPED, _nobody(plan.rule), at)
            return
        _spread(plan, inspection, messages, at)
        Message.objects.bulk_create(messages, ignore_conflicts=True)
        _end(plan, Plan.State.WRITTEN, "", at)


def compose(plan: Plan, inspection: Inspection, *, at: datetime) -> list[Message]:
    """The letters of this plan as they would be written now. Raises Unfillable."""
    rule = plan.rule
    if rule.channel == Rule.Channel.WEBHOOK:
        return [_webhook(plan, inspection, at)]
    own = Words(plan.subject, plan.body) if plan.body else None
    post = Post(inspection, at=at)
    text = own or post.texts.for_rule(rule.letter)
    if text is None or (strangers := letters.strangers(rule.letter, text)):
        raise Unfillable(_broken(strangers) if text else "The letter it sends is gone.")
    once = f"rule:{rule.key}:{plan.key}"
    if rule.channel == Rule.Channel.TEXT:
        return _texts(plan, post, text, once)
    readers = audiences.of(inspection, rule.to, rule.address)
    for participant in readers.people:
        link = post.links.get(participant.pk)
        extra = {"OPEN_SENTENCE": bills.open_sentence(inspection, participant), "BUTTON": button(inspection, link)}
        post.with_words(rule.letter, text, participant.contact, link, extra, once=once)
    for member in readers.members:
        post.with_words_to_member(rule.letter, text, member, once=once)
    if readers.address:
        post.with_words_to_address(rule.letter, text, readers.address, once=once)
    return post.messages


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
        if rule.way == Rule.Way.BEFORE and self.at >= _anchor(rule, self.inspection):
            return "too late: the time it was to come before has come"
        if not rule.is_on and not plan.body:
            return "the automation is off"
        asked = rule.conditions if plan.conditions is None else plan.conditions
        if not asked or conditions.hold(asked, self._occasion, needs_all=rule.needs_all):
            return ""
        return happenings.not_any_more(conditions.unmet(asked, self._occasion)[0])


def _webhook(plan: Plan, inspection: Inspection, at: datetime) -> Message:
    """What happened and how it stands, as JSON: no key to a portal is in it."""
    rule, occasion = plan.rule, occasions.of(inspection)
    body = {
        "rule": rule.name,
        "when": rule.moment,
        "happened_at": (plan.happened_at or _anchor(rule, inspection)).isoformat(),
        "inspection": inspection.key,
        "property": inspection.home.one_line(),
        "starts_at": inspection.starts_at.isoformat(),
        "ends_at": inspection.ends_at.isoformat(),
        "zone": inspection.home.zone,
        "inspector": inspection.inspector.name,
        "clients": [one.contact.name for one in inspection.clients()],
        "balance_cents": bills.balance(inspection),
        "currency": inspection.company.currency,
        "facts": sorted(occasion.facts),
    }
    return outbox.webhook(
        json.dumps(body, ensure_ascii=False),
        kind="webhook",
        company=inspection.company,
        thread=inspection.thread,
        to_address=rule.address,
        once=f"webhook:{inspection.key}:rule:{rule.key}:{plan.key}",
        at=at,
    )


def _texts(plan: Plan, post: Post, text: Words, once: str) -> list[Message]:
    """A text to each reader who agreed to texts; to members of the company and to addresses none goes."""
    inspection, made = post.inspection, []
    for one in audiences.of(inspection, plan.rule.to, "", by_text=True).people:
        if not texting.standing(one).agrees:
            continue
        link = post.links.get(one.pk)
        told = {"OPEN_SENTENCE": bills.open_sentence(inspection, one), "BUTTON": "", "LINK": texts.LINK if link else ""}
        made.append(
            outbox.text(
                words.fill(text.body, {**post.fields(one.contact), **told}),
                kind=plan.rule.letter,
                company=inspection.company,
                thread=inspection.thread,
                to_name=one.contact.name,
                to_address=phones.wire(one.contact.phone),
                zone=inspection.home.zone,
                link=link,
                once=f"{plan.rule.letter}:{inspection.key}:{one.contact.key}:{once}",
                at=post.at,
            )
        )
    return made


def by_hand(plan: Plan, inspection: Inspection) -> tuple[str, str, list[str]]:
    """The letter of a plan to be sent by hand through Share Details: subject, HTML, and the addresses it was for."""
    own = Words(plan.subject, plan.body) if plan.body else None
    text = own or letters.Texts(inspection.company).for_rule(plan.rule.letter) or Words("", "")
    told = {"OPEN_SENTENCE": bills.open_sentence(inspection, inspection.clients()[0])}
    subject, html = letters.drafted(Words(words.fill(text.subject, told), words.fill(text.body, told)))
    readers = audiences.of(inspection, plan.rule.to, plan.rule.address)
    to = [*(one.contact.email for one in readers.people), *(one.user.email for one in readers.members)]
    return subject, html, [*to, *([readers.address] if readers.address else [])]


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
    return _due(rule, _anchor(rule, inspection), inspection)


def due_words(plan: Plan, inspection: Inspection) -> str:
    """`Tue, Nov 24 at 9:00 AM`, on the clocks at the property; nothing for what is over."""
    if plan.due_at is None:
        return ""
    local = plan.due_at.astimezone(ZoneInfo(inspection.home.zone))
    return f"{calendar.day_words_short(local)} at {calendar.time_words(local)}"


def _inspection(plan: Plan) -> Inspection:
    found = Inspection.objects.select_related("company", "home", "inspector__user", "thread")
    return found.get(thread_id=plan.thread_id)


def _anchor(rule: Rule, inspection: Inspection) -> datetime:
    return inspection.starts_at if rule.moment == happenings.START else inspection.ends_at


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


def button(inspection: Inspection, link: Link | None) -> str:
    """What the button says: no more than there is to do."""
    if link is None:
        return ""
    said = sharing.button_of(link)
    if said != "Sign & Pay":
        return said
    if inspection.published_at is not None:
        return "Open your report"
    return said


def _nobody(rule: Rule) -> str:
    return "nobody agreed to texts" if rule.channel == Rule.Channel.TEXT else "there is nobody to send it to"


def _broken(strangers: Sequence[str]) -> str:
    names = ", ".join(f"{{{{{name}}}}}" for name in strangers)
    return f"The letter uses a placeholder that no longer exists: {names}."


def _end(plan: Plan, state: Plan.State, because: str, at: datetime) -> None:
    work.finish(plan, due_at=None, state=state, ended_at=at, because=because[:200], last_error="")
