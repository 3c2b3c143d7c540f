"""What the holder of a link to one invoice sees: that invoice, and nothing else of what it is for."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Case, F, IntegerField, Max, QuerySet, Subquery, Sum, When

from lintel.access.models import Link
from lintel.billing import terms
from lintel.billing.models import Entry, Invoice, Line, Terms
from lintel.billing.terms import Possible
from lintel.core.prepared import Prepared
from lintel.inspections import showing
from lintel.inspections.showing import Booked, Fee, Money

Rows: TypeAlias = QuerySet[Any, Any]


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
        payments=showing.payments(found, link.holder_id),
        tries=showing.tries_on(invoice, link),
        number=invoice.number,
    )
    lines = list(_lines(invoice=invoice.pk, company=invoice.company_id))
    fees = tuple(Fee(description, cents) for description, cents, _, _ in lines)
    usual = lines[0][2:] if lines and lines[0][2] else (Terms.Policy.FULL.value, 0)
    policy, least = (invoice.policy, invoice.least_cents) if invoice.policy else usual
    paid = money.charged - money.payable
    return Billed(money, fees, terms.possible(policy, least, due=money.payable, paid=paid, currency=money.currency))


@Prepared
def _entries(invoice: int) -> Rows:
    """As `showing` asks it of a whole inspection. The columns of Booked."""
    return (
        Entry.objects.filter(invoice=invoice)
        .annotate(
            one=Case(When(kind=Entry.Kind.CHARGE, then=None), default=F("pk"), output_field=IntegerField()),
            **showing.BOOKED,
        )
        .values_list(*Booked._fields[:-2])
        .annotate(cents=Sum("amount_cents"), last=Max("at"))
        .order_by("last", "one")
    )


@Prepared
def _lines(invoice: int, company: int) -> Rows:
    """Each with how the company is usually paid, where it said so."""
    usual = Terms.objects.filter(company=company)
    return (
        Line.objects.filter(invoice=invoice, removed_at=None)
        .order_by("position", "pk")
        .values_list("description", "amount_cents")
        .annotate(policy=Subquery(usual.values("policy")[:1]), least=Subquery(usual.values("least_cents")[:1]))
    )
