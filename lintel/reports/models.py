"""Reports and their versions."""

from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery

from lintel.companies.models import Member, Owned, OwnedQuerySet
from lintel.core import ids
from lintel.core.work import Work


class ReportQuerySet(OwnedQuerySet["Report"]):
    def there(self) -> Self:
        """Those that were not removed, in order."""
        return self.filter(removed_at=None).order_by("position", "pk")

    def with_versions(self) -> Self:
        """Each with all its versions, the newest first: one statement more."""
        return self.prefetch_related(Prefetch("versions", Version.objects.order_by("-number")))

    def released(self) -> Self:
        """Those that readers see, each with `shown`, the key of its newest published version."""
        newest = Version.objects.filter(report=OuterRef("pk")).exclude(published_at=None).order_by("-number")
        return self.there().annotate(shown=Subquery(newest.values("pk")[:1])).exclude(shown=None)


class Report(Owned):
    """Something to read under a name: a PDF or a photo. Its file may be replaced; one that is removed stays a row."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PHOTO = "photo", "Photo"

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    kind = models.CharField(max_length=5, choices=Kind)
    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)
    objects = ReportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def newest(self) -> "Version":
        """What was uploaded last. Reads the prefetched versions where there are some."""
        return max(self.versions.all(), key=lambda version: version.number)

    def published(self) -> "Version | None":
        """What readers see."""
        out = [version for version in self.versions.all() if version.published_at]
        return max(out, key=lambda version: version.number, default=None)

    def is_waiting(self) -> bool:
        """Whether its newest version is not published."""
        return self.newest().published_at is None


class Version(Owned, Work):
    """One file of a report, kept under the digest of its bytes.

    It is due while pages are still to be drawn; `drawn` of its `pages` have a picture.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["Version"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("report", "number", name="version_once"),
            models.CheckConstraint(condition=Q(pages__gte=1) & Q(drawn__lte=F("pages")), name="version_pages"),
        ]
        indexes = [models.Index("due_at", "id", name="version_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"version {self.number} of {self.report_id}"

    def is_drawn(self) -> bool:
        """Whether every page has its picture."""
        return self.drawn == self.pages
