"""Templates, the frozen words, and the signatures under them."""

from collections.abc import Collection

from django.db import models

from lintel.companies.models import Owned, OwnedQuerySet
from lintel.directory.models import Contact, Property


class Template(Owned):
    """A company's agreement with placeholders. Each change of its words counts its version up.

    Where it names services (by their keys), kinds of property or states, it is for those alone.
    """

    title = models.CharField(max_length=120)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    services = models.JSONField(default=list, blank=True)
    kinds = models.JSONField(default=list, blank=True)
    states = models.JSONField(default=list, blank=True)
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Template"].as_manager()

    def __str__(self) -> str:
        return self.title

    def kind_words(self) -> list[str]:
        """The kinds of property it is for, as people read them."""
        return [str(Property.Kind(one).label) for one in self.kinds]

    def is_for_some(self) -> bool:
        """Whether it has a condition."""
        return bool(self.services or self.kinds or self.states)

    def fits(self, *, services: Collection[str], kind: str, state: str) -> bool:
        """Whether it is for what is done there: one of its services, in a property of its kinds, in its states."""
        return (
            (not self.services or not set(self.services).isdisjoint(services))
            and (not self.kinds or kind in self.kinds)
            and (not self.states or state.upper() in self.states)
        )


class Version(Owned):
    """A template's words as they once were or are. Rows only grow."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    made_at = models.DateTimeField()
    by_name = models.CharField(max_length=120, blank=True)
    objects = OwnedQuerySet["Version"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("template", "number", name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Agreement(Owned):
    """The very words one person is asked to sign, frozen when they were prepared.

    `fields` are what its placeholders were filled with. Where it was made anew because those changed, it stands
    `instead_of` the one that was signed, which stays as it is. `dismissed_digest`: of the words that a signed one was
    not to be updated to.
    """

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    template_version = models.PositiveIntegerField()
    signer = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    words = models.TextField()
    words_before = models.TextField(blank=True)  # as they were before they last changed
    digest = models.CharField(max_length=64)
    fields = models.JSONField(null=True, blank=True)
    instead_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="updates")
    dismissed_digest = models.CharField(max_length=64, null=True, blank=True)
    prepared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Agreement"].as_manager()

    def __str__(self) -> str:
        return f"{self.title} for {self.signer_id}"

    def is_signed(self) -> bool:
        return hasattr(self, "signature")


class Signature(Owned):
    """An agreement signed: by whom, which words, and the evidence. Rows only grow.

    ESIGN, 15 USC 7001(c): what is kept ties the person, the consent and the exact words together.
    """

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="signature")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    words = models.TextField()
    consent = models.TextField()
    signed_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=300, blank=True)
    link_public_id = models.CharField(max_length=16)
    objects = OwnedQuerySet["Signature"].as_manager()

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_at:%F %T}"
