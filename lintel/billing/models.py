"""Invoices and their lines, the append-only ledger, and attempts to pay."""

from django.db import models
from django.db.models import Q

from lintel.access.models import Link
from lintel.companies.models import Company, Member, Owned, OwnedQuerySet
from lintel.core import ids
from lintel.core.work import Work
from lintel.directory.models import Contact, ContactKey
from lintel.messages.models import Thread
from lintel.services.models import Service, Tax


class NumberSeries(models.Model):
    """The last invoice number a company gave out. Taken under this row's lock, so there are no gaps.

    `left_out` are numbers that were given in a time which a restored backup does not know: they are not given again.
    """

    company = models.OneToOneField(Company, on_delete=models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=1000)
    left_out = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return str(self.last)


class Terms(Owned):
    """How a company is paid unless an invoice says otherwise: how much at once, by what, and when the report opens."""

    class Policy(models.TextChoices):
        FULL = "full", "The whole balance"
        MINIMUM = "minimum", "Any amount from a minimum"
        DEPOSIT = "deposit", "A deposit first, then the rest"
        FREE = "free", "Any amount"

    class Opens(models.TextChoices):
        STARTED = "started", "When a bank debit is under way"
        SETTLED = "settled", "When the money has arrived"

    class Waits(models.TextChoices):
        ALL = "all", "Everyone’s part"
        CLIENT = "client", "The client’s part alone"

    policy = models.CharField(max_length=8, choices=Policy, default=Policy.FULL)
    least_cents = models.PositiveIntegerField(default=0, help_text="The minimum, or the deposit")
    report_opens = models.CharField(max_length=8, choices=Opens, default=Opens.SETTLED)
    report_waits = models.CharField(max_length=8, choices=Waits, default=Waits.ALL, help_text="For whose payment")
    by_card = models.BooleanField(default=True)
    by_bank_debit = models.BooleanField(default=False)
    by_wallet = models.BooleanField(default=True)
    objects = OwnedQuerySet["Terms"].as_manager()

    class Meta:
        verbose_name_plural = "terms"
        constraints = [models.UniqueConstraint("company", name="terms_once_per_company")]

    def __str__(self) -> str:
        return self.get_policy_display()


class Way(Owned):
    """A way of being paid by hand that the company defines: Zelle, money order."""

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    name = models.CharField(max_length=40)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Way"].as_manager()

    def __str__(self) -> str:
        return self.name


class Invoice(Owned):
    """What one payer owes for one subject. Its number comes when it is first sent or paid.

    One that takes a part of another's charges is `out_of` that one, and together they are what was charged. Without a
    `thread` its letters hang on what it is for.
    """

    class Reference(models.TextChoices):
        CLAIM = "claim", "Claim number"
        PO = "po", "PO number"
        FILE = "file", "File number"

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    payer = ContactKey(Contact, on_delete=models.PROTECT, related_name="invoices")
    number = models.PositiveIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    subject = models.JSONField(default=dict)
    policy = models.CharField(max_length=8, choices=Terms.Policy, blank=True, help_text="Empty: the company's own")
    least_cents = models.PositiveIntegerField(default=0)
    out_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_out")
    reference_kind = models.CharField(max_length=8, choices=Reference, null=True, blank=True)
    reference = models.CharField(max_length=60, null=True, blank=True, help_text="The payer's own number for it")
    due_on = models.DateField(null=True, blank=True)
    message = models.CharField(max_length=1000, null=True, blank=True, help_text="To the payer, for its letter")
    thread = models.OneToOneField(Thread, null=True, blank=True, on_delete=models.PROTECT, related_name="invoice")
    sent_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(null=True, blank=True)
    objects = OwnedQuerySet["Invoice"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("company", "number", name="invoice_number_once_per_company")]
        indexes = [models.Index("company", "made_at", "id", name="invoice_by_day")]

    def __str__(self) -> str:
        return f"#{self.number}" if self.number else "draft"


class Line(Owned):
    """One line of an invoice: a service, a manual fee (which may be below zero), a discount or a credit (which are),
    or the tax on other lines. `tax` is what is due on this line, or which tax this line is.

    A part is what one payer takes over of another's fees: a line on each of their invoices, of the same amount, the one
    that takes it off being `against` the other. With a `rate` it is so many thousandths of a percent of the fees.
    """

    class Kind(models.TextChoices):
        SERVICE = "service", "Service"
        FEE = "fee", "Manual Fee"
        DISCOUNT = "discount", "Discount"
        CREDIT = "credit", "Credit"
        TAX = "tax", "Tax"
        PART = "part", "Part"

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.FEE)
    tax = models.ForeignKey(Tax, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    description = models.CharField(max_length=120)
    amount_cents = models.IntegerField()
    rate = models.PositiveIntegerField(null=True, blank=True)
    against = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_off")
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Line"].as_manager()

    def __str__(self) -> str:
        return self.description


class InvoiceLink(Owned):
    """Ties a link to the one invoice it opens. Once somebody else is billed, it says so and shows nothing."""

    link = models.OneToOneField(Link, on_delete=models.PROTECT, related_name="invoice_link")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="invoice_links")
    superseded_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["InvoiceLink"].as_manager()

    def __str__(self) -> str:
        return f"link to {self.invoice_id}"


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
