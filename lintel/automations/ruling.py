"""Rules written, corrected, switched and thrown away by an owner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lintel.automations.models import Plan, Rule
from lintel.companies.models import Company, Member
from lintel.core import mailboxes
from lintel.core.refusal import Refusal
from lintel.messages import webhooks

CONFIRMATION = "confirmation"
MOST = 100


class OnlyOwners(Refusal):
    say = "Only the owner changes the company’s automations."


class NameNeeded(Refusal):
    say = "Give the automation a name: that is how lists and stories call it."


class NobodyNamed(Refusal):
    say = "Choose who gets it."


class NoAddress(Refusal):
    say = "Write the address it goes to."


class LetterNeeded(Refusal):
    say = "Choose the letter or the text it sends."


class AmountNeeded(Refusal):
    say = "Write how long before or after: a whole number from 1 to 999."


class BeforeTheUnknown(Refusal):
    say = "Nobody knows this before it happens. Choose “after”, or “at once”."


class StaysOn(Refusal):
    say = (
        "The client’s confirmation cannot be switched off: without it they have no link. It can be skipped, with a "
        "reason, where one is scheduled."
    )


class TooMany(Refusal):
    say = f"That is more than {MOST} automations. Throw away those that nobody needs."


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as a form holds it; see `models.Rule`. `is_known_ahead`: whether its moment is known before it comes."""

    name: str
    moment: str
    is_known_ahead: bool
    way: str
    amount: int
    unit: str
    conditions: Sequence[str]
    needs_all: bool
    channel: str
    letter: str
    to: Sequence[str]
    address: str
    each_time: bool


@transaction.atomic
def write(*, company: Company, what: Draft, by: Member, at: datetime) -> Rule:
    """A new rule, which is on. Raises what `_check` does, OnlyOwners, TooMany."""
    _allowed(company, by)
    if Rule.objects.of(company).filter(thrown_away_at=None).count() >= MOST:
        raise TooMany
    _check(what)
    return Rule.objects.create(company=company, changed_at=at, by_name=by.name, **_fields(what))


@transaction.atomic
def correct(*, rule: Rule, what: Draft, by: Member, at: datetime) -> Rule:
    """Another moment, other conditions, another letter. What it has planned is planned anew by the caller.

    Of one of ours the name and the conditions change, nothing else. Raises as `write`, and StaysOn.
    """
    _allowed(rule.company, by)
    changed = {"changed_at": at, "by_name": by.name}
    if rule.fixed:
        if rule.fixed == CONFIRMATION and what.conditions:
            raise StaysOn
        changed |= {"conditions": list(what.conditions), "needs_all": what.needs_all}
        _bends(rule.company)
    else:
        _check(what)
        changed |= _fields(what)
    Rule.objects.filter(pk=rule.pk).update(**changed)
    rule.refresh_from_db()
    return rule


@transaction.atomic
def switch(*, rule: Rule, on: bool, by: Member, at: datetime) -> None:
    """On, or off: then what it has planned is withdrawn. Raises OnlyOwners, StaysOn."""
    _allowed(rule.company, by)
    if not on and rule.fixed == CONFIRMATION:
        raise StaysOn
    Rule.objects.filter(pk=rule.pk).update(is_on=on, changed_at=at, by_name=by.name)
    _bends(rule.company)
    rule.refresh_from_db()
    if not on:
        _withdraw_all(rule, f"{rule.name} was switched off", at)


@transaction.atomic
def throw_away(*, rule: Rule, by: Member, at: datetime) -> None:
    """Gone from the list; what it has planned is withdrawn, what it sent stays. Ours can only be switched off.

    Raises OnlyOwners, StaysOn.
    """
    _allowed(rule.company, by)
    if rule.fixed:
        raise StaysOn("This one is ours: switch it off instead.")
    Rule.objects.filter(pk=rule.pk).update(is_on=False, thrown_away_at=at, changed_at=at, by_name=by.name)
    _withdraw_all(rule, f"{rule.name} was thrown away", at)


def _bends(company: Company) -> None:
    """From now on it is asked, wherever one of our letters is written."""
    company.bends_letters = True
    company.save(update_fields=["bends_letters"])


def _withdraw_all(rule: Rule, because: str, at: datetime) -> None:
    waiting = Plan.objects.filter(rule=rule, leased_until=None).waiting()
    waiting.update(state=Plan.State.WITHDRAWN, due_at=None, ended_at=at, because=because[:200])


def _check(what: Draft) -> None:
    for is_wrong, refusal in CHECKS:
        if is_wrong(what):
            raise refusal
    if what.channel == Rule.Channel.WEBHOOK and (said := webhooks.wrong(what.address.strip())):
        raise NoAddress(said, field="address")
    if what.channel == Rule.Channel.LETTER and "address" in what.to:
        try:
            mailboxes.wire(what.address)
        except mailboxes.NotAnAddress as error:
            raise NoAddress(error.say, field="address") from error


CHECKS: Sequence[tuple[Callable[[Draft], bool], Refusal]] = (
    (lambda what: not what.name.strip(), NameNeeded(field="name")),
    (lambda what: what.way != Rule.Way.AT_ONCE and not 0 < what.amount < 1000, AmountNeeded(field="amount")),
    (lambda what: what.way == Rule.Way.BEFORE and not what.is_known_ahead, BeforeTheUnknown(field="way")),
    (lambda what: what.channel != Rule.Channel.WEBHOOK and not what.letter, LetterNeeded(field="letter")),
    (lambda what: what.channel != Rule.Channel.WEBHOOK and not what.to, NobodyNamed(field="to")),
    (
        lambda what: (what.channel == Rule.Channel.WEBHOOK or "address" in what.to) and not what.address.strip(),
        NoAddress(field="address"),
    ),
)


def _fields(what: Draft) -> dict[str, object]:
    at_once = what.way == Rule.Way.AT_ONCE
    return {
        "name": " ".join(what.name.split())[:80],
        "moment": what.moment,
        "way": what.way,
        "amount": 0 if at_once else what.amount,
        "unit": what.unit,
        "conditions": list(what.conditions),
        "needs_all": what.needs_all,
        "channel": what.channel,
        "letter": what.letter,
        "to": list(what.to),
        "address": what.address.strip(),
        "each_time": what.each_time,
    }


def _allowed(company: Company, by: Member) -> None:
    if by.company_id != company.pk or not by.may("settings"):
        raise OnlyOwners
