"""Reports come and change: added, given another name or a new version, removed, published."""

from datetime import datetime

from lintel.companies.models import Company, Member
from lintel.core.refusal import Refusal
from lintel.reports.keeping import Kept
from lintel.reports.models import Report, Version


class NameNeeded(Refusal):
    say = "Give it a name: readers see it."


class OtherKind(Refusal):
    pass


class SameFile(Refusal):
    say = "That is the very file that is there already."


def add(*, company: Company, kept: Kept, position: int, by: Member, at: datetime) -> Report:
    """A report with its first version. Call it inside a transaction."""
    report = Report.objects.create(company=company, kind=kept.kind, name=kept.name, position=position)
    _version(report, kept, 1, by, at)
    return report


def replace(*, report: Report, kept: Kept, by: Member, at: datetime) -> Version:
    """A new version; readers see the one before until this is published. Call it inside a transaction.

    Raises OtherKind, SameFile.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if kept.kind != locked.kind:
        raise OtherKind(f"This is a {locked.get_kind_display()}; its new version must be one too.", field="file")
    newest = locked.newest()
    if newest.digest == kept.digest:
        raise SameFile(field="file")
    return _version(locked, kept, newest.number + 1, by, at)


def rename(*, report: Report, name: str) -> None:
    """What readers see it called, from now on. Raises NameNeeded."""
    name = " ".join(name.split())[:120]
    if not name:
        raise NameNeeded(field="name")
    report.name = name
    report.save(update_fields=["name"])


def remove(*, report: Report, at: datetime) -> None:
    """Nobody reads it any more, from the next request on."""
    report.removed_at = at
    report.save(update_fields=["removed_at"])


def publish(reports: list[Report], *, at: datetime) -> list[Version]:
    """Publish the newest version of each that is not published yet; those, in order. Call it inside a transaction."""
    newest = [report.newest() for report in reports if report.is_waiting()]
    for version in newest:
        version.published_at = at
    Version.objects.bulk_update(newest, ["published_at"])
    return newest


def _version(report: Report, kept: Kept, number: int, by: Member, at: datetime) -> Version:
    is_drawn = kept.kind == Report.Kind.PHOTO
    return Version.objects.create(
        company_id=report.company_id,
        report=report,
        number=number,
        file=kept.file,
        digest=kept.digest,
        size=kept.size,
        pages=kept.pages,
        drawn=kept.pages if is_drawn else 0,
        due_at=None if is_drawn else at,
        uploaded_at=at,
        uploaded_by=by,
    )
