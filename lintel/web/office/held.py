"""Held letters, each with what changed since it was written: to preview, to send or to discard."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import proposing
from lintel.messages import handling, holding, rendering
from lintel.messages.models import Message, MessageQuerySet
from lintel.web.office import door
from lintel.web.office.letters import FRAME_POLICY

MOST = 100
TEMPLATE = "office/held/letters.html"
NOTHING_TICKED = "Tick the letters first. Those that are not held any more are not listed."
NOTHING_UNCHANGED = "Something has changed since each of these letters was written. Look, then tick those to send."


@dataclass(frozen=True, slots=True)
class Held:
    """A held letter, and what it does not know."""

    message: Message
    changes: list[str]


@require_safe
@door.office()
def letters(request: HttpRequest, member: Member) -> HttpResponse:
    """All of them, the oldest first; the first one opened beside them."""
    return _show(request, member, None)


@require_safe
@door.office()
def letter(request: HttpRequest, member: Member, letter_key: str) -> HttpResponse:
    """The same, with another one opened."""
    return _show(request, member, _one(member.company, letter_key))


@require_safe
@door.office()
@xframe_options_sameorigin
def frame(request: HttpRequest, member: Member, letter_key: str) -> HttpResponse:
    """The letter itself. Nothing runs in it, and its button leads nowhere."""
    rendered = rendering.render(_one(member.company, letter_key), address=None)
    response = HttpResponse(rendered.html)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@require_POST
@door.office(may="change")
def settle(request: HttpRequest, member: Member) -> HttpResponse:
    """Send or discard one letter, those that are ticked, or all that nothing has overtaken. Discarding asks first."""
    at, sent = clock.now(), request.POST
    act = "discard" if sent.get("act") == "discard" or "discard" in sent else "send"
    chosen = list(_all(member.company).filter(key__in=_keys(request, act)))
    if sent.get("act") == "unchanged":
        chosen = [one.message for one in _seen(member.company) if not one.changes]
    if not chosen:
        messages.error(request, NOTHING_UNCHANGED if sent.get("act") == "unchanged" else NOTHING_TICKED)
    elif act == "discard" and "sure" not in sent:
        return door.show(request, member, "office/held/discard.html", letters=chosen)
    else:
        try:
            do = handling.discard if act == "discard" else handling.let_go
            messages.success(request, _done(act, do(messages=chosen, by=member, at=at)))
        except Refusal as refusal:
            messages.error(request, refusal.say)
    return redirect("office:held")


def _keys(request: HttpRequest, act: str) -> list[str]:
    """A line's own button names its letter; the buttons above mean what is ticked."""
    one = request.POST.get(act, "")
    return [one] if one else request.POST.getlist("letter")


def _done(act: str, count: int) -> str:
    if act == "discard":
        return "One letter is discarded." if count == 1 else f"{count} letters are discarded."
    return "One letter leaves now." if count == 1 else f"{count} letters leave now."


def _all(company: Company) -> MessageQuerySet:
    return (
        Message.objects.of(company)
        .held()
        .select_related("company", "link__holder__survivor")
        .order_by("written_at", "pk")
    )


def _one(company: Company, key: str) -> Message:
    found = _all(company).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _seen(company: Company) -> list[Held]:
    """The first hundred, in four statements."""
    at, found = clock.now(), list(_all(company)[:MOST])
    changes = proposing.overtaken(company, found, at=at)
    return [Held(one, changes[one.pk]) for one in found]


def _show(request: HttpRequest, member: Member, opened: Message | None) -> HttpResponse:
    rows = _seen(member.company)
    opened_row = next((one for one in rows if opened and one.message.pk == opened.pk), rows[0] if rows else None)
    total = len(rows) if len(rows) < MOST else _all(member.company).count()
    on_trial, lacking = member.company.on_trial(), holding.lacking()
    context: dict[str, Any] = {"rows": rows, "opened": opened_row, "total": total, "on_trial": on_trial}
    if lacking:
        context |= {"lacking": lacking, "needed": holding.NEEDED[Message.Held(lacking)]}
    return door.show(request, member, TEMPLATE, here="today", **context)
