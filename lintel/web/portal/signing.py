"""The agreement: the whole text, and the name under it."""

from datetime import tzinfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from lintel.access.models import Right
from lintel.agreements import drawing, preparing, updating
from lintel.agreements.models import Agreement, Signature
from lintel.core import markup
from lintel.core.refusal import Refusal
from lintel.inspections import consenting, copies, showing, signing
from lintel.web import files
from lintel.web.portal import door, frame, words
from lintel.web.portal.visit import Visit

CONFLICT, NOT_THAT_WAY, REFUSED = 409, 422, 403
LONGEST_NAME, LONGEST_DRAWING = 120, 60_000


class SignForm(forms.Form):
    """The ticks, a typed name, a drawing, and the digests of what was on the page."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        required=False,
        error_messages={"max_length": f"A name has at most {LONGEST_NAME} letters here."},
    )
    consented = forms.BooleanField(required=False)
    agreed = forms.BooleanField(required=False)
    drawing = forms.CharField(
        max_length=LONGEST_DRAWING,
        required=False,
        error_messages={"max_length": "That drawing is too long. Draw it again with fewer lines."},
    )
    seen = forms.CharField(max_length=64, required=False)
    told = forms.CharField(max_length=64, required=False)


@door.portal(Right.SIGN, Right.READ_AGREEMENT, methods=("GET", "HEAD", "POST"))
def agreement(request: HttpRequest, visit: Visit, agreement_id: int) -> HttpResponse:
    """Read it, print it, sign it; afterwards it stands here as it was signed."""
    found = showing.agreement(visit.share, agreement_id)
    if found is None:
        return door.elsewhere(request, visit)
    if request.method != "POST":
        return _show(request, visit, found, SignForm())
    if visit.preview or not visit.signs:
        return _show(request, visit, found, SignForm(), status=REFUSED)
    return _sign(request, visit, found)


@door.portal(Right.SIGN, Right.READ_AGREEMENT)
def signed_copy(request: HttpRequest, visit: Visit, agreement_id: int) -> HttpResponse:
    """A signed agreement as PDF, with how it was signed on its last page."""
    signature = showing.signed(visit.share, agreement_id)
    if signature is None:
        return door.elsewhere(request, visit)
    return files.pdf(copies.pdf(signature), name=f"signed-agreement-{agreement_id}")


@door.portal(Right.SIGN, Right.READ_AGREEMENT)
def signed_record(request: HttpRequest, visit: Visit, agreement_id: int) -> HttpResponse:
    """The record of a signature in one file, which can be checked without us."""
    signature = showing.signed(visit.share, agreement_id)
    if signature is None:
        return door.elsewhere(request, visit)
    return files.zipped(copies.evidence_file(signature), name=f"signed-agreement-{agreement_id}")


def _sign(request: HttpRequest, visit: Visit, found: Agreement) -> HttpResponse:
    form = SignForm(request.POST)
    if not form.is_valid():
        return _show(request, visit, found, form, status=NOT_THAT_WAY)
    given = form.cleaned_data
    try:
        typed = preparing.Typed(**given)
        signing.sign(share=visit.share, agreement_id=found.pk, typed=typed, visitor=visit.visitor, at=visit.at)
    except preparing.AlreadySigned:
        return redirect("portal:agreement", visit.token, found.pk)
    except preparing.WordsChanged as refusal:
        found.refresh_from_db()
        anew = SignForm({"name": given["name"]})
        return _show(request, visit, found, anew, changed=refusal.say, seen=given["seen"], status=CONFLICT)
    except Refusal as refusal:
        form.add_error(refusal.field or None, refusal.say)
        return _show(request, visit, found, form, status=NOT_THAT_WAY)
    return redirect("portal:dashboard", visit.token)


def _show(
    request: HttpRequest,
    visit: Visit,
    found: Agreement,
    form: SignForm,
    *,
    changed: str = "",
    seen: str = "",
    status: int = 200,
) -> HttpResponse:
    signature = showing.signature(found)
    way, told = found.template.signed_by(visit.company), consenting.disclosure(visit.company)
    zone = visit.inspection.local_start().tzinfo
    return frame.show(
        request,
        visit,
        "agreement",
        status=status,
        tab="agreement",
        agreement=found,
        blocks=markup.parse(signature.words if signature else found.words),
        prepared_on=words.day_and_year(found.prepared_at.astimezone(zone)),
        signature=signature,
        before=_before(found, zone),
        signed_at=_signed_at(signature, zone) if signature else "",
        put_at=words.stamp(signature.signed_at.astimezone(zone)) if signature else "",
        form=form,
        faults=list(form.errors) if form.is_bound and not changed else [],
        changed=changed,
        changes=preparing.changed_since(found, seen=seen) if changed else updating.since_signed(found),
        way=way,
        consent=preparing.AGREED[way],
        disclosure=markup.parse(told),
        disclosure_title=consenting.title(),
        ticked=consenting.TICKED,
        told=preparing.digest(told),
        drawn=drawing.paths(signature.drawing or "") if signature else [],
        signer=found.paper.participant.contact.name,
        can_sign=not signature and visit.signs and visit.inspection.cancelled_at is None,
    )


def _signed_at(signature: Signature, zone: tzinfo | None) -> str:
    """When it was signed: of one on paper, the day it says."""
    if signature.signed_on:
        return f"{signature.signed_on:%B} {signature.signed_on.day}, {signature.signed_on.year}"
    return words.stamp(signature.signed_at.astimezone(zone))


def _before(found: Agreement, zone: tzinfo | None) -> str:
    """When its reader signed what it takes the place of."""
    return words.stamp(found.instead_of.signature.signed_at.astimezone(zone)) if found.instead_of else ""
