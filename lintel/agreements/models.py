"""Templates, the frozen words, and the signatures under them."""

from django.db import models

from lintel.companies.models import Owned, OwnedQuerySet
from lintel.directory.models import Contact


class Template(Owned):
    """A company's agreement with placeholders. Each saving counts its version up."""

    title = models.CharField(max_length=120)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Template"].as_manager()

    def __str__(self) -> str:
        return self.title


class Agreement(Owned):
    """The very words one person is asked to sign, frozen when they were prepared."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    template_version = models.PositiveIntegerField()
    signer = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    words = models.TextField()
    words_before = models.TextField(blank=True)  # as they were before they last changed
    digest = models.CharField(max_length=64)
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
