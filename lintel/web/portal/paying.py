"""Paying: the property is repeated before the money leaves, and nothing is called failed by guess."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from lintel.access import addresses
from lintel.access.models import Right
from lintel.billing import attempting
from lintel.billing.models import Attempt
from lintel.billing.providers import LEFT, wire
from lintel.companies.models import Company
from lintel.core import clock, money
from lintel.core.refusal import Refusal
from lintel.inspections import paying, showing
from lintel.web import doors, policy
from lintel.web.portal import door, frame, words
from lintel.web.portal.visit import Visit

CONFLICT, REFUSED = 409, 403
PATIENCE = ((timedelta(seconds=30), 2), (timedelta(minutes=3), 5), (timedelta(minutes=15), 20))
SELDOM = 120
PART, MOST_DIGITS = "part", 12


@door.portal(Right.PAY, methods=("GET", "HEAD", "POST"))
def payment(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What it costs, "Is this the right property?", and Pay Now."""
    if request.method != "POST":
        return show(request, visit)
    if visit.preview:
        return show(request, visit, status=REFUSED)
    try:
        amount = chosen(request, visit.company.currency)
        address = paying.start(link=visit.link, visitor=visit.visitor, amount_cents=amount, at=visit.at)
    except Refusal as refusal:
        return show(request, visit, refused=refusal.say, status=CONFLICT)
    if address.startswith(tuple(f"{origin}/" for origin in origins(visit.company))):
        return redirect(address)
    return frame.show(request, visit, "leaving", tab="payment", address=address)


@door.portal(Right.PAY, methods=("GET", "HEAD", "POST"))
def processing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Back from the bank: waits with you, and asks the bank when you press Look again."""
    attempt = showing.last_try(visit.link)
    if attempt is None:
        return redirect("portal:payment", visit.token)
    if request.method == "POST" and not visit.preview:
        return _look_again(request, visit, attempt)
    if attempt.state == Attempt.State.PAID:
        return redirect("portal:dashboard", visit.token)
    return _show_processing(request, visit, attempt)


@require_safe
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """The bank sends the payer here with a code that is good for an hour; it leads to the link that paid."""
    at = clock.now()
    attempt = attempting.returned(code, at=at)
    if attempt is None or not attempt.link.alive(at=at):
        return door.closed(request)
    page = addresses.path(attempt.link, "payment/processing/")
    return door.secretive(redirect(f"{page}?{LEFT}" if LEFT in request.GET else page))


doors.mark(come_back, "portal")


def chosen(request: HttpRequest, currency: str) -> int:
    """The amount that was chosen, in minor units: one of those on the page, or as it was typed. What is possible is
    not decided here.

    Raises money.NotAnAmount.
    """
    said = request.POST.get("amount", "")
    if said == PART:
        return money.read(request.POST.get("sum", ""), currency)
    return int(said) if said.isascii() and said.isdigit() and len(said) < MOST_DIGITS else 0


def _look_again(request: HttpRequest, visit: Visit, attempt: Attempt) -> HttpResponse:
    try:
        paying.settle(attempt, at=visit.at)
    except Refusal as refusal:
        return _show_processing(request, visit, attempt, refused=refusal.say)
    return redirect("portal:processing", visit.token)


def show(request: HttpRequest, visit: Visit, *, refused: str = "", status: int = 200) -> HttpResponse:
    """The pay page; for who may only pay it is all there is behind their link."""
    sums, provider = showing.money(visit.share, tries=True), paying.provider_of(visit.company)
    answer = frame.show(
        request,
        visit,
        "payment",
        status=status,
        tab="payment",
        fees=showing.fees(visit.share, sums, whole=visit.is_whole),
        money=sums,
        choice=sums.choice,
        chosen=request.POST.get("amount", ""),
        typed=request.POST.get("sum", "")[:20],
        online=provider is not None,
        is_test=paying.is_practice(visit.company),
        at_stripe=provider == "stripe",
        refused=refused,
    )
    policy.let_forms_lead_to(answer, *origins(visit.company))
    return answer


def origins(company: Company) -> list[str]:
    """Where the form of the pay page may lead. A company whose checkout stands at an address of its own leads there
    by a link.
    """
    theirs = [wire.checkout_origin()] if paying.provider_of(company) == "stripe" else []
    return [settings.PUBLIC_ORIGIN_OR_LOCAL, *theirs]


def _show_processing(request: HttpRequest, visit: Visit, attempt: Attempt, *, refused: str = "") -> HttpResponse:
    return frame.show(
        request,
        visit,
        "processing",
        tab="payment",
        left=LEFT in request.GET and attempt.state == Attempt.State.OPEN,
        receipt_to=words.masked(visit.holder.email),
        refused=refused,
        **told(attempt, visit.at, zone=visit.inspection.home.zone),
    )


def told(attempt: Attempt, at: datetime, *, zone: str) -> dict[str, Any]:
    """What a processing page says of an attempt, its times on the clocks of `zone`."""
    waits = attempt.state in {*Attempt.LIVE, Attempt.State.PROCESSING}
    return {
        "attempt": attempt,
        "waits": waits,
        "again_in": _again_in(attempt, at) if waits else 0,
        "started_at": words.stamp(attempt.started_at.astimezone(ZoneInfo(zone))),
    }


def _again_in(attempt: Attempt, at: datetime) -> int:
    """How many seconds until the page asks again: often at first, when cards answer, then seldom."""
    waited = at - attempt.started_at
    return next((seconds for limit, seconds in PATIENCE if waited < limit), SELDOM)
