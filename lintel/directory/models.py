"""Contacts and properties."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.functions import Coalesce, Lower
from django.db.models.lookups import In

from lintel.companies.models import Member, Owned, OwnedQuerySet
from lintel.core import ids, mailboxes


def first(field: str, letters: int) -> Func:
    """How a column begins, in small letters. The number is written out: SQLite finds no index by one that is bound."""
    return Func(field, template=f"LOWER(SUBSTR(%(expressions)s, 1, {letters}))")


def last(field: str, letters: int) -> Func:
    """How a column ends, likewise."""
    return Func(field, template=f"LOWER(SUBSTR(%(expressions)s, LENGTH(%(expressions)s) - {letters - 1}))")


class ContactQuerySet(OwnedQuerySet["Contact"]):
    def at(self, address: str) -> Self:
        """Those with this email address, whatever its case. The index serves it on both databases."""
        return self.spelled(mailboxes.spellings(address.strip().lower()))

    def spelled(self, addresses: list[str]) -> Self:
        """Those whose email address is one of these, which are in small letters."""
        return self.filter(In(Lower("email"), addresses))

    def same_as(self, people: "Iterable[Contact]") -> Self:
        """Every contact that is one of these people: they themselves, and whoever was merged with them."""
        whole = {one.current().pk for one in people}
        return self.filter(Q(pk__in=whole) | Q(survivor__in=whole))


class Contact(Owned):
    """A person a company deals with: a client, an agent, a payer.

    One that was merged into another stays as it was, with everything that points at it. `merged_into` is what somebody
    decided; `survivor` is where that leads in the end, and follows from it (`merging`).
    """

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    tags = models.JSONField(null=True, blank=True, help_text="The company's own words on them, as a list")
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(null=True, blank=True)
    merged_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    survivor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(Lower("email"), "company", name="contact_by_address"),
            models.Index("company", name="contact_tagged", condition=Q(tags__isnull=False)),
            models.Index("company", first("email", 4), "id", name="contact_like_by_email"),
            models.Index("company", first("name", 1), last("name", 3), "id", name="contact_like_by_name"),
            models.Index("company", last("phone", 4), "id", name="contact_like_by_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    def current(self) -> "Contact":
        """The person this contact is now: who survived the merging, or itself."""
        return self.survivor or self

    def first_name(self) -> str:
        """What a letter calls them; the whole name where it has no spaces."""
        return self.name.split()[0] if self.name.strip() else self.name


class _Current(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """Reads the person whom the row's contact is now."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        found = super().__get__(instance, cls)
        return found.current() if isinstance(found, Contact) else found


class ContactKey(models.ForeignKey[Contact, Contact]):
    """Points at a contact, and is read as the person whom that is now.

    The column, and every filter on it, keeps saying who it was: what was merged can be told apart again. To the
    database and to migrations it is a foreign key like any other.
    """

    forward_related_accessor_class = _Current

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, given, named = super().deconstruct()
        return name, "django.db.models.ForeignKey", given, named


def now(path: str, field: str = "pk") -> Coalesce:
    """A column of the person whom the contact at `path` is now, for what is read without making objects."""
    return Coalesce(F(f"{path}__survivor__{field}"), F(f"{path}__{field}"))


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
