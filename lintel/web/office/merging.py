"""Merge with…: two contacts that are one person; and Separate again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.directory import likeness
from lintel.directory.models import Contact
from lintel.inspections import merging
from lintel.web.office import changes, details, door
from lintel.web.office.forms import people

MERGED = "{} is one person from now on. All their links open as before, and what was signed and paid stays as it was."


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="change")
def merge(request: HttpRequest, member: Member, key: str, participant: int) -> HttpResponse:
    """Who else on file is this person, and whose name and address are to be used."""
    shown = details.one(member.company, key)
    who = changes.participant_of(shown, participant)
    asked = request.POST if request.method == "POST" else request.GET
    other, wrong = _contact(member, asked.get("with", "")), ""
    if other == who.contact:
        other = None
    if request.method == "POST" and other:
        pair = (who.contact, other)
        kept, gone = pair if asked.get("keep") == who.contact.key else pair[::-1]
        try:
            person = merging.merge(gone=gone, kept=kept, by=member, at=clock.now())
        except Refusal as refusal:
            wrong = refusal.say
        else:
            messages.success(request, MERGED.format(people.described(kept)) + _still_to_leave(person))
            return redirect("office:inspection", key)
    words = request.GET.get("q", "")
    found = [one for one in people.found(member.company, words) if one != who.contact]
    return door.show(
        request,
        member,
        "office/merge.html",
        here="inspections",
        inspection=shown,
        who=who,
        other=other,
        wrong=wrong,
        like=likeness.like(who.contact),
        found=found,
        q=words,
    )


@require_POST
@door.office(may="change")
def separate(request: HttpRequest, member: Member, key: str, participant: int) -> HttpResponse:
    """A merged contact is a person of their own again."""
    shown = details.one(member.company, key)
    who = changes.participant_of(shown, participant)
    merged = who.contact.merged.filter(key=request.POST.get("contact") or None).first()
    if merged is None:
        raise Http404
    try:
        merging.separate(contact=merged, by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        messages.success(request, f"{people.described(merged)} is a person of their own again.")
    return redirect("office:inspection", key)


def _still_to_leave(person: Contact) -> str:
    told = [
        f"{count} letter{'' if count == 1 else 's'} to {address}"
        for address, count in merging.waiting_elsewhere(person).items()
    ]
    return f" Not sent yet, and going there as they were written: {' and '.join(told)}." if told else ""


def _contact(member: Member, key: str) -> Contact | None:
    found = Contact.objects.of(member.company).select_related("survivor").filter(key=key or None).first()
    return found.current() if found else None
