"""Moving charges from one invoice to another: a line as it stands, or a part of all. Together they stay the same.

Every function wants both invoices locked, and `taxing.bring_up` on the whole when all is moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lintel.billing import invoicing
from lintel.billing.models import Invoice, Line
from lintel.companies.models import Member
from lintel.core import money
from lintel.core.refusal import Refusal


class NothingToMove(Refusal):
    say = "Choose an amount above $0.00."


class MoreThanThere(Refusal):
    """More than stands on the invoice it is taken from."""

    def __init__(self, there: int, currency: str, whose: str) -> None:
        super().__init__(f"Only {money.show(there, currency)} is left on {whose}’s invoice.", field="amount")


@dataclass(frozen=True, slots=True)
class Moved:
    """A part that became another because the fees changed."""

    line: Line
    before: int
    after: int


def move_line(line: Line, to: Invoice, *, by: Member, at: datetime) -> Line:
    """Take a line off its invoice and put the same on another one: its charge is given back here and made there."""
    fee = invoicing.Fee(line.description, line.amount_cents, line.service, kind=line.kind, tax=line.tax)
    invoicing.remove_line(line, by=by, at=at)
    return invoicing.add_line(to, fee, by=by, at=at)


def put_part(
    out_of: Invoice, to: Invoice, *, cents: int, rate: int | None, words: str, off: str, by: Member, at: datetime
) -> Line:
    """A part of `out_of` is on `to` from now on: `words` there, `off` where it is taken off. Raises NothingToMove."""
    if cents <= 0:
        raise NothingToMove(field="amount")
    part = invoicing.add_line(to, invoicing.Fee(words, cents, kind=Line.Kind.PART), by=by, at=at)
    less = invoicing.add_line(out_of, invoicing.Fee(off, -cents, kind=Line.Kind.PART), by=by, at=at)
    part.rate, less.against = rate, part
    part.save(update_fields=["rate"])
    less.save(update_fields=["against"])
    return part


def give_back(invoice: Invoice, *, by: Member, at: datetime) -> list[Line]:
    """Put all that an invoice took over back where it came from. The lines that it had."""
    lines = [line for line in invoicing.current_lines(invoice) if line.kind != Line.Kind.TAX]
    out_of = invoice.out_of
    for line in lines:
        less = part_off(line)
        if less is not None:
            invoicing.remove_line(less, by=by, at=at)
            invoicing.remove_line(line, by=by, at=at)
        elif out_of is not None:
            move_line(line, out_of, by=by, at=at)
        else:
            invoicing.remove_line(line, by=by, at=at)
    return lines


def part_off(line: Line) -> Line | None:
    """The line by which this part is taken off another invoice, where it is one."""
    return Line.objects.filter(against=line, removed_at=None).select_related("invoice").first()


def bring_up(out_of: Invoice, *, by: Member, at: datetime) -> list[Moved]:
    """Make the parts taken out of an invoice what they shall be after its fees changed: percentages of what is charged
    now, and never so much that less than nothing is left; then the parts taken out of those in turn. What moved.
    """
    taken = list(
        Line.objects.filter(invoice=out_of, removed_at=None)
        .exclude(against=None)
        .select_related("against__invoice__payer")
        .order_by("pk")
    )
    left = charged_alone(out_of, taken)
    base = left + taken_as_lines(out_of)
    moved = []
    for less in taken:
        part = less.against
        if part is None:
            continue
        wanted = money.part(base, part.rate) if part.rate else part.amount_cents
        cents = max(min(wanted, left), 0)
        left -= cents
        if cents != part.amount_cents:
            moved.append(Moved(part, part.amount_cents, cents))
            invoicing.change_line(part, amount_cents=cents, by=by, at=at)
            invoicing.change_line(less, amount_cents=-cents, by=by, at=at)
    further = [each for one in moved for each in bring_up(one.line.invoice, by=by, at=at)]
    return moved + further


def charged_alone(invoice: Invoice, taken: Sequence[Line] = ()) -> int:
    """What the lines of an invoice come to, in cents, but for what is `taken` off it."""
    off = {line.pk for line in taken}
    return sum(line.amount_cents for line in invoicing.current_lines(invoice) if line.pk not in off)


def off_lines(invoice: Invoice) -> list[Line]:
    """The lines by which an invoice's parts are taken off another one."""
    return list(Line.objects.filter(against__invoice=invoice, removed_at=None))


def taken_as_parts(out_of: Invoice) -> int:
    """What the parts taken out of an invoice come to, in cents."""
    lines = Line.objects.filter(invoice=out_of, removed_at=None).exclude(against=None)
    return -sum(lines.values_list("amount_cents", flat=True))


def taken_as_lines(out_of: Invoice) -> int:
    """What whole lines that went to other invoices come to there with their taxes, in cents."""
    lines = Line.objects.filter(invoice__out_of=out_of, invoice__voided_at=None, removed_at=None)
    return sum(lines.exclude(kind=Line.Kind.PART).values_list("amount_cents", flat=True))
