"""What the holder of a link to one invoice sees: that invoice, and nothing else of what it is for."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Case, F, IntegerField, Max, QuerySet, Sum, Value, When

from lintel.access.models import Link
from lintel.billing.models import Entry, Invoice, Line
from lintel.billing.terms import Possible
from lintel.core.prepared import Prepared
from lintel.inspections import bills, showing
from lintel.inspections.showing import Booked, Fee, Money

Rows: TypeAlias = QuerySet[Any, Any]
NO_GATE = {"of_client": Value(value=False), "opens": Value(""), "waits": Value("")}  # no report is behind this door


@dataclass(frozen=True, slots=True)
class Billed:
    """What it comes to, what is paid of it and what is under way; its lines as they are charged now; and how much of
    it may be paid, by its own policy or else the company's.
    """

    money: Money
    fees: tuple[Fee, ...]
    choice: Possible


def read(invoice: Invoice, link: Link) -> Billed:
    """All that the holder of this link is shown of it, in three statements."""
    found = [Booked(*row) for row in _entries(invoice=invoice.pk)]
    money = Money(
        currency=invoice.currency,
        charged=sum(row.cents for row in found if row.one is None),
        payments=showing.payments(found, link.holder.pk),
        tries=showing.tries_on(invoice, link),
        number=invoice.number,
        **showing.how(found),
    )
    lines = _lines(invoice=invoice.pk)
    fees = tuple(Fee(bills.ELSEWHERE if against else words, cents) for words, cents, against in lines)
    return Billed(money, fees, money.choice)


@Prepared
def _entries(invoice: int) -> Rows:
    """As `showing` asks it of a whole inspection. The columns of Booked."""
    return (
        Entry.objects.filter(invoice=invoice)
        .annotate(
            one=Case(When(kind=Entry.Kind.CHARGE, then=None), default=F("pk"), output_field=IntegerField()),
            **showing.BOOKED,
            **NO_GATE,
        )
        .values_list(*Booked._fields[:-2])
        .annotate(cents=Sum("amount_cents"), last=Max("at"))
        .order_by("last", "one")
    )


@Prepared
def _lines(invoice: int) -> Rows:
    return (
        Line.objects.filter(invoice=invoice, removed_at=None)
        .order_by("position", "pk")
        .values_list("description", "amount_cents", "against_id")
    )
