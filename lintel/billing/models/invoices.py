"""Invoices and their lines, who may pay them how, and the links by which they are paid."""

from django.db import models

from lintel.access.models import Link
from lintel.companies.models import Company, Owned, OwnedQuerySet
from lintel.core import ids
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
