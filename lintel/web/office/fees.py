"""Services and fees of an inspection, and Received Payment. Each change is one domain call."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lintel.billing import booking
from lintel.billing.models import Line
from lintel.companies.models import Member
from lintel.core import clock, money
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, changing, receiving
from lintel.inspections.models import Inspection
from lintel.services.models import Service
from lintel.web.office import details, door
from lintel.web.office.forms import asking
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.fees import LineForm, ManualFeeForm, ServiceForm
from lintel.web.office.forms.money import ReceivedForm

EITHER = ["GET", "HEAD", "POST"]


@require_safe
@door.office(may="change")
def fees(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The lines, each to be changed or taken off; a service or a Manual Fee to be added. One change at a time."""
    return _show(request, member, details.one(member.company, key))


@require_POST
@door.office(may="change")
def line(request: HttpRequest, member: Member, key: str, line: int) -> HttpResponse:
    """Another amount for a line, or the line taken off."""
    shown, at = details.one(member.company, key), clock.now()
    found = _lines(shown).filter(pk=line).first()
    if found is None:
        raise Http404
    form = LineForm(asking.mended(request.POST), line=found, currency=member.company.currency)
    if request.POST.get("act") == "remove":
        return _remove(request, member, shown, form, at)
    if asking.MEND in request.POST or not form.is_valid():
        return _show(request, member, shown, form)
    cents = form.cleaned_data["amount"]
    try:
        changing.change_fee(inspection=shown, line=found, amount_cents=cents, by=member, at=at)
    except Refusal as refusal:
        form.refuse(refusal)
        return _show(request, member, shown, form)
    return _done(request, shown, f"{found.description} is {money.show(cents, member.company.currency)} now.")


@require_POST
@door.office(may="change")
def add_service(request: HttpRequest, member: Member, key: str, service: str) -> HttpResponse:
    """One service more."""
    shown = details.one(member.company, key)
    found = Service.objects.of(member.company).offered().filter(key=service).first()
    if found is None:
        raise Http404
    data = asking.mended(request.POST).copy()
    data[f"s-{found.key}-on"] = "on"
    return _add(request, member, shown, ServiceForm(data, service=found, currency=member.company.currency))


@require_POST
@door.office(may="change")
def add_manual(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """A line of one's own; below zero it is a discount."""
    shown = details.one(member.company, key)
    return _add(request, member, shown, ManualFeeForm(request.POST, needed=True, prefix="fee"))


@require_http_methods(EITHER)
@door.office(may="money")
def receive(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Received Payment. When the balance moved, or it is more than is due, it asks with what was typed kept."""
    shown, at = details.one(member.company, key), clock.now()
    balance, question = announcing.balance(shown), ""
    form = ReceivedForm(request.POST if request.method == "POST" else None, balance=balance, today=_today(shown, at))
    if request.method == "POST" and form.is_valid():
        try:
            booked = receiving.receive(inspection=shown, by=member, at=at, **form.received())
        except booking.BalanceMoved as refusal:
            question = refusal.say
            form.shows(refusal.balance)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            left = money.show(booked.balance, shown.company.currency)
            messages.success(request, f"Recorded. The balance is {left}.")
            return redirect("office:inspection", key)
    context: dict[str, Any] = {"inspection": shown, "form": form, "balance": balance, "question": question}
    return door.show(request, member, "office/receive.html", here="inspections", **context)


def _add(request: HttpRequest, member: Member, shown: Inspection, form: ServiceForm | ManualFeeForm) -> HttpResponse:
    if asking.MEND in request.POST or not form.is_valid():
        return _show(request, member, shown, form)
    fee = form.fee()
    try:
        changing.add_fee(inspection=shown, fee=fee, by=member, at=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _show(request, member, shown, form)
    amount = money.show(fee.amount_cents, member.company.currency)
    return _done(request, shown, f"{fee.description} is added: {amount}.")


def _remove(request: HttpRequest, member: Member, shown: Inspection, form: LineForm, at: datetime) -> HttpResponse:
    try:
        changing.remove_fee(inspection=shown, line=form.line, by=member, at=at)
    except Refusal as refusal:
        messages.error(request, refusal.say)
        return redirect("office:change_fees", shown.key)
    return _done(request, shown, f"{form.line.description} is taken off.")


def _done(request: HttpRequest, shown: Inspection, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("office:change_fees", shown.key)


def _show(request: HttpRequest, member: Member, shown: Inspection, tried: OfficeForm | None = None) -> HttpResponse:
    """The page; the one form that was tried and refused stands in its place."""
    currency = member.company.currency
    lines = list(_lines(shown))
    there = {one.service_id for one in lines}
    services = [one for one in Service.objects.of(member.company).offered() if one.pk not in there]
    forms: dict[str, Any] = {
        "lines": _with(tried, [LineForm(line=one, currency=currency) for one in lines]),
        "services": _with(tried, [ServiceForm(service=one, currency=currency) for one in services]),
        "manual": tried if isinstance(tried, ManualFeeForm) else ManualFeeForm(prefix="fee"),
    }
    total = sum(one.amount_cents for one in lines)
    context = {"inspection": shown, "balance": announcing.balance(shown), "total": total, **forms}
    return door.show(request, member, "office/change_fees.html", here="inspections", **context)


def _with(tried: OfficeForm | None, forms: list[Any]) -> list[Any]:
    return [tried if tried is not None and tried.prefix == form.prefix else form for form in forms]


def _lines(shown: Inspection) -> Any:
    lines = Line.objects.of(shown.company).filter(
        invoice__bill__inspection=shown, invoice__voided_at=None, removed_at=None
    )
    return lines.select_related("invoice", "service").order_by("invoice", "position", "pk")


def _today(shown: Inspection, at: datetime) -> date:
    return at.astimezone(ZoneInfo(shown.home.zone)).date()
