"""Check now: the office asks the bank where a payment under way stands."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import reconciling
from lintel.web.office import door, tills

SAID = {
    "paid": "It is paid.",
    "failed": "The bank did not let it through. Nothing was taken.",
    "expired": "The checkout was left without paying.",
    "processing": "The bank has it, and has not decided.",
}


@require_POST
@door.office(may="money")
def check_now(request: HttpRequest, member: Member, key: str, of: str = tills.INSPECTION) -> HttpResponse:
    """Every payment of this inspection or invoice that is not decided, looked at now."""
    till = tills.one(member.company, key, of)
    try:
        changes = reconciling.check_now(till.undecided(), at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        told = " ".join(SAID.get(change, "") for change in changes).strip()
        messages.success(request, told or "Checked. Nothing has changed.")
    return redirect(till.money_address)
