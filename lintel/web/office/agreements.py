"""The Agreements box: signed copies and records, Signed on paper, and what is updated or left as it was signed."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core import signing as seals
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lintel.agreements import preparing
from lintel.agreements.models import Signature
from lintel.companies.models import Company, Member
from lintel.core import clock, markup
from lintel.core.refusal import Refusal
from lintel.inspections import copies, scanning, updating
from lintel.inspections.models import Inspection
from lintel.reports import keeping
from lintel.reports.keeping import Kept
from lintel.web import files
from lintel.web.office import details, door
from lintel.web.office.forms.paper import PaperForm

SALT = "a scan that is kept"


@require_safe
@door.office()
def signed_copy(request: HttpRequest, member: Member, key: str, agreement: int) -> HttpResponse:
    """A signed agreement as PDF, with how it was signed on its last page."""
    found = _signed(member, details.one(member.company, key), agreement)
    return files.pdf(copies.pdf(found), name=f"signed-agreement-{agreement}")


@require_safe
@door.office()
def signed_record(request: HttpRequest, member: Member, key: str, agreement: int) -> HttpResponse:
    """The record of a signature in one file, which can be checked without the database."""
    found = _signed(member, details.one(member.company, key), agreement)
    return files.zipped(copies.evidence_file(found), name=f"signed-agreement-{agreement}")


@require_safe
@door.office()
def scan(request: HttpRequest, member: Member, key: str, agreement: int) -> HttpResponseBase:
    """The scan of what was signed on paper."""
    found = _signed(member, details.one(member.company, key), agreement)
    opened = scanning.opened(found)
    if opened is None or not found.scan:
        raise Http404
    return files.kept(opened, name=f"signed-on-paper-{agreement}.{found.scan.rpartition('.')[2]}")


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="change")
def paper(request: HttpRequest, member: Member, key: str, agreement: int) -> HttpResponse:
    """It was signed on paper: the scan, by whom, when, why. What was uploaded stays while the rest is corrected."""
    shown = details.one(member.company, key)
    found = scanning.open_paper(shown, agreement)
    if found is None:
        raise Http404
    signer = found.participant.contact
    sent = request.POST if request.method == "POST" else None
    form = PaperForm(sent, initial={"name": signer.name, "seen": found.agreement.digest})
    kept = _kept(request, member.company, form) if request.method == "POST" else None
    if request.method == "POST" and form.is_valid() and not form.errors:
        try:
            scanning.checked(shown, form.said(), at=clock.now())
            if kept is None:
                raise scanning.ScanNeeded(field="scan")
            said = form.said()
            scanning.put(inspection=shown, agreement_id=agreement, said=said, scan=kept, by=member, at=clock.now())
        except preparing.WordsChanged as refusal:
            found.agreement.refresh_from_db()
            form.anew(found.agreement.digest)
            form.refuse(refusal)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{found.agreement.title} is signed on paper by {said.name}.")
            return redirect("office:inspection", key)
    context: dict[str, Any] = {
        "inspection": shown,
        "agreement": found.agreement,
        "signer": signer,
        "form": form,
        "kept": kept,
        "kept_as": seals.dumps({**asdict(kept), "of": member.company.key}, salt=SALT) if kept else "",
        "blocks": markup.parse(found.agreement.words),
    }
    return door.show(request, member, "office/sign_on_paper.html", here="inspections", **context)


@require_POST
@door.office(may="change")
def update(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """New agreements where the words changed, or none for now."""
    shown = details.one(member.company, key)
    dismissed = request.POST.get("act") == "dismiss"
    act = updating.dismiss if dismissed else updating.update
    try:
        found = act(inspection=shown, seen=request.POST.get("seen", ""), by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        names = " and ".join(dict.fromkeys(one.signer.contact.name for one in found))
        said = f"{names} will find what changed and sign anew. Resend tells them."
        messages.success(request, "Left as signed, until the words change once more." if dismissed else said)
    return redirect("office:inspection", key)


def _signed(member: Member, shown: Inspection, agreement: int) -> Signature:
    signatures = Signature.objects.of(member.company).select_related(*copies.JOINED)
    return get_object_or_404(signatures, agreement=agreement, agreement__paper__participant__inspection=shown)


def _kept(request: HttpRequest, company: Company, form: PaperForm) -> Kept | None:
    """The scan that was sent now, or before with the same form."""
    upload = request.FILES.get("scan")
    if upload is not None:
        try:
            return keeping.keep(company, upload, name=upload.name or "", under=scanning.ROOT)
        except Refusal as refusal:
            form.refuse(Refusal(refusal.say, field="scan"))
            return None
    try:
        before = seals.loads(request.POST.get("kept", ""), salt=SALT)
    except seals.BadSignature:
        return None
    return Kept(**before) if before.pop("of") == company.key else None
