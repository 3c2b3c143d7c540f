"""The door of the Payment Portal: a living link to one invoice, with the same secrecy as the Client Portal's."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lintel.access import opening, uses
from lintel.access.models import Right
from lintel.access.opening import LinkClosed
from lintel.billing.models import Invoice, InvoiceLink
from lintel.core import clock
from lintel.web import doors, sender, staffmark, visitors
from lintel.web.portal import door, frame, invoice_frame
from lintel.web.portal.visit import InvoiceVisit

Page = Callable[..., HttpResponse]
JOINED = ("invoice_link__invoice__payer", "invoice_link__invoice__bill__inspection")


def invoice(
    *, methods: tuple[str, ...] = ("GET", "HEAD"), even_if_gone: bool = False
) -> Callable[[Page], Callable[..., HttpResponseBase]]:
    """A page of the Payment Portal: `page(request, visit, …)`. When the invoice is void or somebody else's now, only
    pages for `even_if_gone` are shown; the others say so.
    """

    def decorate(page: Page) -> Callable[..., HttpResponseBase]:
        @wraps(page)
        def enter(request: HttpRequest, token: str, **rest: Any) -> HttpResponseBase:
            try:
                visit = _visit(request, token)
            except (LinkClosed, InvoiceLink.DoesNotExist):
                return door.closed(request)
            if request.method == "POST" and sender.foreign(request):
                return door.secretive(frame.bare(request, "foreign", visit=visit, status=403))
            gone = not visit.is_open and not even_if_gone
            answer = invoice_frame.show(request, visit, "invoice_gone") if gone else page(request, visit, **rest)
            if visit.counts and request.method == "GET":
                uses.fetched(visit.link, visitor=visit.visitor, at=visit.at)
            return door.secretive(answer)

        return doors.mark(csrf_exempt(require_http_methods([*methods])(enter)), "portal")

    return decorate


def _visit(request: HttpRequest, token: str) -> InvoiceVisit:
    at = clock.now()
    link = opening.find(token, at=at, joined=JOINED)
    tie: InvoiceLink = link.invoice_link
    if not link.opens(Right.PAY, at=at):
        raise LinkClosed
    shown: Invoice = tie.invoice
    shown.company = link.company
    preview = door.staff_looks(request, link.company)
    return InvoiceVisit(
        link=link,
        invoice=shown,
        is_superseded=tie.superseded_at is not None,
        token=token,
        visitor=visitors.visitor(request),
        at=at,
        preview=preview,
        counts=not preview and not staffmark.marked(request, link.company),
    )
