"""Refund, money that is too much, and how an invoice may be paid. Each is one domain call."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lintel.billing import asking, refunding as billed, undoing
from lintel.billing.models import Entry, Refund, Stray, Terms
from lintel.companies.models import Member
from lintel.core import clock, money
from lintel.core.refusal import Refusal
from lintel.inspections import agreeing, excess, paying, refunding
from lintel.web.office import door, giving_back, tills, undone
from lintel.web.office.forms.undoing import KeepForm, RefundForm, TermsForm
from lintel.web.office.tills import Till

EITHER = ["GET", "HEAD", "POST"]


@require_http_methods(EITHER)
@door.office(may="money")
def refund(request: HttpRequest, member: Member, key: str, payment: int, of: str = tills.INSPECTION) -> HttpResponse:
    """Give a payment back, or part of it, with the credit that keeps the balance right."""
    till = tills.one(member.company, key, of)
    paid = till.payment(payment)
    left, over, online = undoing.left(paid), billed.overpaid(paid), paid.source in paying.PROVIDERS
    form = RefundForm(_sent(request), payment=paid, left=left, over=over, online=online)
    if form.is_valid():
        try:
            done = refunding.refund(payment=paid, by=member, at=clock.now(), **form.wanted())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _refunded(request, till, done)
    context: dict[str, Any] = {"payment": paid, "left": left, "over": over, "online": online, "form": form}
    return _show(request, member, till, "office/refund.html", **context)


@require_http_methods(EITHER)
@door.office(may="money")
def too_much(request: HttpRequest, member: Member, key: str, of: str = tills.INSPECTION) -> HttpResponse:
    """More was paid than is due, or the inspection is off: give it back, or say what it was for."""
    till, at = tills.one(member.company, key, of), clock.now()
    form = KeepForm(_sent(request))
    if form.is_valid():
        try:
            words = form.cleaned_data["words"]
            kept = excess.keep(inspection=till.told, invoice=till.invoice, words=words, by=member, at=at)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{money.show(kept, member.company.currency)} is kept, and the story says why.")
            return redirect(till.address)
    found = list(till.entries().order_by("-at", "-pk").prefetch_related("refunds", "disputes"))
    paid = -sum(entry.amount_cents for entry in found if entry.kind != Entry.Kind.CHARGE)
    off = till.told is not None and till.told.cancelled_at is not None and paid > 0
    context: dict[str, Any] = {"payments": undone.received(found), "paid": paid, "off": off, "form": form}
    return _show(request, member, till, "office/too_much.html", over=till.over(), **context)


@require_http_methods(EITHER)
@door.office(may="money")
def stray(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Money that fits no invoice: give it back, or say what became of it."""
    found = get_object_or_404(Stray.objects.of(member.company).select_related("settled_by", "attempt"), pk=pk)
    form, at = KeepForm(_sent(request), initial={"words": ""}), clock.now()
    back = request.POST.get("act") == "back"
    if request.method == "POST" and (back or form.is_valid()):
        try:
            if back:
                excess.give_back(stray=found, by=member, at=at)
            else:
                excess.settle(stray=found, words=form.cleaned_data["words"], by=member, at=at)
        except Refusal as refusal:
            messages.error(request, refusal.say)
        else:
            messages.success(request, "Given back." if back else "Settled.")
            return redirect("office:today")
    can_refund = found.source in paying.PROVIDERS
    return door.show(request, member, "office/stray.html", here="today", stray=found, form=form, can_refund=can_refund)


@require_http_methods(EITHER)
@door.office(may="money")
def terms(request: HttpRequest, member: Member, key: str, of: str = tills.INSPECTION) -> HttpResponse:
    """How much of this invoice may be paid at once."""
    till = tills.one(member.company, key, of)
    invoice = till.taken_for()
    own = Terms.Policy(asking.terms_of(member.company).policy).label
    now: dict[str, Any] = {"policy": invoice.policy, "least_cents": invoice.least_cents, "currency": invoice.currency}
    form = TermsForm(_sent(request), usual=own, **now)
    if form.is_valid():
        try:
            agreeing.decide_for(invoice=invoice, by=member, at=clock.now(), **form.said())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved. Links sent before ask for it at once.")
            return redirect(till.address if till.invoice else reverse("office:change_fees", args=[key]))
    return _show(request, member, till, "office/terms.html", form=form)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _refunded(request: HttpRequest, till: Till, done: Refund) -> HttpResponse:
    giving_back.tell(request, done)
    return redirect(till.address)


def _show(request: HttpRequest, member: Member, till: Till, template: str, **context: Any) -> HttpResponse:
    return door.show(request, member, template, here=till.here, till=till, **context)
