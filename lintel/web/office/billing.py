"""Who pays: Add Invoice, Request payment from someone else, Split. Each shows what it comes to before it is saved."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lintel.billing.models import Invoice
from lintel.companies.models import Member
from lintel.core import clock, money
from lintel.core.refusal import Refusal
from lintel.inspections import adding, bills, foreseeing, requesting, splitting
from lintel.inspections.invoicepost import office_path
from lintel.inspections.models import Inspection
from lintel.web.office import details, door
from lintel.web.office.forms.bill import AddInvoice, RequestPayment, Sheet
from lintel.web.office.forms.split import Split

EITHER = ["GET", "HEAD", "POST"]
SEND_PAGE = "send/"
SAVED = "{} is billed {}. Nothing is sent yet."
Act = Callable[..., Any]


@require_http_methods(EITHER)
@door.office(may="money")
def add_invoice(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Somebody in People pays for a part."""
    shown = details.one(member.company, key)
    sheet = AddInvoice(shown, _sent(request))
    made = _done(sheet, adding.add, member)
    return _to_invoice(request, made, sheet) if made else _show(request, member, sheet, adding.add, "add_invoice")


@require_http_methods(EITHER)
@door.office(may="money")
def request_payment(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Somebody who takes no other part pays: made and billed at once."""
    shown = details.one(member.company, key)
    sheet = RequestPayment(shown, _sent(request))
    sheet.payer.search_at(reverse("office:schedule_people"), plain="yes")
    made = _done(sheet, requesting.request, member)
    if made:
        return _to_invoice(request, made, sheet)
    return _show(request, member, sheet, requesting.request, "request_payment")


@require_http_methods(EITHER)
@door.office(may="money")
def split_invoice(request: HttpRequest, member: Member, key: str, invoice_key: str) -> HttpResponse:
    """One invoice becomes several."""
    shown = details.one(member.company, key)
    sheet = Split(shown, _sent(request), invoice=_invoice(shown, invoice_key))
    made = _done(sheet, splitting.split, member)
    if made is None:
        return _show(request, member, sheet, splitting.split, "split_invoice")
    told = ", ".join(f"{one.payer.name} {_sum(one)}" for one in made)
    messages.success(request, f"Split: {told}. Nothing is sent yet.")
    return redirect(f"{reverse('office:inspection', args=[key])}#fees")


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _done(sheet: Sheet, act: Act, member: Member) -> Any:
    """What `act` made, where Save was pressed and nothing is in the way."""
    if not sheet.is_pressed() or not sheet.is_ready():
        return None
    try:
        return _acting(sheet, act, member, anyway=sheet.anyway(), seen=sheet.seen(), **sheet.order())()
    except Refusal as refusal:
        sheet.refuse(refusal)
    return None


def _acting(sheet: Sheet, act: Act, member: Member, **what: Any) -> Callable[[], Any]:
    return partial(act, inspection=sheet.inspection, by=member, at=clock.now(), **what)


def _shares(sheet: Sheet, act: Act, member: Member) -> foreseeing.Shares:
    """What it would come to as far as it is typed; a refusal is said beside it."""
    if sheet.can_be_foreseen():
        try:
            return foreseeing.foresee(sheet.inspection, _acting(sheet, act, member, anyway=True, **sheet.foreseen()))
        except Refusal as refusal:
            sheet.note = refusal.say
    return foreseeing.standing(sheet.inspection)


def _show(request: HttpRequest, member: Member, sheet: Sheet, act: Act, template: str) -> HttpResponse:
    """The page as it was typed; of what htmx asks for, what it comes to."""
    shares = _shares(sheet, act, member)
    context: dict[str, Any] = {"inspection": sheet.inspection, "sheet": sheet, "shares": shares}
    if request.headers.get("HX-Request"):
        return render(request, "office/bill/shares.html", {**context, "company": member.company})
    sheet.calm()
    return door.show(request, member, f"office/{template}.html", here="inspections", **context)


def _to_invoice(request: HttpRequest, made: Invoice, sheet: Sheet) -> HttpResponse:
    messages.success(request, SAVED.format(made.payer.name, _sum(made)))
    return redirect(office_path(made) + (SEND_PAGE if sheet.sends() else ""))


def _sum(invoice: Invoice) -> str:
    return money.show(adding.charged_on(invoice), invoice.currency)


def _invoice(shown: Inspection, key: str) -> Invoice:
    found = bills.of(shown).select_related("payer").filter(key=key).first()
    if found is None:
        raise Http404
    return found
