"""Reports come to an inspection: uploaded, replaced, renamed, removed. Nobody reads them before they are published."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lintel.companies.models import Member
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, refreshing
from lintel.inspections.models import Filing, Inspection, Moment
from lintel.reports import uploading
from lintel.reports.keeping import Kept
from lintel.reports.models import Report

MOST = 300


class TooMany(Refusal):
    say = f"That would be more than {MOST} files. Put photos into the report, or remove some."


def of(inspection: Inspection) -> list[Report]:
    """Its reports in order, with all versions. Two statements."""
    return list(Report.objects.there().filter(filing__inspection=inspection).with_versions())


@transaction.atomic
def add(*, inspection: Inspection, files: Sequence[Kept], by: Member, at: datetime) -> list[Report]:
    """One report for each file, in their order, behind those that are there. Raises AlreadyCancelled, TooMany."""
    refreshing.lock(inspection)
    there = Filing.objects.filter(inspection=inspection)
    if there.filter(report__removed_at=None).count() + len(files) > MOST:
        raise TooMany
    first = there.count()
    added = [
        uploading.add(company=inspection.company, kept=kept, position=first + place, by=by, at=at)
        for place, kept in enumerate(files)
    ]
    Filing.objects.bulk_create(
        [Filing(company=inspection.company, inspection=inspection, report=report) for report in added]
    )
    if added:
        announcing.tell(
            inspection, Moment.Kind.UPLOADED, f"Uploaded: {names(added)}", by, at=at, marks=["attachment added"]
        )
    return added


@transaction.atomic
def replace(*, inspection: Inspection, report: Report, file: Kept, by: Member, at: datetime) -> None:
    """A new version, to be published. Raises AlreadyCancelled, uploading.OtherKind, uploading.SameFile."""
    refreshing.lock(inspection)
    version = uploading.replace(report=report, kept=file, by=by, at=at)
    words = f"Version {version.number} of {report.name} uploaded"
    announcing.tell(inspection, Moment.Kind.UPLOADED, words, by, at=at)


@transaction.atomic
def rename(*, inspection: Inspection, report: Report, name: str, by: Member, at: datetime) -> None:
    """Another name. Raises uploading.NameNeeded."""
    before = report.name
    uploading.rename(report=report, name=name)
    if report.name != before:
        words = f"{before} is called {report.name} now"
        announcing.tell(inspection, Moment.Kind.UPLOADED, words, by, at=at)


@transaction.atomic
def remove(*, inspection: Inspection, report: Report, by: Member, at: datetime) -> None:
    """Nobody reads it from the next request on; that it was there stays in the story."""
    uploading.remove(report=report, at=at)
    announcing.tell(inspection, Moment.Kind.REMOVED, f"Removed: {report.name}", by, at=at)


def names(reports: Sequence[Report]) -> str:
    """`Inspection report, Radon and 12 photos`."""
    told = [one.name for one in reports if one.kind == Report.Kind.PDF]
    photos = len(reports) - len(told)
    if len(told) > 4:
        told = [*told[:3], f"{len(told) - 3} more"]
    if photos:
        told.append("one photo" if photos == 1 else f"{photos} photos")
    return " and ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))
