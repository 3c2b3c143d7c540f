"""The list of messages, and what can be done with several of them at once."""

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import kinds
from lintel.messages import handling, suppressing
from lintel.messages.models import Message
from lintel.web.office import door
from lintel.web.office.outbox import listing
from lintel.web.office.outbox.asked import VIEWS, Asked

TICK = "Tick the letters first."
DONE = {
    "send": ("leaves now", "leave now"),
    "retry": ("is tried again", "are tried again"),
    "withdraw": ("is called back", "are called back"),
}
NONE = {
    "send": "None of these is held.",
    "retry": "None of these came back.",
    "withdraw": "Each of these has left, or is leaving now.",
}


@require_safe
@door.office()
def outbox(request: HttpRequest, member: Member) -> HttpResponse:
    """Every letter and text, filtered and paged by the address."""
    asked = Asked.read(request.GET)
    page = listing.of(member.company, asked, at=clock.now())
    return door.show(
        request,
        member,
        "office/messages/list.html",
        here="messages",
        asked=asked,
        page=page,
        previous=asked.page(before=page.previous),
        following=asked.page(after=page.following),
        views=[(name, word, asked.other_view(name), page.counts.get(name, 0)) for name, word in VIEWS.items()],
        kinds=[(kind.name, kind.title) for kind in kinds.KINDS.values()],
        may_change=member.may("change"),
    )


@require_POST
@door.office(may="change")
def act(request: HttpRequest, member: Member) -> HttpResponse:
    """Send, retry or withdraw those that are ticked; what that does not fit is left as it is."""
    chosen, act_ = listing.chosen(member.company, request.POST.getlist("letter")), request.POST.get("act", "")
    if act_ in DONE:
        done, why = _done(act_, chosen, member)
        if done:
            one, many = DONE[act_]
            messages.success(request, f"One letter {one}." if done == 1 else f"{done} letters {many}.")
        else:
            messages.error(request, why or (NONE[act_] if chosen else TICK))
    return redirect(reverse("office:messages") + _back(request))


@require_POST
@door.office(may="change")
def works_again(request: HttpRequest, member: Member, letter_key: str) -> HttpResponse:
    """Letters go to this letter's address again."""
    letter = Message.objects.of(member.company).filter(key=letter_key).first()
    if letter is None:
        raise Http404
    try:
        freed = suppressing.lift(company=member.company, address=letter.to_address, by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        left = "What was held for it leaves now." if freed else "The next letter goes there."
        messages.success(request, f"Letters go to {letter.to_address} again. {left}")
    return redirect(f"{reverse('office:messages')}?q={quote(letter.to_address)}")


def _done(act_: str, chosen: list[Message], member: Member) -> tuple[int, str]:
    """How many it was done to, and why not, where it was done to none."""
    at = clock.now()
    if act_ == "send":
        try:
            return handling.let_go(messages=chosen, by=member, at=at), ""
        except Refusal as refusal:
            return 0, refusal.say
    each: Callable[[Message], None] = {
        "retry": lambda message: handling.retry(message=message, by=member, at=at),
        "withdraw": lambda message: handling.cancel(message=message, by=member, at=at),
    }[act_]
    fitting = [one for one in chosen if act_ != "retry" or one.state == Message.State.FAILED]
    return sum(_try(each, one) for one in fitting), ""


def _try(each: Callable[[Message], None], message: Message) -> int:
    try:
        each(message)
    except Refusal:
        return 0
    return 1


def _back(request: HttpRequest) -> str:
    """The list as it was asked for."""
    query = urlsplit(request.headers.get("Referer", "")).query
    return f"?{query}" if query else ""
