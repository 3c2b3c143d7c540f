"""Templates, the frozen words, and the signatures under them."""

from collections.abc import Collection

from django.db import models

from lintel.companies.models import Company, Owned, OwnedQuerySet
from lintel.directory.models import Contact, Property


class Template(Owned):
    """A company's agreement with placeholders. Each change of its words counts its version up.

    Where it names services (by their keys), kinds of property or states, it is for those alone. `signing` is how it is
    signed where that is not as the company usually does.
    """

    title = models.CharField(max_length=120)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    services = models.JSONField(default=list, blank=True)
    kinds = models.JSONField(default=list, blank=True)
    states = models.JSONField(default=list, blank=True)
    signing = models.CharField(max_length=8, choices=Company.Signing, null=True, blank=True)
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Template"].as_manager()

    def __str__(self) -> str:
        return self.title

    def kind_words(self) -> list[str]:
        """The kinds of property it is for, as people read them."""
        return [str(Property.Kind(one).label) for one in self.kinds]

    def signed_by(self, company: Company) -> Company.Signing:
        """How it is signed: its own way, or else the company's."""
        return Company.Signing(self.signing or company.signing or Company.Signing.CHECKBOX)

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

    ESIGN, 15 USC 7001(c): what is kept ties the person, the consent and the exact words together. `disclosure` is what
    they consented to before, `consent` what they said of the words; `zone` are the clocks at the property. One on
    paper has its scan instead of an address, a browser and a link, and says who put it here, and why.
    """

    class How(models.TextChoices):
        CHECKBOX = Company.Signing.CHECKBOX.value, "Ticked, with the name typed"
        WRITTEN = Company.Signing.WRITTEN.value, "Signature drawn or typed"
        PAPER = "paper", "On paper"

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="signature")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    words = models.TextField()
    consent = models.TextField()
    signed_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=300, blank=True)
    link_public_id = models.CharField(max_length=16)
    # Nullable, all of these: SQLite would remake the table for a default, and lose the triggers.
    how = models.CharField(max_length=8, choices=How, null=True, blank=True)
    disclosure = models.TextField(null=True, blank=True)
    drawing = models.TextField(null=True, blank=True)
    zone = models.CharField(max_length=64, null=True, blank=True)
    scan = models.CharField(max_length=200, null=True, blank=True)
    scan_digest = models.CharField(max_length=64, null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, null=True, blank=True)
    recorded_by = models.CharField(max_length=120, null=True, blank=True)
    objects = OwnedQuerySet["Signature"].as_manager()

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_at:%F %T}"

    @property
    def is_on_paper(self) -> bool:
        """Whether it was signed on paper, and the scan put here."""
        return self.how == self.How.PAPER

    def how_words(self) -> str:
        """How it was signed."""
        return str(self.How(self.how or self.How.CHECKBOX).label)


class Proof(Owned):
    """A signature's place in its company's chain: `body` is everything about it, `head` seals that and all before.

    Rows only grow. Numbers follow one another from 1.
    """

    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="proof")
    number = models.PositiveIntegerField()
    body = models.TextField()
    before = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    objects = OwnedQuerySet["Proof"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("company", "number", name="proof_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.head[:12]}"
