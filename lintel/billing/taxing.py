"""Taxes on an invoice: one line for each, on the sum of the lines that carry it, rounded to the cent once.

Invoices that are parts of one whole are taxed as one: what each rounds alone, the first of them that carries the tax
makes up for, so that together they are what one invoice would be.

A line carries one tax or none. A discount lowers the sum that is taxed only where it carries the tax itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lintel.billing import invoicing
from lintel.billing.invoicing import Fee
from lintel.billing.models import Invoice, Line
from lintel.companies.models import Member
from lintel.services.models import Tax


@dataclass(frozen=True, slots=True)
class Moved:
    """A tax line that came (no `before`), changed, or went (no `after`)."""

    line: Line
    before: int | None
    after: int | None


def due(carried: Iterable[tuple[Tax | None, int]]) -> dict[Tax, int]:
    """What each tax comes to, in the order in which the taxes are met: half a cent goes away from zero."""
    sums: dict[Tax, int] = {}
    for tax, cents in carried:
        if tax is not None:
            sums[tax] = sums.get(tax, 0) + cents
    return {tax: tax.on(cents) for tax, cents in sums.items()}


def shares(parts: Sequence[Sequence[tuple[Tax | None, int]]]) -> list[dict[Tax, int]]:
    """What each tax comes to on each part of a whole. Together they are what is due on all of it."""
    each = [due(carried) for carried in parts]
    for tax, cents in due(pair for carried in parts for pair in carried).items():
        first = next(share for share in each if tax in share)
        first[tax] += cents - sum(share.get(tax, 0) for share in each)
    return each


def carried(lines: Iterable[Line]) -> list[tuple[Tax | None, int]]:
    """Each line that is no tax itself, with the tax it carries."""
    return [(line.tax, line.amount_cents) for line in lines if line.kind != Line.Kind.TAX]


def taxed(fees: Sequence[Fee]) -> list[Fee]:
    """These fees, and after them a line for each tax they carry."""
    taxes = due((fee.tax, fee.amount_cents) for fee in fees)
    return [*fees, *(_fee(tax, cents) for tax, cents in taxes.items())]


def bring_up(invoices: Sequence[Invoice], *, by: Member, at: datetime) -> list[Moved]:
    """Make the tax lines what the other lines say, and book the differences. `invoices` are a whole, in the order in
    which they were made, and must be locked.

    Call it after every change of lines, in the same transaction. Says what moved.
    """
    lines = [invoicing.current_lines(one) for one in invoices]
    taxes = shares([carried(each) for each in lines])
    return [
        moved
        for invoice, each, due_there in zip(invoices, lines, taxes, strict=True)
        for moved in _bring_up(invoice, each, due_there, by=by, at=at)
    ]


def _bring_up(
    invoice: Invoice, lines: Sequence[Line], taxes: Mapping[Tax, int], *, by: Member, at: datetime
) -> list[Moved]:
    standing = {line.tax_id: line for line in lines if line.kind == Line.Kind.TAX}
    moved = []
    for tax, cents in taxes.items():
        line = standing.pop(tax.pk, None)
        if line is None:
            moved.append(Moved(invoicing.add_line(invoice, _fee(tax, cents), by=by, at=at), None, cents))
        elif difference := invoicing.change_line(line, amount_cents=cents, by=by, at=at):
            moved.append(Moved(line, cents - difference, cents))
    for line in standing.values():
        moved.append(Moved(line, line.amount_cents, None))
        invoicing.remove_line(line, by=by, at=at)
    return moved


def _fee(tax: Tax, cents: int) -> Fee:
    return Fee(tax.words(), cents, kind=Line.Kind.TAX, tax=tax)
