"""The list of invoices, as a page and as a file. Everything about it stands in its address."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from lintel.companies.models import Member
from lintel.core import clock, money
from lintel.directory.models import Contact
from lintel.web.office import door, sheet
from lintel.web.office.invoices import listing
from lintel.web.office.invoices.asked import AGES, VIEWS, Asked
from lintel.web.office.invoices.listing import Row

HEADS = (
    *("Made", "Days", "Invoice", "State", "Payer", "Email", "Kind of number", "Reference", "Property", "What for"),
    *("Due", "Sent", "Total", "To pay", "Currency"),
)


@require_safe
@door.office(may="money")
def invoices(request: HttpRequest, member: Member) -> HttpResponse:
    """Every invoice, filtered and paged by the address."""
    asked = Asked.read(request.GET)
    page = listing.of(member.company, asked, at=clock.now())
    return door.show(
        request,
        member,
        "office/invoices.html",
        here="invoices",
        asked=asked,
        page=page,
        previous=asked.page(before=page.previous),
        following=asked.page(after=page.following),
        views=[(name, word, asked.other_view(name)) for name, word in VIEWS.items()],
        ages=AGES.items(),
        payer=Contact.objects.of(member.company).filter(key=asked.payer).first() if asked.payer else None,
    )


@require_safe
@door.office(may="money")
def csv(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The whole list that the address asks for, as a file for a spreadsheet."""
    at, asked = clock.now(), Asked.read(request.GET)
    rows = sheet.lines(HEADS, map(_cells, listing.everything(member.company, asked, at=at)))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="invoices-{at:%Y-%m-%d}.csv"'
    return response


def _cells(row: Row) -> Iterable[str]:
    invoice, subject = row.invoice, row.invoice.subject
    place = ", ".join(filter(None, [subject.get("property", ""), subject.get("locality", "")]))
    return [
        f"{row.made:%Y-%m-%d}",
        str(row.days),
        str(invoice.number or ""),
        row.state.words,
        sheet.inert(invoice.payer.name),
        sheet.inert(invoice.payer.email),
        invoice.get_reference_kind_display() or "",
        sheet.inert(invoice.reference or ""),
        sheet.inert(place),
        sheet.inert(subject.get("what", "")),
        f"{invoice.due_on:%Y-%m-%d}" if invoice.due_on else "",
        f"{invoice.sent_at.astimezone(row.made.tzinfo):%Y-%m-%d}" if invoice.sent_at else "",
        money.plain(row.charged, invoice.currency),
        money.plain(row.balance, invoice.currency),
        invoice.currency,
    ]
