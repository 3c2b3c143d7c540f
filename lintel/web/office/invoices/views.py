"""An invoice: what is on it, and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lintel.billing import papers as printing
from lintel.companies.models import Member
from lintel.core import clock
from lintel.inspections import papers
from lintel.web import files
from lintel.web.office import door, tills
from lintel.web.office.invoices import reading


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
