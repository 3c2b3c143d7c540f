"""The links of one inspection or one invoice: each with its QR code, its uses and its end; and how one is revoked."""

import io
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from lintel.access.models import Link, Use
from lintel.access.uses import told_apart
from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import ending
from lintel.web.office import details, door, keys, tills
from lintel.web.office.forms.links import UntilForm
from lintel.web.office.keys import Key
from lintel.web.office.tills import INSPECTION, Till

EITHER = ["GET", "HEAD", "POST"]
MOST_USES = 200


@require_safe
@door.office()
def uses(request: HttpRequest, member: Member, key: str, link: int, of: str = INSPECTION) -> HttpResponse:
    """Who used one link, when and with what."""
    till, held = _found(member, key, link, of)
    return _show(request, member, till, held, "uses", form=_until(till, held.link), uses=_uses(held.link))


@require_http_methods(EITHER)
@door.office(may="change")
def until(request: HttpRequest, member: Member, key: str, link: int, of: str = INSPECTION) -> HttpResponse:
    """Set the last day on which a link opens, or none."""
    till, held = _found(member, key, link, of)
    form = UntilForm(request.POST) if request.method == "POST" else _until(till, held.link)
    if request.method == "POST" and form.is_valid():
        try:
            ending.limit(link=held.link, last_day=form.cleaned_data["until"], by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _until_words(held))
            return redirect(till.names["link"], key, link)
    return _show(request, member, till, held, "uses", form=form, uses=_uses(held.link))


@require_safe
@door.office()
def qr(request: HttpRequest, member: Member, key: str, link: int, of: str = INSPECTION) -> HttpResponse:
    """The QR code of a link, to be held before somebody's telephone."""
    till, held = _found(member, key, link, of)
    return _show(request, member, till, held, "qr")


@require_safe
@door.office()
def qr_svg(request: HttpRequest, member: Member, key: str, link: int, of: str = INSPECTION) -> HttpResponse:
    """The code alone, as a picture. There is none of a link that opens nothing."""
    _, held = _found(member, key, link, of)
    if not held.shows():
        raise Http404
    import segno  # few ask for a code, and everybody would wait for it at the start

    drawn = io.BytesIO()
    segno.make(held.address, error="m", micro=False).save(drawn, kind="svg", scale=6, light="#fff", xmldecl=False)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@require_http_methods(EITHER)
@door.office(may="change")
def revoke(request: HttpRequest, member: Member, key: str, link: int, of: str = INSPECTION) -> HttpResponse:
    """Asks, by name; and closes one link."""
    till, held = _found(member, key, link, of)
    if request.method == "POST":
        ending.revoke(link=held.link, by=member, at=clock.now())
        messages.success(request, f"Revoked. {held.holder}’s link opens nothing any more.")
        return redirect(till.address)
    return _show(request, member, till, held, "revoke")


@require_http_methods(EITHER)
@door.office(may="change")
def revoke_others(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Asks, with all their names; and closes every link but the clients'."""
    shown, at = details.one(member.company, key), clock.now()
    if request.method == "POST":
        count = ending.revoke_all_but_clients(inspection=shown, by=member, at=at)
        words = "One link is" if count == 1 else f"{count} links are"
        messages.success(request, f"{words} revoked. The clients’ still open.")
        return redirect("office:inspection", key)
    others = [one for one in keys.of_inspection(shown, at=at) if one.alive and not one.is_client]
    template = "office/links/revoke_others.html"
    return door.show(request, member, template, here="inspections", inspection=shown, others=others)


def _found(member: Member, key: str, link: int, of: str) -> tuple[Till, Key]:
    till, at = tills.one(member.company, key, of), clock.now()
    held = next((one for one in till.keys(at) if one.link.pk == link), None)
    if held is None:
        raise Http404
    return till, held


def _uses(link: Link) -> list[Use]:
    return told_apart(Use.objects.filter(link=link).order_by("-at", "-pk")[:MOST_USES])


def _until(till: Till, link: Link) -> UntilForm:
    """The form as it stands: a link that ends at midnight was good for the day before."""
    end = link.expires_at
    local = end.astimezone(till.clocks) - timedelta(minutes=1) if end else None
    return UntilForm(initial={"until": local.date() if local else None})


def _until_words(held: Key) -> str:
    if held.link.expires_at is None:
        return f"{held.holder}’s link has no end."
    return f"{held.holder}’s link ends with that day."


def _show(request: HttpRequest, member: Member, till: Till, held: Key, page: str, **context: Any) -> HttpResponse:
    return door.show(request, member, f"office/links/{page}.html", here=till.here, till=till, key=held, **context)
