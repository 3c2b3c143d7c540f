"""The Reports box: files come in, are looked at, get another name or version, and go."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import filing
from lintel.inspections.models import Inspection
from lintel.reports import keeping
from lintel.reports.keeping import Kept
from lintel.reports.models import Report, Version
from lintel.web import files
from lintel.web.office import details, door
from lintel.web.office.forms.reports import NameForm

MOST_AT_ONCE = 40


class NoFile(Refusal):
    say = "Choose the file of the new version."


@require_POST
@door.office(may="change")
def upload(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """PDFs and photos, several at once. What cannot be read is said, and the others are kept."""
    shown = details.one(member.company, key)
    kept = _kept(request, member.company)
    try:
        if kept:
            filing.add(inspection=shown, files=kept, by=member, at=clock.now())
            messages.success(request, f"Uploaded: {', '.join(one.name for one in kept)}. Nobody reads it yet.")
    except Refusal as refusal:
        messages.error(request, refusal.say)
    return _on(request, f"{reverse('office:inspection', args=[key])}#box-reports")


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="change")
def report(request: HttpRequest, member: Member, key: str, report_key: str) -> HttpResponse:
    """One report: its pages, its versions, another name, a new version, and its end."""
    shown, found = _one(member, key, report_key)
    form = NameForm(request.POST if request.POST.get("act") == "name" else None, initial={"name": found.name})
    if request.method == "POST":
        try:
            said = _change(request, shown, found, member)
        except Refusal as refusal:
            if not form.is_bound:
                messages.error(request, refusal.say)
                return _on(request, request.path)
            form.refuse(refusal)
        else:
            messages.success(request, said)
            there = [key, report_key] if found.removed_at is None else [key]
            return _on(request, reverse("office:report" if len(there) > 1 else "office:inspection", args=there))
    version = found.newest()
    pages = range(1, version.drawn + 1)
    context: dict[str, Any] = {"inspection": shown, "report": found, "form": form, "version": version, "pages": pages}
    return door.show(request, member, "office/report.html", here="inspections", **context)


@require_safe
@door.office()
def file(request: HttpRequest, member: Member, key: str, report_key: str, number: int) -> HttpResponseBase:
    """A version's file, published or not."""
    version = _version(member, key, report_key, number)
    opened = keeping.opened(version)
    if opened is None:
        raise Http404
    return files.kept(opened, name=f"{version.report.name}.{version.file.rpartition('.')[2]}")


@require_safe
@door.office()
def picture(
    request: HttpRequest, member: Member, key: str, report_key: str, *, number: int, page: int
) -> HttpResponseBase:
    """The picture of a page of a version."""
    opened = keeping.picture(_version(member, key, report_key, number), page)
    if opened is None:
        raise Http404
    return files.kept(opened, name=f"{page}.webp")


def _on(request: HttpRequest, address: str) -> HttpResponse:
    """Leads on to a page; a script that sent the files goes there itself, so that the page's notices are seen there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _kept(request: HttpRequest, company: Company) -> list[Kept]:
    uploads = request.FILES.getlist("files")
    if not uploads:
        messages.error(request, "Choose one or several PDFs or photos.")
    if len(uploads) > MOST_AT_ONCE:
        messages.error(request, f"The first {MOST_AT_ONCE} of {len(uploads)} files were taken. Upload the rest now.")
    kept = []
    for upload in uploads[:MOST_AT_ONCE]:
        try:
            kept.append(keeping.keep(company, upload, name=upload.name or ""))
        except Refusal as refusal:
            messages.error(request, refusal.say)
    return kept


def _change(request: HttpRequest, shown: Inspection, found: Report, member: Member) -> str:
    """What was done, as a sentence."""
    what: dict[str, Any] = {"inspection": shown, "report": found, "by": member, "at": clock.now()}
    act = request.POST.get("act", "")
    if act == "remove":
        filing.remove(**what)
        return f"{found.name} is removed. Nobody reads it any more."
    if act == "replace":
        upload = request.FILES.get("file")
        if upload is None:
            raise NoFile
        filing.replace(file=keeping.keep(member.company, upload, name=upload.name or ""), **what)
        return "Uploaded. Readers see the version before until you publish this one."
    filing.rename(name=request.POST.get("name", ""), **what)
    return "Saved."


def _one(member: Member, key: str, report_key: str) -> tuple[Inspection, Report]:
    shown = details.one(member.company, key)
    reports = Report.objects.of(member.company).there().filter(filing__inspection=shown, key=report_key)
    found = reports.with_versions().first()
    if found is None:
        raise Http404
    return shown, found


def _version(member: Member, key: str, report_key: str, number: int) -> Version:
    _, found = _one(member, key, report_key)
    version = next((one for one in found.versions.all() if one.number == number), None)
    if version is None:
        raise Http404
    return version
