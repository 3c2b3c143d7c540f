"""Changing an inspection: date and inspector, property, people; and calling it off. Each is one domain call."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lintel.companies.models import Member
from lintel.core import clock, ids
from lintel.core.refusal import Refusal
from lintel.directory import likeness
from lintel.inspections import changing, confirming, mending, parts, scheduling, texting
from lintel.inspections.models import Inspection, Participant
from lintel.messages import holding
from lintel.web.office import details, door, post
from lintel.web.office.forms import asking, people, place, times
from lintel.web.office.forms.cancelling import CancelForm

EITHER = ["GET", "HEAD", "POST"]
CORRECTED = "{} is corrected. Letters not sent yet go to the new address; Resend sends the link again."


@require_http_methods(EITHER)
@door.office(may="change")
def time(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Another date, time, duration or inspector."""
    shown, at = details.one(member.company, key), clock.now()
    form = times.of(shown, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            starts_at = form.starts_at(shown.home.zone)
            scheduling.reschedule(
                inspection=shown,
                starts_at=starts_at or shown.starts_at,
                minutes=form.present_minutes(),
                inspector=form.cleaned_data["inspector"],
                by=member,
                at=at,
            )
        except Refusal as refusal:
            form.refuse(refusal, times.DOMAIN_NAMES)
        else:
            return _done(request, shown, _moved(member))
    return _show(request, member, shown, "office/change_time.html", form=form)


@require_POST
@door.office(may="change")
def fit_services(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The appointment made as long as its services."""
    shown = details.one(member.company, key)
    try:
        changing.fit_services(inspection=shown, by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
        return redirect("office:inspection", key)
    return _done(request, shown, _moved(member))


@require_http_methods(EITHER)
@door.office(may="change")
def property_(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Another address, or other facts of the house."""
    shown, at = details.one(member.company, key), clock.now()
    form = place.of(shown.home, _typed(request), company=member.company)
    if request.method == "POST" and form.is_valid():
        try:
            changing.correct_place(inspection=shown, place=scheduling.Place(**form.cleaned_data), by=member, at=at)
        except Refusal as refusal:
            form.refuse(refusal, {"time": "zone"})
        else:
            return _done(request, shown, "Saved. Agreements nobody has signed yet say the new property.")
    return _show(request, member, shown, "office/change_place.html", form=form)


@require_http_methods(EITHER)
@door.office(may="change")
def add_person(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The people in it, and a form for one more, or for one part more of somebody."""
    shown, at = details.one(member.company, key), clock.now()
    who = next((one.contact for one in shown.people() if str(one.pk) == request.GET.get("who")), None)
    form = people.AddPersonForm(_typed(request), company=member.company, who=who)
    form.search_at(reverse("office:found_people", args=[key]), "name", "email")
    if request.method == "POST" and not _only_filled(request) and form.is_valid():
        try:
            added = changing.add_person(inspection=shown, person=form.person(), by=member, at=at)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(request, shown, _added(shown, added))
    everybody = parts.by_person(shown.people())
    return _show(request, member, shown, "office/change_people.html", form=form, everybody=everybody)


@require_safe
@door.office(may="change")
def found_people(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """People on file whose name or address begins with what was typed."""
    details.one(member.company, key)
    typed = request.GET.get("p-email") or request.GET.get("p-name", "")
    return render(request, "office/people_found.html", {"contacts": people.found(member.company, typed), "row": "p"})


@require_http_methods(EITHER)
@door.office(may="change")
def person(request: HttpRequest, member: Member, key: str, participant: int) -> HttpResponse:
    """Another spelling, address or telephone of somebody in it."""
    shown, at = details.one(member.company, key), clock.now()
    who = participant_of(shown, participant)
    form = people.of(who, _typed(request))
    if request.method == "POST" and not _only_filled(request) and form.is_valid():
        try:
            tags = form.cleaned_data["tags"]
            changing.correct_person(participant=who, tags=tags, by=member, at=at, **form.cleaned())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _corrected(request, shown, who)
    context: dict[str, Any] = {
        "who": who,
        "parts": parts.of(shown, who.contact),
        "merged": who.contact.merged.select_related("merged_by").order_by("pk"),
        "like": likeness.like(who.contact),
        "texts": texting.standing(who),
    }
    return _show(request, member, shown, "office/change_person.html", form=form, **context)


@require_POST
@door.office(may="change")
def text_consent(request: HttpRequest, member: Member, key: str, participant: int) -> HttpResponse:
    """They told us that they agree to texts, or that they want no more."""
    shown = details.one(member.company, key)
    who = participant_of(shown, participant)
    act = texting.disagree if request.POST.get("act") == "stop" else texting.agree
    try:
        act(participant=who, how=request.POST.get("how", ""), by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        messages.success(request, "It is on record.")
    return redirect(reverse("office:change_person", args=[key, participant]) + "#texts")


@require_http_methods(EITHER)
@door.office(may="change")
def outstanding(request: HttpRequest, member: Member, key: str, participant: int) -> HttpResponse:
    """After an address was corrected: everything that did not reach them, to be sent again at once."""
    shown = details.one(member.company, key)
    who = participant_of(shown, participant)
    if request.method == "POST":
        once = request.POST.get("once", "")[:24] or ids.new_key(12)
        try:
            went = mending.send_outstanding(participant=who, by=member, once=once, at=clock.now())
        except Refusal as refusal:
            messages.error(request, refusal.say)
            return redirect("office:inspection", key)
        return _done(request, shown, _went(went, member, who))
    letters = mending.outstanding(who, at=clock.now())
    context: dict[str, Any] = {"who": who, "letters": letters, "once": ids.new_key(12)}
    return _show(request, member, shown, "office/outstanding.html", **context)


@require_POST
@door.office(may="change")
def remove_person(request: HttpRequest, member: Member, key: str, participant: int) -> HttpResponse:
    """Somebody leaves, or one of their parts ends; its link closes."""
    shown = details.one(member.company, key)
    who = participant_of(shown, participant)
    try:
        changing.remove_person(participant=who, by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
        return redirect("office:change_person", key, participant)
    rest = parts.of(shown, who.contact)
    if rest:
        said = f"{who.contact.name} is not {who.get_role_display().lower()} any more, but {parts.words(rest).lower()}."
        return _done(request, shown, said)
    return _done(request, shown, f"{who.contact.name} is removed. Their link opens nothing any more.")


@require_POST
@door.office(may="change")
def confirm(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """What only kept the time takes place, and everyone is written to."""
    shown = details.one(member.company, key)
    try:
        confirming.confirm(inspection=shown, by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
        return redirect("office:inspection", key)
    return _done(request, shown, "Confirmed. Everyone’s letter is written.")


@require_http_methods(EITHER)
@door.office(may="change")
def cancel(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Call it off, with a reason that everyone who was told reads in the story."""
    shown = details.one(member.company, key)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            scheduling.cancel(inspection=shown, because=form.cleaned_data["because"], by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(request, shown, "Cancelled. Whoever had been told is told that it is off.")
    return _show(request, member, shown, "office/cancel.html", form=form)


def _added(shown: Inspection, added: Participant) -> str:
    name, role = added.contact.name, added.get_role_display().lower()
    if len(parts.of(shown, added.contact)) > 1:
        return f"{name} is {role} too."
    if added.role in Participant.WRITTEN_TO:
        return f"{name} is added, with a link and a letter of their own."
    return f"{name} is added as {role}. Nothing is sent to them until you send something."


def _typed(request: HttpRequest) -> Any:
    return asking.mended(request.POST) if request.method == "POST" else None


def _only_filled(request: HttpRequest) -> bool:
    """Whether the button only put something into a field, to be looked at before it is saved."""
    return asking.MEND in request.POST or people.PICK in request.POST


def participant_of(shown: Inspection, pk: int) -> Participant:
    """Who has this part in the inspection. Raises Http404."""
    who = next((one for one in shown.people() if one.pk == pk), None)
    if who is None:
        raise Http404
    who.inspection = shown
    return who


def _corrected(request: HttpRequest, shown: Inspection, who: Participant) -> HttpResponse:
    if "email" in request.POST and who.contact.email and mending.outstanding(who, at=clock.now()):
        messages.success(request, f"{who.contact.name} is corrected.")
        return redirect("office:outstanding", shown.key, who.pk)
    return _done(request, shown, CORRECTED.format(who.contact.name))


def _moved(member: Member) -> str:
    held = holding.for_outsiders(member.company)
    if held:
        return f"Saved. The letters about it to clients and agents are held: {held}."
    return "Saved. Everyone in it is told the new time."


def _went(count: int, member: Member, who: Participant) -> str:
    """How many letters go to their address, or why they do not yet."""
    to = who.contact.email
    if not count:
        return f"Everything has gone to {to} already."
    if count == 1:
        return post.told(f"One letter goes to {to}.", company=member.company, to=to, at=clock.now())
    held = holding.would_hold(member.company, to, at=clock.now())
    return f"{count} letters to {to} are written. Held: {held}." if held else f"{count} letters go to {to}."


def _done(request: HttpRequest, shown: Inspection, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("office:inspection", shown.key)


def _show(request: HttpRequest, member: Member, shown: Inspection, template: str, **context: Any) -> HttpResponse:
    return door.show(request, member, template, here="inspections", inspection=shown, **context)
