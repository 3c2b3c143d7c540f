"""One letter: where it went, what became of it, and the letter itself in a frame that can do nothing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.messages import handling, holding, rendering
from lintel.messages.models import Message
from lintel.web.office import details, door, post

FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
NOT_HELD = "That letter is not held any more."


@require_safe
@door.office()
def letter(request: HttpRequest, member: Member, key: str, letter_key: str) -> HttpResponse:
    """To whom, in which state, its history, and the letter as it looks."""
    shown = details.one(member.company, key)
    mail = post.seen(_letter(member.company, shown, letter_key), at=clock.now())
    context: dict[str, Any] = {"inspection": shown, "mail": mail, "history": post.history(mail.message)}
    return door.show(request, member, "office/letter.html", here="inspections", **context)


@require_safe
@door.office()
@xframe_options_sameorigin
def frame(request: HttpRequest, member: Member, key: str, letter_key: str) -> HttpResponse:
    """The letter alone. Styles stand in its tags, nothing runs, and its button leads nowhere."""
    shown = details.one(member.company, key)
    rendered = rendering.render(_letter(member.company, shown, letter_key), address=None)
    response = HttpResponse(rendered.html)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@require_POST
@door.office(may="change")
def send(request: HttpRequest, member: Member, key: str, letter_key: str) -> HttpResponse:
    """Send one held letter by hand."""
    shown = details.one(member.company, key)
    _send(request, member, [_letter(member.company, shown, letter_key)])
    return redirect("office:letter", key, letter_key)


@require_POST
@door.office(may="change")
def send_all(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Send all letters of this inspection that are held, and that nothing holds any more."""
    shown = details.one(member.company, key)
    _send(request, member, list(Message.objects.of(member.company).filter(thread=shown.thread_id).held()))
    return redirect("office:inspection", key)


def _send(request: HttpRequest, member: Member, letters: list[Message]) -> None:
    at = clock.now()
    reasons = {reason for one in letters if (reason := holding.reason(one, at=at))}
    free = [one for one in letters if not holding.reason(one, at=at)]
    sent = handling.let_go(messages=free, by=member, at=at) if free else 0
    if sent:
        messages.success(request, "The letter leaves now." if sent == 1 else f"{sent} letters leave now.")
    elif reasons:
        messages.error(request, f"Still held: {', '.join(sorted(reasons))}.")
    else:
        messages.error(request, NOT_HELD)


def _letter(company: Company, shown: Inspection, letter_key: str) -> Message:
    found = Message.objects.of(company).filter(thread=shown.thread_id, key=letter_key).select_related("company").first()
    if found is None:
        raise Http404
    return found
