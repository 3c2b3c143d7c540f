"""The Agreements box: what was signed is updated, or left as it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import updating
from lintel.web.office import details, door


@require_POST
@door.office(may="change")
def update(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """New agreements where the words changed, or none for now."""
    shown = details.one(member.company, key)
    dismissed = request.POST.get("act") == "dismiss"
    act = updating.dismiss if dismissed else updating.update
    try:
        found = act(inspection=shown, seen=request.POST.get("seen", ""), by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        names = " and ".join(dict.fromkeys(one.signer.contact.name for one in found))
        said = f"{names} will find what changed and sign anew. Resend tells them."
        messages.success(request, "Left as signed, until the words change once more." if dismissed else said)
    return redirect("office:inspection", key)
