"""Who works here, and who is asked to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from lintel.companies import arranging, invitation_keys
from lintel.companies.models import Invitation, Member
from lintel.core import clock, ids
from lintel.core.refusal import Refusal
from lintel.inspections import inviting
from lintel.inspections.models import Inspection
from lintel.messages import holding
from lintel.web.office import door
from lintel.web.office.forms import asking
from lintel.web.office.settings.door import seen_by_all
from lintel.web.office.settings.forms import InviteForm, PersonForm


@require_http_methods(["GET", "HEAD", "POST"])
@seen_by_all(changed_with="members")
def members(request: HttpRequest, member: Member) -> HttpResponse:
    """The people, the open invitations, and the form that invites."""
    form = InviteForm(asking.mended(request.POST) if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitation = inviting.invite(company=member.company, by=member, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{invitation.name} is invited. The letter to {invitation.email} is written.")
            return redirect("office:members")
    own = Member.objects.of(member.company).select_related("user").order_by("left_at", "name")
    shown: dict[str, Any] = {
        "here_now": [each for each in own if each.left_at is None],
        "left": [each for each in own if each.left_at],
        "invitations": _invitations(member),
        "form": form,
        "kept": asking.kept(request.POST),
    }
    return door.show(request, member, "office/settings/members.html", here="settings", tab="members", **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="members")
def member(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """One person: name, role, whether they can be booked."""
    person = _own(member, pk)
    now = {"name": person.name, "role": person.role, "inspects": person.inspects}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        try:
            arranging.assign(member=person, by=member, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{form.cleaned_data['name']} is changed.")
            return redirect("office:members")
    shown: dict[str, Any] = {"form": form, "person": person}
    return door.show(request, member, "office/settings/member.html", here="settings", tab="members", **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="members")
def leave(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """What it means that somebody leaves; and, sent, that they have left."""
    person, at = _own(member, pk), clock.now()
    refused = ""
    if request.method == "POST":
        try:
            arranging.let_go(member=person, by=member, at=at)
        except Refusal as refusal:
            refused = refusal.say
        else:
            messages.success(request, f"{person.name} has left and is signed out everywhere.")
            return redirect("office:members")
    coming = Inspection.objects.of(member.company).standing().filter(inspector=person, starts_at__gte=at).count()
    shown: dict[str, Any] = {"person": person, "coming": coming, "refused": refused}
    return door.show(request, member, "office/settings/leaving.html", here="settings", tab="members", **shown)


@require_POST
@door.office(may="members")
def take_back(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Somebody who left works here again."""
    person = _own(member, pk)
    arranging.take_back(member=person, by=member, at=clock.now())
    messages.success(request, f"{person.name} is back, with the password they had.")
    return redirect("office:members")


@require_POST
@door.office(may="members")
def send_again(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The invitation's letter again."""
    invitation, once = _invitation(member, key), request.POST.get("once", "")[:16]
    try:
        inviting.send_again(invitation=invitation, once=once, by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        messages.success(request, f"A new letter to {invitation.email} is written, good for two weeks.")
    return redirect("office:members")


@require_POST
@door.office(may="members")
def withdraw(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The invitation opens nothing any more."""
    invitation = _invitation(member, key)
    inviting.withdraw(invitation=invitation, by=member, at=clock.now())
    messages.success(request, f"The invitation of {invitation.name} is withdrawn: its link opens nothing.")
    return redirect("office:members")


def _invitations(member: Member) -> list[dict[str, Any]]:
    """Those that wait for an answer, with the state of their letter; their address for owners alone."""
    if not member.may("members"):
        return []
    waiting = Invitation.objects.of(member.company).filter(accepted_at=None, withdrawn_at=None)
    rows = list(waiting.select_related("invited_by").order_by("-invited_at"))
    letters, at = inviting.letters_of(rows), clock.now()
    gate = holding.Gate(member.company, at=at)
    return [
        {
            "invitation": each,
            "letter": letters.get(each.key),
            "held": gate.holds(each.email),
            "address": invitation_keys.address(each.key),
            "expired": each.expires_at <= at,
            "role": Member.Role(each.role).label,
            "once": ids.new_key(8),
        }
        for each in rows
    ]


def _own(member: Member, pk: int) -> Member:
    """Another company's member answers like one who does not exist."""
    return get_object_or_404(Member.objects.of(member.company).select_related("user", "company"), pk=pk)


def _invitation(member: Member, key: str) -> Invitation:
    return get_object_or_404(Invitation.objects.of(member.company).select_related("company"), key=key)
