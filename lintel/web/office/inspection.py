"""Inspection Details, and what hands the clients' links on: Client View, Resend, Hand over this device."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lintel.access import addresses
from lintel.companies.models import Member
from lintel.core import clock, ids
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, proposing, resending
from lintel.inspections.models import Inspection, Moment, Participant, own_links
from lintel.messages import rendering
from lintel.web import staffmark
from lintel.web.office import actions, details, door, post
from lintel.web.office.letters import FRAME_POLICY
from lintel.web.office.tills import Till

NO_LINK = "{} has no link that opens the Client Portal. Resend hands out a new one."


@require_safe
@door.office()
def inspection(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Everything about one inspection, and what can be done with it."""
    shown = details.read(member.company, key, at=clock.now(), whole="all" in request.GET)
    return door.show(
        request,
        member,
        "office/inspection.html",
        here="inspections",
        details=shown,
        inspection=shown.inspection,
        till=Till(shown.inspection),
        actions=actions.possible(shown, member),
        may_money=member.may("money"),
        once=ids.new_key(12),
        proposal=proposing.proposal(shown.inspection),
    )


@require_safe
@door.office()
def client_view(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Which client's page to look at, where there are several."""
    shown = details.one(member.company, key)
    return _choose(request, member, shown, "office/choose_view.html")


@require_POST
@door.office(may="change")
def resend(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The link again to one client, with the balance of now."""
    shown = details.one(member.company, key)
    client = _client(shown, request.POST.get("participant", ""))
    once = request.POST.get("once", "")[:24] or ids.new_key(12)
    try:
        announcing.resend(inspection=shown, participant=client, by=member, once=once, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        said = f"{client.contact.name} gets the link again, with the balance of now."
        said = post.told(said, company=member.company, to=client.contact.email, at=clock.now())
        messages.success(request, said)
    return redirect("office:inspection", key)


@require_safe
@door.office(may="change")
def choose_resend(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The letter that each client would get, and why it is proposed."""
    shown = details.one(member.company, key)
    proposal = proposing.proposal(shown)
    clients = [one for one in shown.clients() if one.contact.email]
    asked = request.GET.get("to", "")
    reader = next((one for one in clients if str(one.pk) == asked), clients[0] if clients else None)
    context: dict[str, Any] = {
        "inspection": shown,
        "proposal": proposal,
        "to": clients,
        "reader": reader,
        "letter": resending.preview(inspection=shown, participant=reader, at=clock.now()) if reader else None,
        "once": ids.new_key(12),
    }
    return door.show(request, member, "office/choose_resend.html", here="inspections", **context)


@require_safe
@door.office(may="change")
@xframe_options_sameorigin
def resend_frame(request: HttpRequest, member: Member, key: str, participant: int) -> HttpResponse:
    """The letter that Resend would send to this client. Nothing is kept."""
    shown = details.one(member.company, key)
    letter = resending.preview(inspection=shown, participant=_client(shown, str(participant)), at=clock.now())
    if letter is None:
        raise Http404
    response = HttpResponse(rendering.render(letter, address=None).html)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="change")
def hand_over(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Give this device to a client: staff signed out, its mark taken off, the client's own page opened."""
    shown = details.one(member.company, key)
    if request.method != "POST":
        return _choose(request, member, shown, "office/hand_over.html")
    client = _client(shown, request.POST.get("participant", ""))
    link = own_links(shown, at=clock.now()).get(client.pk)
    if link is None:
        messages.error(request, NO_LINK.format(client.contact.name))
        return redirect("office:choose_resend", key)
    words = f"Device handed over to {client.contact.name}"
    announcing.tell(shown, Moment.Kind.HANDED_OVER, words, member, at=clock.now())
    logout(request)
    response = redirect(urlsplit(addresses.of(link)).path)
    staffmark.clear(response, member.company)
    return response


def _choose(request: HttpRequest, member: Member, shown: Inspection, template: str, **context: Any) -> HttpResponse:
    """Each client once, with the address of their own link where it opens."""
    own = own_links(shown, at=clock.now())
    clients = [(one, addresses.of(own[one.pk]) if one.pk in own else "") for one in shown.clients()]
    return door.show(request, member, template, here="inspections", inspection=shown, clients=clients, **context)


def _client(shown: Inspection, pk: str) -> Participant:
    clients = {str(one.pk): one for one in shown.clients()}
    if pk not in clients:
        raise Http404
    return clients[pk]
