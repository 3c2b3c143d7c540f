"""What every page of the Payment Portal says around its content, read from the invoice alone."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from lintel.directory.models import Property
from lintel.inspections.invoicepost import due_words
from lintel.web.portal import frame, words
from lintel.web.portal.visit import InvoiceVisit


def show(request: HttpRequest, visit: InvoiceVisit, page: str, *, status: int = 200, **content: Any) -> HttpResponse:
    """`portal/<page>.html` in the Payment Portal's frame."""
    return frame.bare(request, page, status=status, **_frame(visit), **content)


def _frame(visit: InvoiceVisit) -> dict[str, Any]:
    invoice, company = visit.invoice, visit.company
    subject = invoice.subject
    return {
        "visit": visit,
        "here": visit.path,
        "company": company,
        "invoice": invoice,
        "framed": "portal/invoice_frame.html",
        "subject": subject,
        "where": subject["property"],
        "due_on": due_words(invoice),
        "clocks": visit.zone,
        "check": "portal/parts/invoice_check.html",
        "drawing": f"portal/houses/{subject.get('house', Property.Kind.TWO_STOREY.value)}.html",
        "kind_of_page": "Payment Portal",
        "preview_name": "a staff preview",
        "telephone": words.dialled(company.telephone),
        "not_you": _not_you(visit),
    }


def _not_you(visit: InvoiceVisit) -> str:
    """Where "Not you? Tell us" leads: a letter to the office, else its telephone."""
    company = visit.company
    if company.email:
        return f"mailto:{quote(company.email)}?subject={quote('Not me: ' + visit.invoice.subject['property'])}"
    dialled = words.dialled(company.telephone)
    return f"tel:{dialled}" if dialled else ""
