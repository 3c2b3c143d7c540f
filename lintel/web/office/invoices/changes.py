"""Changing an invoice: their number and its due date, who pays it, and whether it is to be paid at all."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import one_offs, rebilling, restating
from lintel.web.office import door, tills
from lintel.web.office.forms import asking, people
from lintel.web.office.forms.invoices import OneOffPayerForm, PayerForm, TermsOfInvoiceForm
from lintel.web.office.invoices import reading
from lintel.web.office.tills import Till

EITHER = ["GET", "HEAD", "POST"]


@require_http_methods(EITHER)
@door.office(may="change")
def restate(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Their own number for it, and the day it is due."""
    till = tills.one(member.company, key, tills.INVOICE)
    form = TermsOfInvoiceForm(_sent(request), invoice=till.taken_for())
    if form.is_valid():
        try:
            words = restating.restate(invoice=till.taken_for(), terms=form.terms(), by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = "; ".join(words)
            messages.success(request, f"Saved: {said}." if words else "Nothing was changed.")
            return redirect(till.address)
    return _show(request, member, till, "restate", form=form)


@require_http_methods(EITHER)
@door.office(may="change")
def payer(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Bill somebody else. Then the letter to them is suggested, and said what the earlier link shows."""
    till = tills.one(member.company, key, tills.INVOICE)
    invoice, inspection = till.taken_for(), till.inspection
    if inspection:
        form: PayerForm | OneOffPayerForm = PayerForm(_sent(request), inspection, invoice)
    else:
        form = OneOffPayerForm(_filled(request, member), company=member.company)
    if asking.MEND not in request.POST and form.is_valid():
        before = invoice.payer.name
        try:
            form.change(invoice, by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = f"{before}’s link says now that somebody else is billed. Here is the letter to whom it is."
            messages.success(request, said)
            return redirect("office:invoice_send", key)
    return _show(request, member, till, "payer", form=form)


@require_http_methods(EITHER)
@door.office(may="change")
def void(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Asks, and voids it: what it took over goes back to whom it was taken from."""
    till, at = tills.one(member.company, key, tills.INVOICE), clock.now()
    if request.method == "POST":
        try:
            if till.inspection:
                rebilling.void(inspection=till.inspection, invoice=till.taken_for(), by=member, at=at)
            else:
                one_offs.void(invoice=till.taken_for(), by=member, at=at)
        except Refusal as refusal:
            messages.error(request, refusal.say)
        else:
            messages.success(request, "Void. Its link says so.")
        return redirect(till.address)
    return _show(request, member, till, "void", sheet=reading.read(till, at=at))


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _filled(request: HttpRequest, member: Member) -> Any:
    """What was typed, with what a button put into it."""
    return people.picked(asking.mended(request.POST), member.company) if request.method == "POST" else None


def _show(request: HttpRequest, member: Member, till: Till, page: str, **context: Any) -> HttpResponse:
    template = f"office/invoices/{page}.html"
    return door.show(request, member, template, here="invoices", till=till, invoice=till.taken_for(), **context)
