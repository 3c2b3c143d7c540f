"""What becomes of money that came: given back, disputed, or fitting no invoice."""

from django.db import models
from django.db.models import Q

from lintel.billing.models.invoices import Line
from lintel.billing.models.ledger import Attempt, Entry
from lintel.companies.models import Member, Owned, OwnedQuerySet
from lintel.core.work import Work


class Refund(Owned, Work):
    """Money to be given back for one payment: written down before the provider is asked, booked when it says so.

    `unknown` is live: what happened there is found out before anything is asked again. Recorded by hand, a refund is
    done at once.
    """

    class State(models.TextChoices):
        UNKNOWN = "unknown", "Unknown"
        PENDING = "pending", "Under way"
        DONE = "done", "Refunded"
        FAILED = "failed", "Failed"

    LIVE = ("unknown", "pending")

    key = models.CharField(max_length=32, unique=True, editable=False)
    payment = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="refunds")
    credit = models.ForeignKey(Line, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    amount_cents = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.UNKNOWN)
    reference = models.CharField(max_length=120, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Refund"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="refund_gives_something_back"),
            models.UniqueConstraint("company", "reference", condition=~Q(reference=""), name="refund_reference_once"),
        ]
        indexes = [models.Index("due_at", "id", name="refund_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.amount_cents} {self.state}"


class Dispute(Owned):
    """A payer's bank takes a payment back until it is decided whose the money is."""

    class State(models.TextChoices):
        NEEDS_ANSWER = "needs answer", "Needs an answer"
        UNDER_REVIEW = "under review", "Under review"
        WON = "won", "Won"
        LOST = "lost", "Lost"

    payment = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="disputes")
    reference = models.CharField(max_length=120)
    amount_cents = models.PositiveIntegerField()
    reason = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.NEEDS_ANSWER)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Dispute"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("company", "reference", name="dispute_once")]

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"


class Stray(Owned):
    """Money that arrived and fits no invoice as it came: another currency, or no attempt of ours behind it.

    It stays outside the ledger of any invoice until somebody gives it back or says what it is.
    """

    attempt = models.ForeignKey(Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="strays")
    source = models.CharField(max_length=12)
    external_id = models.CharField(max_length=120)
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    why = models.CharField(max_length=200)
    arrived_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_words = models.CharField(max_length=200, blank=True)
    objects = OwnedQuerySet["Stray"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("source", "external_id", name="a_stray_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.amount_cents} {self.currency}"
