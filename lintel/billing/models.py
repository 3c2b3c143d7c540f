"""Invoices and their lines, the append-only ledger, and attempts to pay."""

from typing import Self

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from lintel.access.models import Link
from lintel.companies.models import Company, Member, Owned, OwnedQuerySet
from lintel.core import ids
from lintel.core.work import Work
from lintel.directory.models import Contact
from lintel.services.models import Service


class NumberSeries(models.Model):
    """The last invoice number a company gave out. Taken under this row's lock, so there are no gaps."""

    company = models.OneToOneField(Company, on_delete=models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=1000)

    def __str__(self) -> str:
        return str(self.last)


class InvoiceQuerySet(OwnedQuerySet["Invoice"]):
    def with_sums(self) -> Self:
        """Each with `balance` and `paid`, in cents, summed by the database."""
        entries = Entry.objects.filter(invoice=models.OuterRef("pk")).order_by().values("invoice")
        return self.annotate(
            balance=Coalesce(models.Subquery(entries.annotate(sum=Sum("amount_cents")).values("sum")), 0),
            paid=-Coalesce(
                models.Subquery(
                    entries.exclude(kind=Entry.Kind.CHARGE).annotate(sum=Sum("amount_cents")).values("sum")
                ),
                0,
            ),
        )


class Invoice(Owned):
    """What one payer owes for one subject. Its number comes when it is first sent or paid."""

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    payer = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="invoices")
    number = models.PositiveIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    subject = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("company", "number", name="invoice_number_once_per_company")]

    def __str__(self) -> str:
        return f"#{self.number}" if self.number else "draft"


class Line(Owned):
    """One line of an invoice: a service, or a manual fee (which may be below zero)."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    description = models.CharField(max_length=120)
    amount_cents = models.IntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Line"].as_manager()

    def __str__(self) -> str:
        return self.description


class Attempt(Owned, Work):
    """One try to pay through a provider, committed before the provider is called.

    Live = payable there, or `unknown`: at most one per invoice. `processing` is money under way.
    """

    class State(models.TextChoices):
        UNKNOWN = "unknown", "Unknown"
        OPEN = "open", "Open"
        PROCESSING = "processing", "Processing"
        PAID = "paid", "Paid"
        FAILED = "failed", "Failed"
        EXPIRED = "expired", "Expired"

    LIVE = ("unknown", "open")
    FINAL = ("paid", "failed", "expired")

    key = models.CharField(max_length=32, unique=True, editable=False)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="attempts")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=12)
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.UNKNOWN)
    reference = models.CharField(max_length=120, blank=True)
    checkout_address = models.CharField(max_length=500, blank=True)
    return_digest = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    objects = OwnedQuerySet["Attempt"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "invoice", condition=Q(state__in=["unknown", "open"]), name="one_live_attempt_per_invoice"
            ),
            models.UniqueConstraint(
                "provider", "reference", condition=~Q(reference=""), name="provider_reference_once"
            ),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="attempt_asks_for_something"),
        ]
        indexes = [
            models.Index("due_at", "id", name="attempt_due", condition=Q(due_at__isnull=False)),
            models.Index("return_digest", name="attempt_by_return"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.amount_cents} {self.state}"


class Entry(Owned):
    """A line of the ledger. Charges are above zero, payments below; an invoice's balance is their sum.

    Rows only grow: triggers on both databases refuse every change.
    """

    class Kind(models.TextChoices):
        CHARGE = "charge", "Charge"
        PAYMENT = "payment", "Payment"

    class Method(models.TextChoices):
        CARD = "card", "Card"
        CASH = "cash", "Cash"
        CHECK = "check", "Check"
        OTHER = "other", "Other"
        NONE = "", ""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="entries")
    line = models.ForeignKey(Line, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    attempt = models.ForeignKey(Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind)
    method = models.CharField(max_length=8, choices=Method, blank=True)
    amount_cents = models.IntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    received_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    payer_name = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=12)
    external_id = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)
    is_test = models.BooleanField(default=False)
    objects = OwnedQuerySet["Entry"].as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index("company", "invoice", "at", "amount_cents", name="entry_sums"),
            models.Index("company", "kind", "at", name="entry_by_time"),
        ]
        constraints = [
            models.UniqueConstraint("source", "external_id", "kind", name="money_is_booked_once"),
            models.CheckConstraint(condition=Q(kind="charge") | Q(amount_cents__lt=0), name="payments_are_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_cents}"


class SandboxSession(models.Model):
    """What the built-in practice bank remembers of one checkout. It stands for the provider's own database."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CONFIRMING = "confirming", "Waits for the payer to confirm"
        PAID = "paid", "Paid"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Expired"

    reference = models.CharField(max_length=40, unique=True)
    attempt_key = models.CharField(max_length=32, unique=True)
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    description = models.CharField(max_length=200)
    return_address = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    failure = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.reference
