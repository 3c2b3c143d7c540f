"""What readers find behind the report gate. Whether it is open is `gating.report_opens`'s to say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from django.db import transaction

from lintel.access import uses
from lintel.access.models import Use
from lintel.access.uses import Visitor
from lintel.inspections import announcing
from lintel.inspections.models import Inspection, Moment, Share
from lintel.reports import keeping
from lintel.reports.models import Report, Version

IN_MEMORY = 2_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """A report as readers see it: the newest version that was published."""

    report: Report
    version: Version

    @property
    def is_photo(self) -> bool:
        """Whether it belongs into the gallery."""
        return self.report.kind == Report.Kind.PHOTO

    @property
    def pictures(self) -> range:
        """The pages that have a picture, counted from 1."""
        return range(1, self.version.drawn + 1)

    def file_name(self) -> str:
        """What it is called when it is saved."""
        return f"{keeping.shown(self.report.name)}.{self.version.file.rpartition('.')[2]}"


def documents(inspection: Inspection) -> list[Document]:
    """All that is published, in order. Two statements."""
    return _shown(Report.objects.released().filter(filing__inspection=inspection))


def document(inspection: Inspection, key: str) -> Document | None:
    """One of them."""
    return next(iter(_shown(Report.objects.released().filter(filing__inspection=inspection, key=key))), None)


def archive(documents: Sequence[Document]) -> IO[bytes]:
    """All of them in one ZIP, to be read from its beginning. A file that is gone is left out."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - handed on open
    with ZipFile(file, "w", ZIP_STORED) as zipped:
        for place, one in enumerate(documents, start=1):
            if kept := keeping.opened(one.version):
                with kept, zipped.open(f"{place:02} {one.file_name()}", "w") as entry:
                    for piece in kept.chunks():
                        entry.write(piece)
    file.seek(0)
    return file


@transaction.atomic
def read(*, share: Share, visitor: Visitor, at: datetime) -> None:
    """A person has the report before them; the story tells the first time of each holder."""
    uses.seen(share.link, Use.Kind.OPENED, visitor=visitor, at=at)
    holder = share.link.holder
    first = not Use.objects.filter(link__holder=holder, link__share__inspection=share.inspection, kind="read").exists()
    uses.seen(share.link, Use.Kind.READ, visitor=visitor, at=at)
    if first:
        words = f"{holder.name} opened the report"
        announcing.tell(share.inspection, Moment.Kind.READ, words, holder.name, at=at)


def _shown(reports: Iterable[Report]) -> list[Document]:
    found = list(reports)
    versions = Version.objects.in_bulk([one.shown for one in found])  # type: ignore[attr-defined]
    return [Document(one, versions[one.shown]) for one in found]  # type: ignore[attr-defined]
