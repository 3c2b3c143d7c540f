"""Invoices with their money, as the box Fees & Payments and an invoice's own page show them."""

from dataclasses import dataclass

from django.db.models import Prefetch

from lintel.billing.models import Attempt, Entry, Invoice, Line
from lintel.companies.models import OwnedQuerySet
from lintel.web.office import undone


@dataclass(frozen=True, slots=True)
class Account:
    """One invoice: its lines, what was received, what is under way, and what is left."""

    invoice: Invoice
    lines: list[Line]
    payments: list[undone.Received]
    under_way: list[Attempt]
    balance: int

    def charged(self) -> int:
        """What its lines come to, in cents."""
        return sum(line.amount_cents for line in self.lines)


def read(invoices: OwnedQuerySet[Invoice]) -> list[Account]:
    """These invoices in the order in which they were made: four statements, and those of what was undone."""
    lines = Line.objects.filter(removed_at=None).select_related("service", "tax").order_by("position", "pk")
    entries = Entry.objects.select_related("by").prefetch_related("refunds", "disputes").order_by("at", "pk")
    under_way = Attempt.objects.exclude(state__in=Attempt.FINAL).select_related("link__holder__survivor")
    found = invoices.select_related("payer__survivor").prefetch_related(Prefetch("lines", lines))
    found = found.prefetch_related(Prefetch("entries", entries)).prefetch_related(Prefetch("attempts", under_way))
    return [_account(one) for one in found.order_by("pk")]


def _account(invoice: Invoice) -> Account:
    entries = list(invoice.entries.all())
    return Account(
        invoice,
        list(invoice.lines.all()),
        undone.received(entries),
        list(invoice.attempts.all()),
        sum(entry.amount_cents for entry in entries),
    )
