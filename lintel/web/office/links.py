"""The links of one inspection: each with its QR code, its uses and its end; and how one is revoked."""

import io
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from lintel.access.models import Use
from lintel.access.uses import told_apart
from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import limiting, sharing
from lintel.inspections.models import Inspection, Share
from lintel.web.office import details, door
from lintel.web.office.details import Key
from lintel.web.office.forms.links import UntilForm

EITHER = ["GET", "HEAD", "POST"]
MOST_USES = 200


@require_safe
@door.office()
def uses(request: HttpRequest, member: Member, key: str, link: int) -> HttpResponse:
    """Who used one link, when and with what."""
    shown, at = details.one(member.company, key), clock.now()
    share, held = _found(shown, link, at)
    return _show(request, member, shown, held, "uses", form=_until(share), uses=_uses(share))


@require_http_methods(EITHER)
@door.office(may="change")
def until(request: HttpRequest, member: Member, key: str, link: int) -> HttpResponse:
    """Set the last day on which a link opens, or none."""
    shown, at = details.one(member.company, key), clock.now()
    share, held = _found(shown, link, at)
    form = UntilForm(request.POST) if request.method == "POST" else _until(share)
    if request.method == "POST" and form.is_valid():
        try:
            limiting.limit(share=share, last_day=form.cleaned_data["until"], by=member, at=at)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _until_words(share, held))
            return redirect("office:link", key, link)
    return _show(request, member, shown, held, "uses", form=form, uses=_uses(share))


@require_safe
@door.office()
def qr(request: HttpRequest, member: Member, key: str, link: int) -> HttpResponse:
    """The QR code of a link, to be held before somebody's telephone."""
    shown = details.one(member.company, key)
    _, held = _found(shown, link, clock.now())
    return _show(request, member, shown, held, "qr")


@require_safe
@door.office()
def qr_svg(request: HttpRequest, member: Member, key: str, link: int) -> HttpResponse:
    """The code alone, as a picture. There is none of a link that opens nothing."""
    _, held = _found(details.one(member.company, key), link, clock.now())
    if not held.alive:
        raise Http404
    return code_of(held.address)


def code_of(address: str) -> HttpResponse:
    """The QR code of an address."""
    import segno  # few ask for a code, and everybody would wait for it at the start

    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=6, light="#fff", xmldecl=False)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@require_http_methods(EITHER)
@door.office(may="change")
def revoke(request: HttpRequest, member: Member, key: str, link: int) -> HttpResponse:
    """Asks, by name; and closes one link."""
    shown, at = details.one(member.company, key), clock.now()
    share, held = _found(shown, link, at)
    if request.method == "POST":
        sharing.revoke(share=share, by=member, at=at)
        messages.success(request, f"Revoked. {held.holder}’s link opens nothing any more.")
        return redirect("office:inspection", key)
    return _show(request, member, shown, held, "revoke")


@require_http_methods(EITHER)
@door.office(may="change")
def revoke_others(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Asks, with all their names; and closes every link but the clients'."""
    shown, at = details.one(member.company, key), clock.now()
    if request.method == "POST":
        count = sharing.revoke_all_but_clients(inspection=shown, by=member, at=at)
        words = "One link is" if count == 1 else f"{count} links are"
        messages.success(request, f"{words} revoked. The clients’ still open.")
        return redirect("office:inspection", key)
    shares = details.shares_of(shown).order_by(details.IN_ORDER, "pk")
    others = [one for one in (details.key_of(share, [], at) for share in shares) if one.alive and not one.is_client]
    template = "office/links/revoke_others.html"
    return door.show(request, member, template, here="inspections", inspection=shown, others=others)


def _found(shown: Inspection, link: int, at: datetime) -> tuple[Share, Key]:
    share = details.shares_of(shown).filter(link=link).first()
    if share is None:
        raise Http404
    share.inspection = shown
    return share, details.key_of(share, [], at)


def _uses(share: Share) -> list[Use]:
    return told_apart(Use.objects.filter(link=share.link_id).order_by("-at", "-pk")[:MOST_USES])


def _until(share: Share) -> UntilForm:
    """The form as it stands: a link that ends at midnight was good for the day before."""
    end = share.link.expires_at
    local = end.astimezone(share.inspection.local_start().tzinfo) - timedelta(minutes=1) if end else None
    return UntilForm(initial={"until": local.date() if local else None})


def _until_words(share: Share, held: Key) -> str:
    if share.link.expires_at is None:
        return f"{held.holder}’s link has no end."
    return f"{held.holder}’s link ends with that day."


def _show(
    request: HttpRequest, member: Member, shown: Inspection, held: Key, page: str, **context: Any
) -> HttpResponse:
    template = f"office/links/{page}.html"
    return door.show(request, member, template, here="inspections", inspection=shown, key=held, **context)
