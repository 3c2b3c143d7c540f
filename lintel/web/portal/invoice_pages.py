"""The Payment Portal: one invoice, its property, and the way to pay it. It works without script and without cookies."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from lintel.access import addresses, uses
from lintel.billing import papers as printing
from lintel.billing.models import Attempt
from lintel.billing.providers import LEFT
from lintel.core.refusal import Refusal
from lintel.inspections import billed, papers, paying, showing
from lintel.inspections.models import Inspection
from lintel.web import files, policy
from lintel.web.portal import frame, invoice_frame, paying as pay_pages, words
from lintel.web.portal.invoice_door import invoice as door
from lintel.web.portal.visit import InvoiceVisit


@door()
def page(request: HttpRequest, visit: InvoiceVisit) -> HttpResponse:
    """The invoice as it stands."""
    return _show(request, visit)


@door(methods=("GET", "HEAD", "POST"))
def payment(request: HttpRequest, visit: InvoiceVisit) -> HttpResponse:
    """The same, and Pay Now."""
    if request.method != "POST":
        return _show(request, visit)
    if visit.preview:
        return _show(request, visit, status=pay_pages.REFUSED)
    try:
        amount = pay_pages.chosen(request, visit.company.currency)
        address = paying.start(link=visit.link, visitor=visit.visitor, amount_cents=amount, at=visit.at)
    except Refusal as refusal:
        return _show(request, visit, refused=refusal.say, status=pay_pages.CONFLICT)
    if address.startswith(tuple(f"{origin}/" for origin in pay_pages.origins(visit.company))):
        return redirect(address)
    return invoice_frame.show(request, visit, "leaving", address=address)


@door(methods=("GET", "HEAD", "POST"), even_if_gone=True)
def processing(request: HttpRequest, visit: InvoiceVisit) -> HttpResponse:
    """Back from the bank: waits with you, and asks the bank when you press Look again."""
    attempt = showing.last_try(visit.link)
    if attempt is None:
        return redirect(visit.path)
    if request.method == "POST" and not visit.preview:
        try:
            paying.settle(attempt, at=visit.at)
        except Refusal as refusal:
            return _show_processing(request, visit, attempt, refused=refusal.say)
        return redirect(f"{visit.path}payment/processing/")
    if attempt.state == Attempt.State.PAID:
        return redirect(visit.path)
    return _show_processing(request, visit, attempt)


@door()
def invoice(request: HttpRequest, visit: InvoiceVisit) -> HttpResponse:
    """The invoice as PDF, with its own address to pay at."""
    paper = papers.invoice(visit.invoice, reader=_reader(visit))
    return files.pdf(printing.invoice(paper, at=visit.at), name=f"invoice-{visit.invoice.number or 'draft'}")


@door(even_if_gone=True)
def receipt(request: HttpRequest, visit: InvoiceVisit, number: int, nth: int) -> HttpResponse:
    """The receipt of one payment of the holder's."""
    found, reader = papers.payment_on(visit.invoice, number=number, nth=nth), _reader(visit)
    if found is None or not reader.may_have(found):
        return frame.bare(request, "elsewhere", visit=visit, status=404)
    paper = papers.receipt(found, reader=reader)
    return files.pdf(printing.receipt(paper, at=visit.at), name=f"receipt-{paper.number}")


@door(methods=("POST",), even_if_gone=True)
def opened(request: HttpRequest, visit: InvoiceVisit) -> HttpResponse:
    """A person touched the page. Machines that fetch it do not; staff who look do not count."""
    if visit.counts:
        uses.opened(visit.link, visitor=visit.visitor, at=visit.at)
    return HttpResponse(status=204)


def _show(request: HttpRequest, visit: InvoiceVisit, *, refused: str = "", status: int = 200) -> HttpResponse:
    shown, provider = billed.read(visit.invoice, visit.link), paying.provider_of(visit.company)
    answer = invoice_frame.show(
        request,
        visit,
        "invoice",
        status=status,
        fees=shown.fees,
        money=shown.money,
        choice=shown.choice,
        chosen=request.POST.get("amount", ""),
        typed=request.POST.get("sum", "")[:20],
        online=provider is not None,
        is_test=paying.is_practice(visit.company),
        at_stripe=provider == "stripe",
        refused=refused,
        held=_inspection(visit) is not None,
        is_cancelled=_is_cancelled(visit),
    )
    policy.let_forms_lead_to(answer, *pay_pages.origins(visit.company))
    return answer


def _show_processing(request: HttpRequest, visit: InvoiceVisit, attempt: Attempt, *, refused: str = "") -> HttpResponse:
    told = pay_pages.told(attempt, visit.at, zone=visit.zone)
    receipt_to = words.masked(visit.holder.email)
    left = LEFT in request.GET and attempt.state == Attempt.State.OPEN
    return invoice_frame.show(request, visit, "processing", receipt_to=receipt_to, refused=refused, left=left, **told)


def _is_cancelled(visit: InvoiceVisit) -> bool:
    inspection = _inspection(visit)
    return inspection is not None and inspection.cancelled_at is not None


def _inspection(visit: InvoiceVisit) -> Inspection | None:
    """What the invoice is for; its door has read it."""
    bill = getattr(visit.invoice, "bill", None)
    return bill.inspection if bill else None


def _reader(visit: InvoiceVisit) -> papers.Reader:
    pays = visit.is_open and not _is_cancelled(visit)
    return papers.Reader(visit.holder, whole=False, pay_at=addresses.of(visit.link) if pays else "")
