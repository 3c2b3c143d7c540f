"""Refund, money that is too much, and how an invoice may be paid. Each is one domain call."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from lintel.billing import asking, refunding as billed, undoing
from lintel.billing.models import Entry, Refund, Stray, Terms
from lintel.companies.models import Member
from lintel.core import clock, money
from lintel.core.refusal import Refusal
from lintel.inspections import agreeing, announcing, bills, excess, paying, refunding
from lintel.inspections.models import Inspection
from lintel.web.office import details, door, undone
from lintel.web.office.forms.undoing import KeepForm, RefundForm, TermsForm

EITHER = ["GET", "HEAD", "POST"]


@require_http_methods(EITHER)
@door.office(may="money")
def refund(request: HttpRequest, member: Member, key: str, payment: int) -> HttpResponse:
    """Give a payment back, or part of it, with the credit that keeps the balance right."""
    shown = details.one(member.company, key)
    paid = _payment(shown, payment)
    left, over, online = undoing.left(paid), billed.overpaid(paid), paid.source in paying.PROVIDERS
    form = RefundForm(_sent(request), payment=paid, left=left, over=over, online=online)
    if form.is_valid():
        try:
            done = refunding.refund(payment=paid, by=member, at=clock.now(), **form.wanted())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _refunded(request, shown, done)
    context: dict[str, Any] = {"payment": paid, "left": left, "over": over, "online": online, "form": form}
    return _show(request, member, shown, "office/refund.html", **context)


@require_http_methods(EITHER)
@door.office(may="money")
def too_much(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """More was paid than is due, or the inspection is off: give it back, or say what it was for."""
    shown = details.one(member.company, key)
    form = KeepForm(_sent(request))
    if form.is_valid():
        try:
            kept = excess.keep(inspection=shown, words=form.cleaned_data["words"], by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{money.show(kept, shown.company.currency)} is kept, and the story says why.")
            return redirect("office:inspection", key)
    entries = Entry.objects.of(shown.company).filter(invoice__bill__inspection=shown).order_by("-at", "-pk")
    payments = undone.received(list(entries.prefetch_related("refunds", "disputes")))
    context: dict[str, Any] = {"payments": payments, "paid": excess.paid(shown), "form": form}
    return _show(request, member, shown, "office/too_much.html", over=max(-announcing.balance(shown), 0), **context)


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
def terms(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """How much of this invoice may be paid at once."""
    shown = details.one(member.company, key)
    invoice = bills.of(shown)[0]
    own = Terms.Policy(asking.terms_of(member.company).policy).label
    now: dict[str, Any] = {"policy": invoice.policy, "least_cents": invoice.least_cents, "currency": invoice.currency}
    form = TermsForm(_sent(request), usual=own, **now)
    if form.is_valid():
        try:
            agreeing.decide_for(inspection=shown, by=member, at=clock.now(), **form.said())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved. Links sent before ask for it at once.")
            return redirect("office:change_fees", key)
    return _show(request, member, shown, "office/terms.html", form=form)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _payments(shown: Inspection) -> Any:
    payments = Entry.objects.of(shown.company).filter(invoice__bill__inspection=shown, kind=Entry.Kind.PAYMENT)
    return payments.select_related("invoice", "attempt")


def _payment(shown: Inspection, pk: int) -> Entry:
    found: Entry | None = _payments(shown).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _refunded(request: HttpRequest, shown: Inspection, done: Refund) -> HttpResponse:
    amount, states = money.show(done.amount_cents, done.payment.currency), Refund.State
    if done.state == states.FAILED:
        messages.error(request, f"{amount} was not refunded: {done.failure or refunding.UNSAID}")
    elif done.state == states.UNKNOWN:
        messages.warning(request, f"The bank has not answered about the {amount} yet. Lintel finds out by itself.")
    else:
        messages.success(request, f"{amount} is refunded. The payer gets a letter.")
    return redirect("office:inspection", shown.key)


def _show(request: HttpRequest, member: Member, shown: Inspection, template: str, **context: Any) -> HttpResponse:
    return door.show(request, member, template, here="inspections", inspection=shown, **context)
