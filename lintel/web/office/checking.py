"""Check now: the office asks the bank where a payment under way stands."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from lintel.billing.models import Attempt
from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import reconciling
from lintel.web.office import attention, details, door

SAID = {
    "paid": "It is paid.",
    "failed": "The bank did not let it through. Nothing was taken.",
    "expired": "The checkout was left without paying.",
    "processing": "The bank has it, and has not decided.",
}


@require_POST
@door.office(may="money")
def check_now(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Every payment of this inspection that is not decided, looked at now."""
    shown = details.one(member.company, key)
    attempts = Attempt.objects.filter(invoice__bill__inspection=shown).exclude(state__in=Attempt.FINAL)
    try:
        changes = reconciling.check_now(list(attempts), at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        told = " ".join(SAID.get(change, "") for change in changes).strip()
        messages.success(request, told or "Checked. Nothing has changed.")
    return redirect(attention.place(shown, "box-money"))
