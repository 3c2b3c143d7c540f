"""Links and their uses."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from lintel.access import keys
from lintel.companies.models import Member, Owned, OwnedQuerySet
from lintel.directory.models import Contact, ContactKey


class Right(models.TextChoices):
    """What a link may open. A link has a set of these."""

    SIGN = "sign", "Sign agreements"
    PAY = "pay", "Pay"
    SEE_INVOICE = "see invoice", "See the invoice"
    READ_AGREEMENT = "read agreement", "Read agreements"
    READ_REPORT = "read report", "Read the report"
    SEE_STATUS = "see status", "See where things stand"


WHOLE_PORTAL = [right.value for right in Right]


class Link(Owned):
    """A key for one recipient and one thing: who holds it, what it opens, until when, and through which door."""

    class Entrance(models.TextChoices):
        PORTAL = "portal", "Client Portal"
        INVOICE = "invoice", "Payment Portal"

    public_id = models.CharField(max_length=16, unique=True, default=keys.new_public_id, editable=False)
    holder = ContactKey(Contact, on_delete=models.PROTECT, related_name="links")
    rights = models.JSONField(default=list)
    entrance = models.CharField(max_length=8, choices=Entrance, default=Entrance.PORTAL)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objects = OwnedQuerySet["Link"].as_manager()

    def __str__(self) -> str:
        return f"link of {self.holder_id}"

    def token(self) -> str:
        """The secret part of the link's address. Never store it, never log it."""
        return keys.token(self.public_id)

    def alive(self, *, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)

    def opens(self, right: Right, *, at: datetime) -> bool:
        """The one question every route asks: not revoked, not expired, and it has the right."""
        return self.alive(at=at) and right.value in self.rights

    def is_whole(self) -> bool:
        """Whether it has every right there is. Only a client's can: nobody else signs."""
        return set(WHOLE_PORTAL) <= set(self.rights)


class Use(Owned):
    """One use of a link: what was done with it, from where (shortened), by a person or a machine."""

    class Kind(models.TextChoices):
        FETCHED = "fetched", "Fetched by a machine"
        OPENED = "opened", "Opened by a person"
        SIGNED = "signed", "Signed"
        PAID = "paid", "Paid"
        READ = "read", "Report read"

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    network = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=80, blank=True)
    objects = OwnedQuerySet["Use"].as_manager()

    class Meta:
        indexes = [models.Index("link", "kind", "at", name="use_by_link")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["fetched", "opened", "signed", "paid", "read"]), name="use_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%F %T}"
