"""Those who take the money: an account at Stripe, what Stripe says, and the practice bank's own books."""

from django.db import models
from django.db.models import Q

from lintel.companies.models import Member, Owned, OwnedQuerySet
from lintel.core.work import Work


class StripeAccount(Owned):
    """A company's keys at Stripe, sealed (`core.sealing`), and the address under which Stripe calls it.

    Disconnected, the row stays without its key, and says who changed it last and when.
    """

    hook_key = models.CharField(max_length=32, unique=True, editable=False)
    account_id = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True)
    is_live = models.BooleanField()
    sealed_key = models.TextField(blank=True)
    key_ends_with = models.CharField(max_length=4)
    sealed_hook_secret = models.TextField(blank=True)
    connected_at = models.DateTimeField()
    connected_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=60, blank=True, help_text="What was done last")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True, help_text="Since when the key is refused")
    heard_at = models.DateTimeField(null=True, blank=True)
    swept_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["StripeAccount"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("company", name="one_stripe_account_per_company")]

    def __str__(self) -> str:
        return self.account_id


class ProviderEvent(Owned, Work):
    """What a provider called us about, kept as it came and applied by the worker: a reason to look, not a fact."""

    source = models.CharField(max_length=12)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    about = models.CharField(max_length=120, blank=True, help_text="The object's id there")
    body = models.TextField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["ProviderEvent"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("company", "source", "event_id", name="an_event_is_kept_once")]
        indexes = [models.Index("due_at", "id", name="event_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class SandboxSession(models.Model):
    """What the built-in practice bank remembers of one checkout. It stands for the provider's own database."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CONFIRMING = "confirming", "Waits for the payer to confirm"
        PROCESSING = "processing", "Bank debit under way"
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
    method = models.CharField(max_length=8, default="card")
    failure = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField()
    settles_at = models.DateTimeField(null=True, blank=True, help_text="When a bank debit under way is decided")
    settles_as = models.CharField(max_length=10, blank=True, help_text="paid or failed")
    paid_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.reference


class SandboxRefund(models.Model):
    """What the practice bank remembers of one refund."""

    reference = models.CharField(max_length=40, unique=True)
    refund_key = models.CharField(max_length=32, unique=True)
    session = models.ForeignKey(SandboxSession, on_delete=models.PROTECT, related_name="refunds")
    amount_cents = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.reference
