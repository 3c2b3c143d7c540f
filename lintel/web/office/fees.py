"""What an inspection costs, all lines in one form; the money taken by hand, and taken back where that was a mistake."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from lintel.billing import booking, invoicing, picturing, terms
from lintel.companies.models import Member
from lintel.core import clock, money
from lintel.core.refusal import Refusal
from lintel.inspections import one_offs, pricing, receiving
from lintel.web.office import door, tills
from lintel.web.office.forms import asking
from lintel.web.office.forms.editing import FeesSheet
from lintel.web.office.forms.money import ReceivedForm, VoidForm
from lintel.web.office.tills import Till

EITHER = ["GET", "HEAD", "POST"]


@require_http_methods(EITHER)
@door.office(may="change")
def fees(request: HttpRequest, member: Member, key: str, of: str = tills.INSPECTION) -> HttpResponse:
    """Every line in its place, a service, a Manual Fee and a Discount to be added, and one Save."""
    till = tills.one(member.company, key, of)
    if till.invoice and till.inspection:
        return redirect("office:change_fees", till.inspection.key)
    sheet = FeesSheet(till, request.POST if request.method == "POST" else None)
    if sheet.is_to_be_saved():
        try:
            edited = _edit(till, sheet, member)
        except Refusal as refusal:
            sheet.refuse(refusal)
        else:
            messages.success(request, "; ".join(edited.words) + "." if edited.words else "Nothing was changed.")
            if fine := terms.too_fine(till.balance(), till.company.currency):
                messages.warning(request, fine)
            return redirect(till.address)
    context: dict[str, Any] = {"sheet": sheet, "balance": till.balance(), "may_money": member.may("money")}
    return door.show(request, member, "office/change_fees.html", here=till.here, till=till, **context)


def _edit(till: Till, sheet: FeesSheet, member: Member) -> pricing.Edited:
    what, at = sheet.edit(), clock.now()
    if till.told is None:
        return one_offs.reprice(invoice=till.taken_for(), what=what, by=member, at=at)
    return pricing.edit(inspection=till.told, what=what, by=member, at=at)


@require_http_methods(EITHER)
@door.office(may="money")
def receive(request: HttpRequest, member: Member, key: str, of: str = tills.INSPECTION) -> HttpResponse:
    """Received Payment. When the balance moved, or it is more than is due, it asks with what was typed kept."""
    till, at = tills.one(member.company, key, of), clock.now()
    invoices = till.payable()
    invoice, question = next((one for one in invoices if one.key == request.GET.get("invoice")), invoices[0]), ""
    balance = invoicing.balance(invoice)
    given = (asking.mended(request.POST), request.FILES) if request.method == "POST" else (None, None)
    form = ReceivedForm(given[0], files=given[1], invoice=invoice, balance=balance, today=till.today(at))
    if request.method == "POST" and asking.MEND not in request.POST and form.is_valid():
        try:
            booked = receiving.receive(invoice=invoice, by=member, at=at, **form.received())
        except booking.BalanceMoved as refusal:
            question = refusal.say
            form.shows(refusal.balance)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Recorded. The balance is {money.show(booked.balance, invoice.currency)}.")
            return redirect(till.address)
    context: dict[str, Any] = {"invoice": invoice, "form": form, "balance": balance, "question": question}
    return door.show(request, member, "office/receive.html", here=till.here, till=till, invoices=invoices, **context)


@require_http_methods(EITHER)
@door.office(may="money")
def void(request: HttpRequest, member: Member, key: str, payment: int, of: str = tills.INSPECTION) -> HttpResponse:
    """A payment recorded by hand counts no more, for a reason."""
    till = tills.one(member.company, key, of)
    found = till.payment(payment)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            receiving.void(inspection=till.told, payment=found, by=member, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Voided. The balance is {money.show(till.balance(), found.currency)}.")
            return redirect(till.address)
    context: dict[str, Any] = {"form": form, "payment": found, "cents": -found.amount_cents}
    return door.show(request, member, "office/void.html", here=till.here, till=till, **context)


@require_safe
@door.office(may="money")
def picture(
    request: HttpRequest, member: Member, key: str, payment: int, of: str = tills.INSPECTION
) -> HttpResponseBase:
    """The picture of a check."""
    found = tills.one(member.company, key, of).payment(payment)
    file = picturing.opened(found.company, found.picture)
    if file is None:
        raise Http404
    return FileResponse(file, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
