"""An invoice: what is on it, what became of it, and its link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lintel.billing import papers as printing
from lintel.companies.models import Member
from lintel.core import clock
from lintel.inspections import papers
from lintel.web import files
from lintel.web.office import door, tills
from lintel.web.office.invoices import reading
from lintel.web.office.links import code_of


@require_safe
@door.office()
def invoice(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Everything about one invoice, and what can be done with it."""
    till = tills.one(member.company, key, tills.INVOICE)
    sheet, may_money = reading.read(till, at=clock.now()), member.may("money")
    return door.show(
        request, member, "office/invoice.html", here="invoices", till=till, sheet=sheet, may_money=may_money
    )


@require_safe
@door.office()
def pdf(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The same as PDF, with its payer's own address to pay at."""
    at, found = clock.now(), tills.one(member.company, key, tills.INVOICE).taken_for()
    paper = papers.invoice(found, reader=papers.office_reader(found, at=at))
    return files.pdf(printing.invoice(paper, at=at), name=f"invoice-{found.number or 'draft'}")


@require_safe
@door.office()
def qr(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The QR code of its link, to be held before somebody's telephone."""
    till = tills.one(member.company, key, tills.INVOICE)
    shown = reading.read(till, at=clock.now()).door()
    return door.show(request, member, "office/invoices/qr.html", here="invoices", till=till, shown=shown)


@require_safe
@door.office()
def qr_svg(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The code alone, as a picture. There is none where no link shows the invoice."""
    shown = reading.read(tills.one(member.company, key, tills.INVOICE), at=clock.now()).door()
    if shown is None:
        raise Http404
    return code_of(shown.address)
