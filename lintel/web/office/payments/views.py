"""The list of payments, as a page and as a file, and the papers of a payment."""

from collections.abc import Iterable

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from lintel.billing import papers as printing
from lintel.billing.models import Entry, Way
from lintel.companies.models import Company, Member
from lintel.core import clock, money
from lintel.inspections import evidence, papers
from lintel.web import files
from lintel.web.office import door, sheet
from lintel.web.office.payments import listing
from lintel.web.office.payments.asked import VIEWS, Asked, ways
from lintel.web.office.payments.listing import Row

HEADS = (
    *("Date", "Time", "What", "State", "Payer", "How", "Invoice", "Reference", "Property"),
    *("Amount", "Currency", "Test", "By"),
)


@require_safe
@door.office(may="money")
def payments(request: HttpRequest, member: Member) -> HttpResponse:
    """Every payment, refund, void and dispute, filtered and paged by the address."""
    offered = _ways(member.company)
    asked = Asked.read(request.GET, offered)
    page = listing.of(member.company, asked, at=clock.now())
    return door.show(
        request,
        member,
        "office/payments.html",
        here="payments",
        asked=asked,
        page=page,
        previous=asked.page(before=page.previous),
        following=asked.page(after=page.following),
        views=[(name, word, asked.other_view(name)) for name, word in VIEWS.items()],
        ways=offered,
    )


@require_safe
@door.office(may="money")
def csv(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The whole list that the address asks for, as a file for a spreadsheet."""
    at = clock.now()
    asked = Asked.read(request.GET, _ways(member.company))
    rows = sheet.lines(HEADS, map(_cells, listing.everything(member.company, asked, at=at)))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="payments-{at:%Y-%m-%d}.csv"'
    return response


@require_safe
@door.office()
def receipt(request: HttpRequest, member: Member, payment: int) -> HttpResponse:
    """The receipt of a payment as PDF."""
    paper = papers.receipt(_payment(member.company, payment), reader=papers.Reader())
    return files.pdf(printing.receipt(paper, at=clock.now()), name=f"receipt-{paper.number}")


@require_safe
@door.office(may="money")
def pack(request: HttpRequest, member: Member, payment: int) -> HttpResponseBase:
    """All that answers a dispute of this payment, in one ZIP."""
    found = evidence.pack(payment=_payment(member.company, payment), at=clock.now())
    return FileResponse(found.file, as_attachment=True, filename=f"{found.name}.zip", content_type="application/zip")


def _payment(company: Company, pk: int) -> Entry:
    found = papers.payments(company).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _ways(company: Company) -> list[tuple[str, str]]:
    return ways(Way.objects.of(company).order_by("name", "pk").values_list("name", flat=True))


def _cells(row: Row) -> Iterable[str]:
    entry, subject = row.entry, row.entry.invoice.subject
    place = ", ".join(filter(None, [subject.get("property", ""), subject.get("locality", "")]))
    by = entry.by.name if entry.by else ""
    return [
        f"{row.at:%Y-%m-%d}",
        f"{row.at:%H:%M}",
        entry.get_kind_display(),
        row.state,
        sheet.inert(row.payer),
        sheet.inert(row.how),
        str(entry.invoice.number or ""),
        sheet.inert(entry.invoice.reference or ""),
        sheet.inert(place),
        money.plain(row.cents, entry.currency),
        entry.currency,
        "TEST" if entry.is_test else "",
        sheet.inert(by),
    ]
