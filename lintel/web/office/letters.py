"""One letter: where it went, what became of it, and the letter itself in a frame that can do nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from lintel.access.models import Use
from lintel.access.uses import told_apart
from lintel.companies.models import Member
from lintel.core import clock, ids
from lintel.core.refusal import Refusal
from lintel.inspections import resending
from lintel.messages import handling, rendering
from lintel.messages.models import Message
from lintel.web.office import details, door, post, tills
from lintel.web.office.forms import asking
from lintel.web.office.forms.address import AddressForm
from lintel.web.office.tills import Till

FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
USES = 100
NOT_HELD = "That letter is not held any more."


@require_safe
@door.office()
def letter(request: HttpRequest, member: Member, key: str, letter_key: str, of: str = tills.INSPECTION) -> HttpResponse:
    """To whom, in which state, its history, and the letter as it looks."""
    till = tills.one(member.company, key, of)
    return _page(request, member, till, _letter(till, letter_key))


@require_safe
@door.office()
@xframe_options_sameorigin
def frame(request: HttpRequest, member: Member, key: str, letter_key: str, of: str = tills.INSPECTION) -> HttpResponse:
    """The letter alone. Styles stand in its tags, nothing runs, and its button leads nowhere."""
    rendered = rendering.render(_letter(tills.one(member.company, key, of), letter_key), address=None)
    response = HttpResponse(rendered.html)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@require_POST
@door.office(may="change")
def send(request: HttpRequest, member: Member, key: str, letter_key: str, of: str = tills.INSPECTION) -> HttpResponse:
    """Send one held letter by hand."""
    till = tills.one(member.company, key, of)
    _send(request, member, [_letter(till, letter_key)])
    return redirect(till.names["letter"], key, letter_key)


@require_POST
@door.office(may="change")
def send_all(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Send all letters of this inspection that are held, and that nothing holds any more."""
    shown = details.one(member.company, key)
    _send(request, member, list(Message.objects.of(member.company).filter(thread=shown.thread_id).held()))
    return redirect("office:inspection", key)


@require_POST
@door.office(may="change")
def cancel(request: HttpRequest, member: Member, key: str, letter_key: str, of: str = tills.INSPECTION) -> HttpResponse:
    """Call back a letter that has not left."""
    till = tills.one(member.company, key, of)
    message = _letter(till, letter_key)
    return _do(
        request,
        "The letter is called back. It stays here to be read.",
        lambda: handling.cancel(message=message, by=member, at=clock.now()),
        _back(till, message),
    )


@require_POST
@door.office(may="change")
def retry(request: HttpRequest, member: Member, key: str, letter_key: str, of: str = tills.INSPECTION) -> HttpResponse:
    """Try a letter again that came back."""
    till = tills.one(member.company, key, of)
    message = _letter(till, letter_key)
    return _do(
        request,
        post.told("The letter is tried again.", company=member.company, to=message.to_address, at=clock.now()),
        lambda: handling.retry(message=message, by=member, at=clock.now()),
        _back(till, message),
    )


@require_POST
@door.office(may="change")
def again(request: HttpRequest, member: Member, key: str, letter_key: str, of: str = tills.INSPECTION) -> HttpResponse:
    """The letter's link once more to its holder, in a letter of now."""
    till = tills.one(member.company, key, of)
    message, once = _letter(till, letter_key), _once(request)
    to = message.link.holder.email if message.link else message.to_address
    return _do(
        request,
        post.told(f"{message.to_name} gets the link again.", company=member.company, to=to, at=clock.now()),
        lambda: resending.again(inspection=till.inspection, message=message, by=member, once=once, at=clock.now()),
        till.address,
    )


@require_POST
@door.office(may="change")
def readdress(
    request: HttpRequest, member: Member, key: str, letter_key: str, of: str = tills.INSPECTION
) -> HttpResponse:
    """Send it to another address; slips of the finger are asked about first."""
    till = tills.one(member.company, key, of)
    message = _letter(till, letter_key)
    form = AddressForm(asking.mended(request.POST))
    if asking.MEND in request.POST or not form.is_valid():
        return _page(request, member, till, message, form)
    address, once = form.cleaned_data["email"], _once(request)
    sent = message.state == Message.State.SENT
    what, back = ("link", till.address) if sent else ("letter", _back(till, message))
    return _do(
        request,
        post.told(f"The {what} goes to {address}.", company=member.company, to=address, at=clock.now()),
        lambda: resending.readdress(
            inspection=till.inspection, message=message, address=address, by=member, once=once, at=clock.now()
        ),
        back,
    )


def _once(request: HttpRequest) -> str:
    """The form's own key, by which a double click is one letter."""
    return request.POST.get("once", "")[:24] or ids.new_key(12)


def _back(till: Till, message: Message) -> str:
    return reverse(till.names["letter"], args=[till.key, message.key])


def _do(request: HttpRequest, said: str, act: Callable[[], None], back: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        messages.success(request, said)
    return redirect(back)


def _page(
    request: HttpRequest, member: Member, till: Till, message: Message, form: AddressForm | None = None
) -> HttpResponse:
    uses = (
        Use.objects.filter(link=message.link_id, at__gte=message.written_at) if message.link_id else Use.objects.none()
    )
    steps, used = list(message.steps.order_by("at", "pk")), told_apart(uses.order_by("at", "pk")[:USES])
    context: dict[str, Any] = {
        "till": till,
        "mail": post.seen(message, at=clock.now()),
        "history": post.history(
            message,
            steps,
            used,
            list(message.text_states.order_by("at", "pk")),
            list(message.letter_states.order_by("at", "pk")),
        ),
        "form": form or AddressForm(initial={"email": message.to_address}),
        "may_change": member.may("change"),
        "once": ids.new_key(12),
    }
    return door.show(request, member, "office/letter.html", here=till.here, **context)


def _send(request: HttpRequest, member: Member, letters: list[Message]) -> None:
    try:
        sent = handling.let_go(messages=letters, by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
        return
    if sent:
        messages.success(request, "The letter leaves now." if sent == 1 else f"{sent} letters leave now.")
    else:
        messages.error(request, NOT_HELD)


def _letter(till: Till, letter_key: str) -> Message:
    found = (
        Message.objects.of(till.company)
        .filter(thread=till.thread_id, key=letter_key)
        .select_related("company", "author", "link__holder__survivor")
        .first()
    )
    if found is None:
        raise Http404
    return found
