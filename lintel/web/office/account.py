"""The invoices of an inspection, as the box Fees & Payments shows them."""

from dataclasses import dataclass

from django.db.models import Prefetch

from lintel.billing.models import Attempt, Entry, Invoice, Line
from lintel.inspections.models import Inspection
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


def read(inspection: Inspection) -> list[Account]:
    """Every invoice of an inspection that stands, the client's first. Few statements for any number of them."""
    lines = Line.objects.filter(removed_at=None).select_related("service", "tax").order_by("position", "pk")
    entries = Entry.objects.select_related("by").prefetch_related("refunds", "disputes").order_by("at", "pk")
    under_way = Attempt.objects.exclude(state__in=Attempt.FINAL).select_related("link__holder")
    invoices = Invoice.objects.filter(bill__inspection=inspection, voided_at=None).select_related("payer")
    invoices = invoices.prefetch_related(Prefetch("lines", lines)).prefetch_related(Prefetch("entries", entries))
    invoices = invoices.prefetch_related(Prefetch("attempts", under_way))
    return [_account(one) for one in invoices.order_by("pk")]


def _account(invoice: Invoice) -> Account:
    entries = list(invoice.entries.all())
    return Account(
        invoice,
        list(invoice.lines.all()),
        undone.received(entries),
        list(invoice.attempts.all()),
        sum(entry.amount_cents for entry in entries),
    )
