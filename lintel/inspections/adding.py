"""Add Invoice: somebody in People takes over a part of what an inspection costs, on an invoice of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lintel.billing import attempting, invoicing, parting, taxing
from lintel.billing.models import Entry, Invoice, Line
from lintel.companies.models import Member
from lintel.core import money
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact
from lintel.inspections import announcing, bills, parts, presenting, pricing, refreshing
from lintel.inspections.models import Inspection, Moment

LONGEST_REFERENCE, LONGEST_MESSAGE = 60, 1000
MOVABLE = (Line.Kind.SERVICE, Line.Kind.FEE)


class NothingChosen(Refusal):
    say = "Choose what they pay: services, an amount, or a percentage."


class NotInPeople(Refusal):
    say = "That person is not in People any more. Add them first."


class ServiceGone(Refusal):
    say = "One of these services is no longer on the client’s invoice. Choose again."


class DayOver(Refusal):
    say = "That day is over. When shall it be paid?"


class PaidAlready(Refusal):
    """The client has paid, or is paying, some of what somebody else shall pay now."""

    def __init__(self, whose: str, over: int, currency: str) -> None:
        shown = money.show(over, currency)
        super().__init__(
            f"{whose} has paid or is paying {shown} of this already; after this it is more than they owe, to be given "
            "back. Go on anyway?"
        )


@dataclass(frozen=True, slots=True)
class Portion:
    """What somebody takes over: whole lines by their ids, or an amount in cents, or a rate in thousandths of a percent
    of all that is charged.
    """

    lines: frozenset[int] = frozenset()
    cents: int = 0
    rate: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the payer needs on it: their own number for it, of which Invoice.Reference, the day it is due, and what is
    said to them in its letter.
    """

    reference: str = ""
    reference_kind: str = ""
    due_on: date | None = None
    message: str = ""

    def check(self, *, today: date) -> None:
        """Raises DayOver."""
        if self.due_on is not None and self.due_on < today:
            raise DayOver(field="due_on")

    def kept(self) -> dict[str, Any]:
        """As an invoice keeps them; a number of no kind is a claim number, and no number is of no kind."""
        reference = " ".join(self.reference.split())[:LONGEST_REFERENCE] or None
        kind = (self.reference_kind or Invoice.Reference.CLAIM.value) if reference else None
        return {
            "reference": reference,
            "reference_kind": kind,
            "due_on": self.due_on,
            "message": self.message.strip()[:LONGEST_MESSAGE] or None,
        }


@transaction.atomic
def add(
    *,
    inspection: Inspection,
    payer: Contact,
    portion: Portion,
    terms: Terms = Terms(),
    anyway: bool = False,
    seen: int | None = None,
    by: Member,
    at: datetime,
) -> Invoice:
    """An invoice for `payer` over a part of the fees, with its link, saved and not sent; the client's is less by as
    much, at once.

    Open checkouts are looked at again, so that nobody pays what somebody else is billed for now. `seen` is what
    `pricing.standing` said to whoever typed it: a double click adds one. Raises NotInPeople, NothingChosen,
    ServiceGone, DayOver, PaidAlready unless `anyway`, pricing.FeesMoved, parting.NothingToMove, parting.MoreThanThere,
    refreshing.AlreadyCancelled.
    """
    refreshing.lock(inspection)
    pricing.check_seen(inspection, seen)
    invoices = bills.locked(inspection)
    if not parts.of(inspection, payer):
        raise NotInPeople(field="contact")
    terms.check(today=at.astimezone(bills.clocks(inspection)).date())
    invoice = begin(invoices[0], payer, subject=announcing.subject(inspection), terms=terms, at=at)
    bills.tie(inspection, invoice)
    words = move(invoices, invoice, portion, by=by, at=at)
    if not anyway:
        ask_about_money(invoices[0])
    presenting.hand_link(invoice, by=by, at=at)
    tell(inspection, f"Invoice for {payer.name} added: {words}", by, at=at)
    settle_up(inspection, invoices, at=at)
    return invoice


def begin(out_of: Invoice, payer: Contact, *, subject: dict[str, str], terms: Terms, at: datetime) -> Invoice:
    """An empty invoice for what is taken out of another one."""
    return Invoice.objects.create(
        company_id=out_of.company_id,
        payer=payer,
        currency=out_of.currency,
        subject=subject,
        out_of=out_of,
        made_at=at,
        **terms.kept(),
    )


def move(invoices: Sequence[Invoice], to: Invoice, portion: Portion, *, by: Member, at: datetime) -> str:
    """Move a portion from the first of an inspection's invoices, all locked, to a new one; what it is, in words.

    Raises as `add`.
    """
    out_of = invoices[0]
    whose, currency = out_of.payer.name, out_of.currency
    if portion.lines:
        lines = [line for line in invoicing.current_lines(out_of) if line.pk in portion.lines and line.kind in MOVABLE]
        if len(lines) != len(portion.lines):
            raise ServiceGone(field="services")
        for line in lines:
            parting.move_line(line, to, by=by, at=at)
        taxing.bring_up([*invoices, to], by=by, at=at)
        words = ", ".join(line.description for line in lines)
    else:
        words = _take_part(out_of, to, portion, by=by, at=at)
    left, charged = charged_on(out_of), charged_on(to)
    if left < 0:
        raise parting.MoreThanThere(max(left + charged, 0), currency, whose)
    parting.bring_up(out_of, by=by, at=at)
    return f"{words}, {money.show(charged, currency)}"


def charged_on(invoice: Invoice) -> int:
    """What the lines of an invoice come to now, in cents."""
    return parting.charged_alone(invoice)


def _take_part(out_of: Invoice, to: Invoice, portion: Portion, *, by: Member, at: datetime) -> str:
    whole = charged_on(out_of) + parting.taken_as_lines(out_of) + parting.taken_as_parts(out_of)
    cents = money.part(whole, portion.rate) if portion.rate else portion.cents
    if not cents:
        raise NothingChosen(field="amount")
    if cents > charged_on(out_of):
        raise parting.MoreThanThere(charged_on(out_of), out_of.currency, out_of.payer.name)
    share = f"{money.rate_words(portion.rate)} of the fees" if portion.rate else "Part of the fees"
    parting.put_part(
        out_of, to, cents=cents, rate=portion.rate, words=share, off=f"Billed to {to.payer.name}"[:120], by=by, at=at
    )
    return share


def tell(inspection: Inspection, words: str, by: Member, *, at: datetime) -> None:
    """A line of the story about who pays what."""
    announcing.tell(inspection, Moment.Kind.BILLED, words, by, at=at)


def settle_up(inspection: Inspection, invoices: Sequence[Invoice], *, at: datetime) -> None:
    """After charges moved: checkouts that ask for too much now are closed by the worker, what is written follows."""
    for invoice in invoices:
        attempting.hurry(invoice=invoice, at=at)
    refreshing.refresh(inspection, at=at)


def ask_about_money(out_of: Invoice) -> None:
    """Raises PaidAlready where less is charged now than was paid or is under way."""
    over = -attempting.payable(out_of)
    paid = Entry.objects.filter(invoice=out_of).exclude(kind=Entry.Kind.CHARGE).exists()
    if over > 0 and (paid or out_of.attempts.exists()):
        raise PaidAlready(out_of.payer.name, over, out_of.currency)
