"""The invoice and the receipts behind a link, as PDF."""

from django.http import HttpRequest, HttpResponse

from lintel.access.models import Right
from lintel.billing import papers as printing
from lintel.inspections import papers
from lintel.web import files
from lintel.web.portal import door
from lintel.web.portal.visit import Visit


@door.portal(Right.PAY, Right.SEE_INVOICE)
def invoice(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The invoice that this link shows; where it pays, with its own address to pay at."""
    found = papers.invoice_of(visit.share)
    if found is None:
        return door.elsewhere(request, visit)
    paper = papers.invoice(found, reader=_reader(visit))
    return files.pdf(printing.invoice(paper, at=visit.at), name=f"invoice-{found.number or 'draft'}")


@door.portal(Right.PAY, Right.SEE_INVOICE)
def receipt(request: HttpRequest, visit: Visit, number: int, nth: int) -> HttpResponse:
    """The receipt of one payment; who does not have the whole portal gets those of their own payments."""
    found, reader = papers.payment_of(visit.share, invoice=number, nth=nth), _reader(visit)
    if found is None or not reader.may_have(found):
        return door.elsewhere(request, visit)
    paper = papers.receipt(found, reader=reader)
    return files.pdf(printing.receipt(paper, at=visit.at), name=f"receipt-{paper.number}")


def _reader(visit: Visit) -> papers.Reader:
    return papers.reader_of(visit.share, whole=visit.is_whole, at=visit.at)
