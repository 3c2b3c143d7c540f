"""Split: one invoice becomes several, by amounts or by shares, for other clients or for one payer's second card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lintel.billing import parting
from lintel.billing.models import Invoice
from lintel.companies.models import Member
from lintel.core import money
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact
from lintel.inspections import adding, bills, parts, presenting, pricing, refreshing
from lintel.inspections.models import Inspection

MOST_WAYS = 10


class TooFew(Refusal):
    say = "Split it between at least two."


class TooManyWays(Refusal):
    say = f"Split it between at most {MOST_WAYS}."


class DoesNotAddUp(Refusal):
    """The amounts are not the whole."""

    def __init__(self, typed: int, whole: int, currency: str) -> None:
        off = typed - whole
        by = f"{money.show(abs(off), currency)} {'more' if off > 0 else 'less'} than" if off else "all of"
        super().__init__(f"These amounts are {by} the {money.show(whole, currency)} to be split.")


@dataclass(frozen=True, slots=True)
class Way:
    """Who pays how much of it, in cents."""

    payer: Contact
    cents: int


def shares(cents: int, weights: Sequence[int]) -> list[int]:
    """`cents` in parts that stand to each other as the weights do; what does not come out even goes, a cent each, to
    the first. They always add up.
    """
    whole = sum(weights)
    parts = [cents * weight // whole for weight in weights]
    for place in range(cents - sum(parts)):
        parts[place % len(parts)] += 1
    return parts


def amounts(whole: int, typed: Sequence[int | None], currency: str) -> list[int]:
    """Amounts as they were typed; the one that was left out is the rest. Raises DoesNotAddUp."""
    rest = whole - sum(cents for cents in typed if cents is not None)
    if None not in typed:
        return [cents for cents in typed if cents is not None]
    if rest <= 0 or typed.count(None) > 1:
        raise DoesNotAddUp(whole - rest, whole, currency)
    return [rest if cents is None else cents for cents in typed]


@transaction.atomic
def split(
    *,
    inspection: Inspection,
    invoice: Invoice,
    ways: Sequence[Way],
    anyway: bool = False,
    seen: int | None = None,
    by: Member,
    at: datetime,
) -> list[Invoice]:
    """The first way stays on the invoice, each other becomes one of its own. All of them, in that order.

    What is split is what the lines come to. Raises TooFew, TooManyWays, DoesNotAddUp, adding.NotInPeople,
    adding.PaidAlready unless `anyway`, pricing.FeesMoved, parting.NothingToMove, refreshing.AlreadyCancelled.
    """
    refreshing.lock(inspection)
    pricing.check_seen(inspection, seen)
    found = next((one for one in bills.locked(inspection) if one.pk == invoice.pk), None)
    if found is None:
        raise adding.NotInPeople
    _check(inspection, found, ways)
    made = [found]
    for number, way in enumerate(ways[1:], 2):
        one = adding.begin(found, way.payer, subject=found.subject, terms=_terms(found), at=at)
        bills.tie(inspection, one)
        words, off = f"Part {number} of {len(ways)}", f"Part {number} of {len(ways)}: {way.payer.name}"[:120]
        parting.put_part(found, one, cents=way.cents, rate=None, words=words, off=off, by=by, at=at)
        presenting.hand_link(one, by=by, at=at)
        made.append(one)
    if not anyway:
        adding.ask_about_money(found)
    told = ", ".join(f"{money.show(way.cents, found.currency)} {way.payer.name}" for way in ways)
    adding.tell(inspection, f"Invoice of {found.payer.name} split: {told}", by, at=at)
    adding.settle_up(inspection, made, at=at)
    return made


def _check(inspection: Inspection, invoice: Invoice, ways: Sequence[Way]) -> None:
    if len(ways) < 2:
        raise TooFew
    if len(ways) > MOST_WAYS:
        raise TooManyWays
    if any(not parts.of(inspection, way.payer) for way in ways):
        raise adding.NotInPeople(field="payer")
    if any(way.cents <= 0 for way in ways):
        raise parting.NothingToMove(field="amount")
    typed, whole = sum(way.cents for way in ways), adding.charged_on(invoice)
    if typed != whole:
        raise DoesNotAddUp(typed, whole, invoice.currency)


def _terms(invoice: Invoice) -> adding.Terms:
    return adding.Terms(invoice.reference or "", invoice.reference_kind or "", invoice.due_on)
