"""The append-only ledger, and the attempts to pay that lead to it."""

from django.db import models
from django.db.models import Q

from lintel.access.models import Link
from lintel.billing.models.invoices import Invoice, Line
from lintel.companies.models import Member, Owned, OwnedQuerySet
from lintel.core.work import Work


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
    method = models.CharField(max_length=8, blank=True, help_text="Of Entry.Method, once the provider said it")
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
    """A line of the ledger. What is owed grows above zero, what is paid below; an invoice's balance is their sum.

    Rows only grow: triggers on both databases refuse every change. What undoes a payment (a refund, a void, a dispute)
    is an entry of its own that points at it through `of`; below zero, a refund came back or a dispute was won.
    """

    class Kind(models.TextChoices):
        CHARGE = "charge", "Charge"
        PAYMENT = "payment", "Payment"
        REFUND = "refund", "Refund"
        VOID = "void", "Void"
        DISPUTE = "dispute", "Dispute"

    class Method(models.TextChoices):
        CARD = "card", "Card"
        BANK = "bank", "Bank debit"
        CASH = "cash", "Cash"
        CHECK = "check", "Check"
        ON_SITE = "on site", "Card on site"
        OTHER = "other", "Other"
        NONE = "", ""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="entries")
    line = models.ForeignKey(Line, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    attempt = models.ForeignKey(Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    kind = models.CharField(max_length=8, choices=Kind)
    method = models.CharField(max_length=8, choices=Method, blank=True)
    way = models.CharField(max_length=40, blank=True, help_text="The company's own name for an other method")
    check_number = models.CharField(max_length=40, blank=True)
    picture = models.CharField(max_length=120, blank=True, help_text="Of the check: a name in the file store")
    amount_cents = models.IntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    received_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    payer_name = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=12)
    external_id = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True, help_text="For the office")
    client_note = models.CharField(max_length=200, blank=True)
    is_test = models.BooleanField(default=False)
    objects = OwnedQuerySet["Entry"].as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index("company", "invoice", "at", "amount_cents", name="entry_sums"),
            models.Index("company", "kind", "at", name="entry_by_time"),
            # The list of payments reads its order and its totals from this one alone.
            models.Index(
                *("company", "at", "id", "kind", "currency", "is_test", "amount_cents"),
                name="money_by_time",
                condition=~Q(kind="charge"),
            ),
            models.Index("of", name="entry_undone_by", condition=Q(of__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint("source", "external_id", "kind", name="money_is_booked_once"),
            models.CheckConstraint(
                condition=~Q(kind="payment") | Q(amount_cents__lt=0), name="payments_are_below_zero"
            ),
            models.CheckConstraint(
                condition=~Q(kind="void") | Q(amount_cents__gt=0, of__isnull=False), name="voids_are_above_zero"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["refund", "dispute"]) | Q(of__isnull=False), name="what_is_undone_has_a_payment"
            ),
            models.UniqueConstraint("of", condition=Q(kind="void"), name="a_payment_is_voided_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_cents}"

    def received(self) -> int:
        """What a payment brought in, above zero."""
        return -self.amount_cents

    def how(self) -> str:
        """How it was paid, in the company's words: `Check #2207`, `Zelle`."""
        return (self.way or self.get_method_display()) + self._number()

    def how_words(self) -> str:
        """How it was paid, as a sentence goes on: ` by check`, ` by card (TEST)`, or nothing."""
        named = {"card": "card", "bank": "bank debit", "cash": "cash", "check": "check", "on site": "card on site"}
        by = self.way or named.get(self.method, "")
        return (f" by {by}{self._number()}" if by else "") + (" (TEST)" if self.is_test else "")

    def _number(self) -> str:
        return f" #{self.check_number}" if self.check_number else ""


class Balance(Owned):
    """What an invoice comes to, in cents. The database keeps it (`balances`); nobody writes it."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, primary_key=True, related_name="balance_kept")
    cents = models.BigIntegerField()
    objects = OwnedQuerySet["Balance"].as_manager()

    class Meta:
        indexes = [models.Index("company", "cents", name="balance_uneven", condition=~Q(cents=0))]

    def __str__(self) -> str:
        return str(self.cents)
