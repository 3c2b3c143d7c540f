"""Invoices and their lines, the append-only ledger, and attempts to pay."""

from lintel.billing.models.afterwards import Dispute, Refund, Stray
from lintel.billing.models.invoices import Invoice, InvoiceLink, Line, NumberSeries, Terms, Way
from lintel.billing.models.ledger import Attempt, Balance, Entry
from lintel.billing.models.providers import ProviderEvent, SandboxRefund, SandboxSession, StripeAccount

__all__ = [
    "Attempt",
    "Balance",
    "Dispute",
    "Entry",
    "Invoice",
    "InvoiceLink",
    "Line",
    "NumberSeries",
    "ProviderEvent",
    "Refund",
    "SandboxRefund",
    "SandboxSession",
    "Stray",
    "StripeAccount",
    "Terms",
    "Way",
]
