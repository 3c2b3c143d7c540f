"""Invoices with their money, as the box Fees & Payments and an invoice's own page show them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from lintel.billing.models import Attempt, Dispute, Entry, Invoice, Line, Refund
from lintel.core.prepared import Prepared, hang
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


def of_inspection(inspection: Inspection) -> list[Account]:
    """Its invoices that are not void, in the order in which they were made: six statements."""
    return _read(_of_inspection(inspection=inspection.pk))


def of_invoice(invoice: Invoice) -> Account:
    """This invoice, read again: six statements."""
    (account,) = _read(_invoice(key=invoice.pk))
    return account


def _read(invoices: list[Invoice]) -> list[Account]:
    keys = [one.pk for one in invoices]
    entries = _entries(invoices=keys)
    hang("lines", onto=invoices, rows=_lines(invoices=keys))
    hang("entries", onto=invoices, rows=entries)
    hang("attempts", onto=invoices, rows=_under_way(invoices=keys))
    hang("refunds", onto=entries, rows=_refunds(invoices=keys))
    hang("disputes", onto=entries, rows=_disputes(invoices=keys))
    return [_account(one) for one in invoices]


@Prepared
def _of_inspection(inspection: int) -> QuerySet[Invoice]:
    rows = Invoice.objects.filter(bill__inspection=inspection, voided_at=None)
    return rows.select_related("payer__survivor").order_by("pk")


@Prepared
def _invoice(key: int) -> QuerySet[Invoice]:
    return Invoice.objects.filter(pk=key).select_related("payer__survivor")


@Prepared
def _lines(invoices: list[int]) -> QuerySet[Line]:
    rows = Line.objects.filter(invoice__in=invoices, removed_at=None)
    return rows.select_related("service", "tax").order_by("position", "pk")


@Prepared
def _entries(invoices: list[int]) -> QuerySet[Entry]:
    return Entry.objects.filter(invoice__in=invoices).select_related("by").order_by("at", "pk")


@Prepared
def _under_way(invoices: list[int]) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(invoice__in=invoices).exclude(state__in=Attempt.FINAL)
    return rows.select_related("link__holder__survivor").order_by("pk")


@Prepared
def _refunds(invoices: list[int]) -> QuerySet[Refund]:
    return Refund.objects.filter(payment__invoice__in=invoices).order_by("pk")


@Prepared
def _disputes(invoices: list[int]) -> QuerySet[Dispute]:
    return Dispute.objects.filter(payment__invoice__in=invoices).order_by("pk")


def _account(invoice: Invoice) -> Account:
    entries = list(invoice.entries.all())
    return Account(
        invoice,
        list(invoice.lines.all()),
        undone.received(entries),
        list(invoice.attempts.all()),
        sum(entry.amount_cents for entry in entries),
    )
