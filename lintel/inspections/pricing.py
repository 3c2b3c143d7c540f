"""What an inspection costs: lines changed, taken off and added in one act, with their taxes and their story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from lintel.billing import invoicing, parting, taxing
from lintel.billing.models import Entry, Invoice, Line
from lintel.companies.models import Member
from lintel.core import money
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, drawing_up, refreshing, scheduling
from lintel.inspections.models import Inspection, Moment
from lintel.inspections.posting import fees
from lintel.services.models import Tax

FOLLOWING = (Line.Kind.TAX, Line.Kind.PART)  # lines that other lines make


class FeesMoved(Refusal):
    say = "Somebody changed the fees a moment ago. They stand here as they are now, with what you typed. Save again?"


class LineGone(Refusal):
    say = "That line was taken off in the meantime."


class OthersPay(Refusal):
    """What is changed moves what somebody else is billed."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(f"This changes what others are billed: {'; '.join(words)}. Save it?")


@dataclass(frozen=True, slots=True)
class Changed:
    """How a line shall be: its amount, and the tax it carries."""

    cents: int
    tax: Tax | None = None


@dataclass(frozen=True, slots=True)
class Discount:
    """So much off (`cents`, above zero), or so many thousandths of a percent of the services and fees (`rate`)."""

    description: str
    cents: int = 0
    rate: int = 0
    tax: Tax | None = None

    def fee(self, base: int) -> invoicing.Fee:
        """The line below zero that it makes, where services and fees come to `base`."""
        if not self.rate:
            return invoicing.Fee(self.description, -self.cents, kind=Line.Kind.DISCOUNT, tax=self.tax)
        words = f"{self.description}, {money.rate_words(self.rate)}"
        return invoicing.Fee(words, -money.part(base, self.rate), kind=Line.Kind.DISCOUNT, tax=self.tax)


@dataclass(frozen=True, slots=True)
class Edit:
    """What one Save changes: lines by their id, and what is new. `seen` is what `standing` said to whoever typed it;
    `asks` before it moves what others pay.
    """

    lines: Mapping[int, Changed] = field(default_factory=dict)
    off: frozenset[int] = frozenset()
    added: Sequence[invoicing.Fee] = ()
    discount: Discount | None = None
    seen: int | None = None
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """The lines that are new, every change in words, and what automations call it: `service added`, `fee removed`."""

    added: list[Line]
    words: list[str]
    marks: list[str]


def standing(about: Inspection | Invoice) -> int:
    """A number that grows with every charge: who knows it has seen the fees as they are."""
    charges = Entry.objects.filter(kind=Entry.Kind.CHARGE)
    if isinstance(about, Invoice):
        charges = charges.filter(invoice=about)
    else:
        charges = charges.filter(invoice__bill__inspection=about)
    return charges.aggregate(last=Max("pk"))["last"] or 0


def check_seen(about: Inspection | Invoice, seen: int | None) -> None:
    """Raises FeesMoved where somebody saw other fees than stand now. What it is about must be locked."""
    if seen is not None and seen != standing(about):
        raise FeesMoved


@transaction.atomic
def edit(*, inspection: Inspection, what: Edit, by: Member, at: datetime) -> Edited:
    """Change the lines, and after them the tax lines; each change is a line of the story.

    Raises FeesMoved, LineGone, OthersPay if it `asks`, AmountOutOfRange, BelowZero, AlreadyCancelled.
    """
    refreshing.lock(inspection)
    invoices = _locked(inspection)
    check_seen(inspection, what.seen)
    edited = change(invoices, what, by=by, at=at)
    if edited.words:
        _tell(inspection, edited, by, at)
    return edited


def change(invoices: Sequence[Invoice], what: Edit, *, by: Member, at: datetime) -> Edited:
    """Change the lines of invoices that are a whole, and are locked; what is new goes to the first.

    Raises LineGone, OthersPay if it `asks`, AmountOutOfRange.
    """
    currency = invoices[0].currency
    lines = {line.pk: line for one in invoices for line in invoicing.current_lines(one) if line.kind not in FOLLOWING}
    words, marks = [], []
    for pk in sorted(what.off & lines.keys()):
        line = lines.pop(pk)
        marks.append(f"{_what(line)} removed")
        words.append(_moved(line.description, line.amount_cents, None, currency))
        invoicing.remove_line(line, by=by, at=at)
    for pk, changed in what.lines.items():
        if pk not in lines:
            raise LineGone
        words += _change(lines[pk], changed, currency, by, at)
    added = [invoicing.add_line(invoices[0], fee, by=by, at=at) for fee in _added(what, list(lines.values()))]
    words += [_moved(line.description, None, line.amount_cents, currency) for line in added]
    taxes = taxing.bring_up(invoices, by=by, at=at)
    words += [_moved(one.line.description, one.before, one.after, currency) for one in taxes]
    moved = _parts(invoices, by, at)
    if moved and what.asks:
        raise OthersPay(moved)
    marks += [f"{_what(line)} added" for line in added]
    return Edited(added, words + moved, list(dict.fromkeys(marks)))


def _what(line: Line) -> str:
    return "service" if line.kind == Line.Kind.SERVICE else "fee"


def _parts(invoices: Sequence[Invoice], by: Member, at: datetime) -> list[str]:
    """What others pay of it follows the fees: on their invoices and on the one it is taken from. What that moved."""
    return [
        f"{one.line.invoice.payer.name} pays {money.show(one.after, one.line.invoice.currency)} of it "
        f"instead of {money.show(one.before, one.line.invoice.currency)}"
        for invoice in invoices
        for one in parting.bring_up(invoice, by=by, at=at)
    ]


def _locked(inspection: Inspection) -> list[Invoice]:
    """Its invoices, locked in order; new lines go to the first, the client's."""
    found = Invoice.objects.filter(bill__inspection=inspection, voided_at=None)
    return list(found.select_for_update(of=("self",)).order_by("pk"))


def _added(what: Edit, lines: Sequence[Line]) -> list[invoicing.Fee]:
    if what.discount is None:
        return list(what.added)
    priced = (Line.Kind.SERVICE, Line.Kind.FEE)
    base = sum(line.amount_cents for line in lines if line.kind in priced)
    base += sum(fee.amount_cents for fee in what.added if fee.line_kind() in priced)
    return [*what.added, what.discount.fee(base)]


def _change(line: Line, changed: Changed, currency: str, by: Member, at: datetime) -> list[str]:
    words, before = [], line.amount_cents
    if invoicing.change_line(line, amount_cents=changed.cents, by=by, at=at):
        words.append(_moved(line.description, before, changed.cents, currency))
    if line.tax != changed.tax:
        words.append(f"{line.description}: tax changed from {line.tax or 'none'} to {changed.tax or 'none'}")
        line.tax = changed.tax
        line.save(update_fields=["tax"])
    return words


def _moved(name: str, before: int | None, after: int | None, currency: str) -> str:
    if before is None:
        return f"{name} added: {money.show(after or 0, currency)}"
    if after is None:
        return f"{name} removed: {money.show(before, currency)}"
    return f"{name} changed from {money.show(before, currency)} to {money.show(after, currency)}"


def _tell(inspection: Inspection, edited: Edited, by: Member, at: datetime) -> None:
    if sum(fee.cents for fee in fees(inspection)) < 0:
        raise scheduling.BelowZero
    for place, one in enumerate(edited.words):
        marks = edited.marks if place == 0 else None
        announcing.tell(inspection, Moment.Kind.FEES_CHANGED, one, by, at=at, marks=marks or None)
    drawing_up.follow(inspection, at=at)
    refreshing.refresh(inspection, at=at)
