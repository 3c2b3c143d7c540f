"""Contacts and properties."""

from typing import Self

from django.db import models
from django.db.models.functions import Lower
from django.db.models.lookups import In

from lintel.companies.models import Owned, OwnedQuerySet
from lintel.core import ids, mailboxes


class ContactQuerySet(OwnedQuerySet["Contact"]):
    def at(self, address: str) -> Self:
        """Those with this email address, whatever its case. The index serves it on both databases."""
        return self.filter(In(Lower("email"), mailboxes.spellings(address.strip().lower())))


class Contact(Owned):
    """A person a company deals with: a client, an agent, later a payer."""

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(Lower("email"), "company", name="contact_by_address")]

    def __str__(self) -> str:
        return self.name

    def first_name(self) -> str:
        """What a letter calls them; the whole name where it has no spaces."""
        return self.name.split()[0] if self.name.strip() else self.name


class Property(Owned):
    """A house or a unit: where it stands, and the facts that prices and drawings depend on."""

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", "Not known"
        RANCH = "ranch", "Ranch"
        TWO_STOREY = "two-storey", "Two-story"
        TOWNHOUSE = "townhouse", "Townhouse"
        CONDO = "condo", "Condo"
        FARMHOUSE = "farmhouse", "Farmhouse"
        UNDER_CONSTRUCTION = "under-construction", "Under construction"

    street = models.CharField(max_length=120)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    zone = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.UNKNOWN)
    year_built = models.PositiveSmallIntegerField(null=True, blank=True)
    square_feet = models.PositiveIntegerField(null=True, blank=True)
    objects = OwnedQuerySet["Property"].as_manager()

    class Meta:
        verbose_name_plural = "properties"

    def __str__(self) -> str:
        return self.one_line()

    def drawn_as(self) -> str:
        """The kind of house that is drawn for it; the usual one where the kind is not known."""
        return self.Kind.TWO_STOREY.value if self.kind == self.Kind.UNKNOWN else self.kind

    def locality(self) -> str:
        """`Boise, ID 83702`, with what is known."""
        return ", ".join(part for part in (self.city, f"{self.state} {self.postcode}".strip()) if part)

    def one_line(self) -> str:
        return ", ".join(part for part in (self.street, self.locality()) if part)
