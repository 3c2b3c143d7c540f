"""The inspection and the rows that tie everything to it. Arrows only point down from here."""

from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from lintel.access.models import Link
from lintel.agreements.models import Agreement
from lintel.billing.models import Attempt, Entry, Invoice
from lintel.companies.models import Company, Member, Owned, OwnedQuerySet
from lintel.core import ids
from lintel.core.work import Work
from lintel.directory.models import Contact, ContactKey, ContactQuerySet, Property, now
from lintel.messages.models import Thread
from lintel.reports.models import Report

LONGEST = timedelta(hours=24)


class InspectionQuerySet(OwnedQuerySet["Inspection"]):
    def standing(self) -> Self:
        return self.filter(cancelled_at=None)

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def for_lists(self) -> Self:
        """With what every list shows, in one statement and one prefetch."""
        return self.select_related("home", "inspector", "company").prefetch_related(
            models.Prefetch(
                "participants", Participant.objects.select_related("contact__survivor").order_by("position", "pk")
            )
        )


class Inspection(Owned):
    """A scheduled inspection: where, when, by whom.

    `unconfirmed_since` is set while it only keeps the time: nobody is written to before it is confirmed.
    """

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    home = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="+")
    inspector = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="inspection")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    booked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    unconfirmed_since = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Nullable, these four: SQLite would remake the table for a default, and with it lose the search's triggers.
    report_needs = models.CharField(max_length=7, choices=Company.Needs, null=True, blank=True)
    collects_after = models.BooleanField(null=True)
    has_waivers = models.BooleanField(null=True)
    any_signer = models.BooleanField(null=True)
    once = models.CharField(max_length=40, null=True, blank=True, unique=True)
    revision = models.PositiveIntegerField(default=0)
    search_text = models.TextField(blank=True)
    objects = InspectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="inspection_ends_after_it_starts")
        ]
        indexes = [
            models.Index("company", "starts_at", "id", name="inspection_by_start"),
            models.Index("inspector", "starts_at", name="inspection_by_inspector"),
            models.Index("company", "starts_at", name="inspection_cancelled", condition=Q(cancelled_at__isnull=False)),
            models.Index("id", name="inspection_any_signer", condition=Q(any_signer=True)),
        ]

    def __str__(self) -> str:
        return f"{self.home.street}, {self.starts_at:%F}"

    def local_start(self) -> datetime:
        """The start on the clocks at the property."""
        return self.starts_at.astimezone(ZoneInfo(self.home.zone))

    def local_end(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.home.zone))

    def needs(self) -> Company.Needs:
        """What its report waits for."""
        return Company.Needs(self.report_needs or Company.Needs.BOTH)

    def is_collected(self) -> bool:
        """Whether clients are asked to pay now: not before the report is out, where the company collects after."""
        return not self.collects_after or self.published_at is not None

    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    def clients(self) -> "list[Participant]":
        """In order, each person once; reads the prefetched participants where there are some."""
        clients = [one for one in self.people() if one.role == Participant.Role.CLIENT]
        return [
            one for place, one in enumerate(clients) if one.contact not in {each.contact for each in clients[:place]}
        ]

    def agents(self) -> "list[Participant]":
        return [one for one in self.people() if one.role in Participant.AGENTS]

    def people(self) -> "list[Participant]":
        if "participants" in getattr(self, "_prefetched_objects_cache", {}):
            return [one for one in self.participants.all() if one.left_at is None]
        return list(
            self.participants.filter(left_at=None).select_related("contact__survivor").order_by("position", "pk")
        )


class Participant(Owned):
    """Somebody's part in an inspection: one row for each role they have. Who leaves stays in the record."""

    class Role(models.TextChoices):
        CLIENT = "client", "Client"
        BUYERS_AGENT = "buyers agent", "Buyer’s agent"
        LISTING_AGENT = "listing agent", "Listing agent"
        INSURER = "insurer", "Insurer"
        TITLE_COMPANY = "title company", "Title company"
        RELOCATION_FIRM = "relocation firm", "Relocation firm"
        RELATIVE = "relative", "Relative"
        OTHER = "other", "Other"

    AGENTS = (Role.BUYERS_AGENT, Role.LISTING_AGENT)
    FIRMS = (Role.INSURER, Role.TITLE_COMPANY, Role.RELOCATION_FIRM)
    WRITTEN_TO = (Role.CLIENT, *AGENTS)  # of themselves; the others only when somebody sends them something

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="participants")
    contact = ContactKey(Contact, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=16, choices=Role)
    position = models.PositiveSmallIntegerField(default=0)
    left_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Participant"].as_manager()

    def __str__(self) -> str:
        return f"{self.contact_id} as {self.role}"

    def came_as(self) -> str:
        """The name they were written down under, where since a merging they have another one. One statement."""
        if self.contact_id == self.contact.pk:
            return ""
        return Contact.objects.values_list("name", flat=True).get(pk=self.contact_id)


class Share(Owned):
    """Ties a link to the inspection it opens, and to the participant who holds it."""

    link = models.OneToOneField(Link, on_delete=models.PROTECT, related_name="share")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="shares")
    participant = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="shares")
    objects = OwnedQuerySet["Share"].as_manager()

    def __str__(self) -> str:
        return f"share {self.pk}"

    def is_own(self, *, at: datetime) -> bool:
        """Whether its link is what a participant has for their part: it opens, and to a client everything."""
        if self.participant is None or not self.link.alive(at=at):
            return False
        return self.link.is_whole() or self.participant.role != Participant.Role.CLIENT


class Bill(Owned):
    """Ties an invoice to the inspection it is for."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="bills")
    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="bill")
    objects = OwnedQuerySet["Bill"].as_manager()

    def __str__(self) -> str:
        return f"bill {self.pk}"


class PaperQuerySet(OwnedQuerySet["Paper"]):
    def asked(self) -> Self:
        """What is to be signed or was. Of a person who, since two contacts were merged, is a client twice, each
        agreement once: what they signed, or else the first; and what is to be signed in the place of that.
        """
        signed = Q(agreement__signature__isnull=False)
        twins = Paper.objects.filter(
            signed | Q(pk__lt=OuterRef("pk")),
            participant__inspection=OuterRef("participant__inspection"),
            participant__left_at=None,
            agreement__template=OuterRef("agreement__template"),
            agreement__withdrawn_at=None,
        ).exclude(participant=OuterRef("participant"))
        person = Contact.objects.filter(pk=OuterRef(OuterRef("participant__contact")))
        twins = twins.alias(person=now("participant__contact")).filter(
            person=Subquery(person.values(now=Coalesce("survivor", "pk")))
        )
        anew = Q(agreement__instead_of__isnull=False)
        return self.filter(signed | anew | ~Exists(twins), agreement__withdrawn_at=None)

    def needed(self) -> Self:
        """What is asked and counts: all of it; or where one client's signature is enough, not what another has signed,
        as long as that is not to be signed anew.
        """
        return self.asked().alias(is_needed=self._is_needed()).filter(is_needed=True)

    def with_needed(self) -> Self:
        """What is asked, each with `is_needed`: whether it counts."""
        return self.asked().annotate(is_needed=self._is_needed())

    @staticmethod
    def _is_needed() -> "ExpressionWrapper[Any]":
        anew = Agreement.objects.filter(instead_of=OuterRef("agreement"), withdrawn_at=None)
        enough = Paper.objects.filter(
            ~Exists(anew),
            participant__inspection=OuterRef("participant__inspection"),
            participant__inspection__any_signer=True,
            agreement__template=OuterRef("agreement__template"),
            agreement__signature__isnull=False,
            agreement__withdrawn_at=None,
        )
        signed = Q(agreement__signature__isnull=False)
        return ExpressionWrapper(signed | ~Exists(enough), output_field=models.BooleanField())


class Paper(Owned):
    """Ties an agreement to the participant who is asked to sign it."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="papers")
    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="paper")
    is_needed: bool  # of those that were read with_needed
    objects = PaperQuerySet.as_manager()

    def __str__(self) -> str:
        return f"paper {self.pk}"


class Filing(Owned):
    """Ties a report to the inspection it tells of."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="filings")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="filing")
    objects = OwnedQuerySet["Filing"].as_manager()

    def __str__(self) -> str:
        return f"filing {self.pk}"


class Waiver(Owned):
    """Lets one person, or everybody, past what the report waits for: by whom, why, and until when."""

    class Of(models.TextChoices):
        PAYMENT = "payment", "Payment"
        SIGNATURES = "signatures", "Signatures"
        BOTH = "both", "Payment and signatures"

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="waivers")
    of = models.CharField(max_length=10, choices=Of)
    person = ContactKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # type: ignore[misc]
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Waiver"].as_manager()

    def __str__(self) -> str:
        return f"{self.of} waived"

    def whose(self) -> Contact | None:
        """Who is let past; nobody in particular: everybody."""
        return self.person if self.person_id else None

    def stands(self, *, at: datetime) -> bool:
        """Whether it lets anybody past now."""
        return self.ended_at is None and (self.until is None or at < self.until)


class Moment(Owned, Work):
    """A line of the story: what happened, when, by whom, in words that do not change afterwards.

    An invoice that no inspection holds has a story of its own.
    It is due while the letters it causes are still to be written by the worker (`inspections/notifying.py`). Of a
    payment, `receipt_to` is where its receipt goes instead of to the payer's own address: nowhere where it is empty.
    """

    class Kind(models.TextChoices):
        SCHEDULED = "inspection.scheduled", "Scheduled"
        RESERVED = "inspection.reserved", "Time kept, not confirmed"
        CONFIRMED = "inspection.confirmed", "Confirmed"
        RESCHEDULED = "inspection.rescheduled", "Rescheduled"
        SKIPPED = "confirmation.skipped", "Confirmation skipped"
        CHANGED = "inspection.changed", "Changed"
        PEOPLE_CHANGED = "people.changed", "People changed"
        CANCELLED = "inspection.cancelled", "Cancelled"
        FEES_CHANGED = "fees.changed", "Fees changed"
        SIGNED = "agreement.signed", "Signed"
        UPDATED = "agreement.updated", "Agreement to be signed anew"
        NOT_UPDATED = "agreement.not updated", "Agreement left as it was signed"
        ALL_SIGNED = "agreements.signed", "All agreements signed"
        PAID = "payment.received", "Payment received"
        BALANCED = "balance.paid", "Paid in full"
        OVERPAID = "balance.overpaid", "Overpaid"
        VOIDED = "payment.voided", "Payment voided"
        UNDER_WAY = "payment.under way", "Payment under way"
        PAYMENT_FAILED = "payment.failed", "Payment failed"
        REFUNDED = "payment.refunded", "Payment refunded"
        REFUND_FAILED = "refund.failed", "Refund failed"
        DISPUTED = "payment.disputed", "Payment disputed"
        DISPUTE_CLOSED = "dispute.closed", "Dispute closed"
        KEPT = "payment.kept", "Payment kept"
        BILLED = "invoice.billed", "Billed to somebody"
        INVOICE_SENT = "invoice.sent", "Invoice sent"
        STRAYED = "payment.strayed", "Payment that fits no invoice"
        LETTER_SENT_AGAIN = "letter.sent again", "Letter sent again"
        SHARED = "link.shared", "Link shared"
        REVOKED = "link.revoked", "Link revoked"
        LIMITED = "link.limited", "Link given an end"
        HANDED_OVER = "device.handed over", "Device handed over"
        UPLOADED = "report.uploaded", "Report uploaded"
        PUBLISHED = "report.published", "Report published"
        REMOVED = "report.removed", "Report removed"
        READ = "report.read", "Report read"
        GATES_CHANGED = "report.gates changed", "What the report waits for changed"
        WAIVED = "report.waived", "Waived for the report"
        WAIVER_ENDED = "report.waiver ended", "Waiver ended"
        TEXTED = "text.received", "Text received"
        TEXTS_AGREED = "texts.agreed", "Agreed to texts, or not any more"

    inspection = models.ForeignKey(Inspection, null=True, blank=True, on_delete=models.PROTECT, related_name="moments")
    invoice = models.ForeignKey(Invoice, null=True, blank=True, on_delete=models.PROTECT, related_name="moments")
    kind = models.CharField(max_length=32, choices=Kind)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    words = models.CharField(max_length=400)
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    receipt_to = models.EmailField(null=True, blank=True)
    marks = models.JSONField(null=True, blank=True, help_text="What automations call it, beside its kind")
    objects = OwnedQuerySet["Moment"].as_manager()

    class Meta:
        indexes = [
            models.Index("due_at", "id", name="moment_due", condition=Q(due_at__isnull=False)),
            models.Index("inspection", "at", name="moment_by_time"),
            models.Index("invoice", "at", name="moment_by_invoice", condition=Q(invoice__isnull=False)),
            models.Index("company", "kind", "at", name="moment_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(inspection__isnull=False) ^ Q(invoice__isnull=False), name="moment_is_of_one_thing"
            )
        ]

    def __str__(self) -> str:
        return self.words


def own_links(inspection: Inspection, *, at: datetime) -> dict[int, Link]:
    """Of each participant the first link that is their own: what they were given at the beginning, where it opens."""
    shares = Share.objects.filter(inspection=inspection, link__revoked_at=None).exclude(participant=None)
    newest_first = shares.select_related("link", "participant").order_by("-pk")
    return {one.participant_id: one.link for one in newest_first if one.participant_id and one.is_own(at=at)}


def has_unsigned(inspection: Inspection, *, by: Participant | None = None) -> bool:
    """Whether somebody still has to sign, or this participant has."""
    unsigned = Paper.objects.needed().filter(participant__inspection=inspection, agreement__signature=None)
    return (unsigned.filter(participant__contact__in=same_person(by)) if by else unsigned).exists()


def same_person(participant: Participant) -> ContactQuerySet:
    """Every contact that this participant is."""
    return Contact.objects.same_as([participant.contact])
