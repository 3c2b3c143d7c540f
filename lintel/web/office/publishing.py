"""Publish All, and what the report waits for."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import filing, gating, publishing, waiving
from lintel.inspections.models import Waiver
from lintel.messages import rendering
from lintel.web.office import details, door, post
from lintel.web.office.forms.reports import NeedsForm, PublishForm, WaiverForm
from lintel.web.office.letters import FRAME_POLICY

EITHER = ["GET", "HEAD", "POST"]
SENDS = ("send", "without")


@require_http_methods(EITHER)
@door.office(may="change")
def publish(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """What will be published, who will get which letter, and Send All."""
    shown, at = details.one(member.company, key), clock.now()
    readers = publishing.readers(shown, at=at)
    form = PublishForm(request.POST if request.method == "POST" else None, inspection=shown, readers=readers)
    act = request.POST.get("act", "")
    if act in SENDS and form.is_valid():
        try:
            written = publishing.publish(
                inspection=shown,
                sending=form.sending(),
                without_button=act == "without",
                by=member,
                once=form.once,
                at=at,
            )
        except publishing.ButtonMissing:
            form.asks_button = True
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            told = post.told_all(written, member.company) if written else "Nobody is written to."
            messages.success(request, f"Published. {told}")
            return redirect("office:inspection", key)
    waiting = [one for one in filing.of(shown) if one.is_waiting()]
    context: dict[str, Any] = {"inspection": shown, "form": form, "waiting": waiting}
    return door.show(request, member, "office/publish.html", here="inspections", **context)


@require_http_methods(EITHER)
@door.office(may="change")
@xframe_options_sameorigin
def preview(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The letter as the first reader gets it. Nothing is kept."""
    shown, at = details.one(member.company, key), clock.now()
    readers = publishing.readers(shown, at=at)
    form = PublishForm(request.POST if request.method == "POST" else None, inspection=shown, readers=readers)
    reader = next((one for one in readers if one.reads), None)
    if reader is None:
        raise Http404
    letter = publishing.preview(inspection=shown, reader=reader, sending=form.sending(), at=at)
    answer = HttpResponse(rendering.render(letter, address=None).html)
    answer["Content-Security-Policy"] = FRAME_POLICY
    return answer


@require_http_methods(EITHER)
@door.office(may="change")
def gates(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """What the report waits for, and who is let past."""
    shown, at = details.one(member.company, key), clock.now()
    act = request.POST.get("act", "") if request.method == "POST" else ""
    needs = NeedsForm(request.POST if act == "needs" else None, initial={"needs": shown.needs()})
    people = [one.contact for one in publishing.readers(shown, at=at) if one.reads]
    waiver = WaiverForm(request.POST if act == "waive" else None, readers=people)
    if needs.is_valid():
        try:
            waiving.choose(inspection=shown, needs=needs.cleaned_data["needs"], by=member, at=at)
        except Refusal as refusal:
            needs.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("office:gates", key)
    if waiver.is_valid():
        try:
            waiving.waive(inspection=shown, by=member, at=at, **waiver.waiver(shown.home.zone))
        except Refusal as refusal:
            waiver.refuse(refusal)
        else:
            messages.success(request, "Waived. It is in the story, with your name.")
            return redirect("office:gates", key)
    waivers = gating.waivers(shown)
    standing = [one.pk for one in waivers if one.stands(at=at)]
    context: dict[str, Any] = {
        "inspection": shown,
        "needs": needs,
        "waiver": waiver,
        "waivers": waivers,
        "standing": standing,
    }
    return door.show(request, member, "office/gates.html", here="inspections", **context)


@require_POST
@door.office(may="change")
def end_waiver(request: HttpRequest, member: Member, key: str, waiver: int) -> HttpResponse:
    """It lets nobody past any more."""
    shown = details.one(member.company, key)
    found = get_object_or_404(Waiver.objects.of(member.company), inspection=shown, pk=waiver)
    try:
        waiving.end(waiver=found, by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        messages.success(request, "Ended. The report waits again.")
    return redirect("office:gates", key)
