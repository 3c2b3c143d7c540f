"""The report behind a link. Every byte of it asks the gate; where that is shut, the page says what it waits for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from lintel.access.models import Right
from lintel.inspections import gating, reading
from lintel.reports import keeping
from lintel.web import files
from lintel.web.portal import door, frame, pages
from lintel.web.portal.visit import Visit

Shown = Callable[..., HttpResponseBase]


def released(page: Shown) -> Shown:
    """Only while the report is open to this reader; else the page that says why it is not."""

    @wraps(page)
    def look(request: HttpRequest, visit: Visit, **rest: Any) -> HttpResponseBase:
        if not gating.report_opens(visit.share, at=visit.at):
            return frame.show(request, visit, "locked", tab="dashboard", status=403, step=pages.report_step(visit))
        return page(request, visit, **rest)

    return look


@door.portal(Right.READ_REPORT)
@released
def report(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What there is to read: the PDFs, with the pages of an only one, and the photos."""
    documents = reading.documents(visit.inspection)
    papers = [one for one in documents if not one.is_photo]
    return frame.show(
        request,
        visit,
        "report",
        tab="documents",
        papers=papers,
        photos=[one for one in documents if one.is_photo],
        paper=papers[0] if len(papers) == 1 else None,
    )


@door.portal(Right.READ_REPORT)
@released
def document(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """One of several PDFs, page by page; one photo."""
    found = reading.document(visit.inspection, key)
    if found is None:
        return door.elsewhere(request, visit)
    return frame.show(request, visit, "document", tab="documents", paper=found)


@door.portal(Right.READ_REPORT)
@released
def file(request: HttpRequest, visit: Visit, key: str) -> HttpResponseBase:
    """A report as it was uploaded, a photo in its full size."""
    found = reading.document(visit.inspection, key)
    kept = keeping.opened(found.version) if found else None
    if found is None or kept is None:
        return door.elsewhere(request, visit)
    return files.kept(kept, name=found.file_name())


@door.portal(Right.READ_REPORT)
@released
def picture(request: HttpRequest, visit: Visit, key: str, page: int) -> HttpResponseBase:
    """The picture of one page, or of a photo."""
    found = reading.document(visit.inspection, key)
    kept = keeping.picture(found.version, page) if found else None
    return files.kept(kept, name=f"{page}.webp") if kept else door.elsewhere(request, visit)


@door.portal(Right.READ_REPORT)
@released
def archive(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Everything in one ZIP."""
    packed = reading.archive(reading.documents(visit.inspection))
    return FileResponse(packed, as_attachment=True, filename=f"{visit.inspection.home.street}.zip")


@door.portal(Right.READ_REPORT, methods=("POST",))
def read(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A person has the report before them. Staff who look do not count, and a shut report is read by nobody."""
    if visit.counts and gating.report_opens(visit.share, at=visit.at):
        reading.read(share=visit.share, visitor=visit.visitor, at=visit.at)
    return HttpResponse(status=204)
