"""Making an invoice, editing its lines, and giving it its number. Each change appends its difference as a charge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet, Sum

from lintel.billing.models import Entry, Invoice, Line, NumberSeries
from lintel.companies.models import Company, Member, OwnedQuerySet
from lintel.core import ids, money
from lintel.core.inserting import insert, insert_all
from lintel.core.prepared import Prepared
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact
from lintel.services.models import Service, Tax

MOST_LINE_CENTS = 50_000_00
TAX_LINES_FROM = 30_000  # below every other line
GIVE_NUMBER = "UPDATE billing_invoice SET number = %s WHERE id = %s"
NEXT_NUMBER = "UPDATE billing_numberseries SET last = last + 1 WHERE company_id = %s RETURNING last"


class AmountOutOfRange(Refusal):
    say = f"A line can be at most {money.show(MOST_LINE_CENTS)} either way."


@dataclass(frozen=True, slots=True)
class Fee:
    """A line to be: what it is for and how much, with the service it comes from where there is one."""

    description: str
    amount_cents: int
    service: Service | None = None
    kind: str = ""
    tax: Tax | None = None

    @classmethod
    def of(cls, service: Service, cents: int) -> "Fee":
        """A service at this price, with its tax."""
        return cls(service.name, cents, service, tax=service.tax)

    def line_kind(self) -> str:
        """Of Line.Kind: what was said, else a service or a manual fee."""
        return self.kind or (Line.Kind.SERVICE if self.service else Line.Kind.FEE)


def issue(
    *,
    company: Company,
    payer: Contact,
    subject: Mapping[str, str],
    fees: Sequence[Fee],
    by: Member,
    at: datetime,
    **more: Any,
) -> Invoice:
    """A new invoice with its lines and their charges; `more` is what else stands in its row. Call it inside a
    transaction, with what `taxing.taxed` made of the fees.
    """
    invoice = insert(
        Invoice(company=company, payer=payer, currency=company.currency, subject=dict(subject), made_at=at, **more)
    )
    for fee in fees:
        _check(fee.amount_cents)
    lines = insert_all(
        [
            Line(
                company=company,
                invoice=invoice,
                service=fee.service,
                kind=fee.line_kind(),
                tax=fee.tax,
                description=fee.description,
                amount_cents=fee.amount_cents,
                position=TAX_LINES_FROM if fee.kind == Line.Kind.TAX else place,
            )
            for place, fee in enumerate(fees)
        ]
    )
    insert_all([_charge(line, line.amount_cents, by, at, invoice.currency) for line in lines])
    return invoice


def lock(invoice: Invoice) -> Invoice:
    """The invoice's row, locked until the transaction ends. Every decision about its money starts here."""
    return _locked(pk=invoice.pk)[0]


def lock_first(invoices: OwnedQuerySet[Invoice]) -> OwnedQuerySet[Invoice]:
    """The first of these invoices, with its payer: found and locked, as `lock` does it, in one statement."""
    return invoices.select_for_update(of=("self",)).select_related("payer__survivor").order_by("pk")[:1]


def add_line(invoice: Invoice, fee: Fee, *, by: Member | None, at: datetime) -> Line:
    """Add a line and its charge. The invoice must be locked, and `taxing.bring_up` follows when all is changed.

    `by` is nobody where a provider says what happened.
    """
    _check(fee.amount_cents)
    last = invoice.lines.exclude(kind=Line.Kind.TAX).aggregate(last=Max("position"))["last"]
    place = 0 if last is None else last + 1
    line = Line.objects.create(
        company_id=invoice.company_id,
        invoice=invoice,
        service=fee.service,
        kind=fee.line_kind(),
        tax=fee.tax,
        description=fee.description,
        amount_cents=fee.amount_cents,
        position=TAX_LINES_FROM if fee.kind == Line.Kind.TAX else place,
    )
    _charge(line, line.amount_cents, by, at, invoice.currency).save(force_insert=True)
    return line


def change_line(line: Line, *, amount_cents: int, by: Member | None, at: datetime) -> int:
    """Set a line's amount and append the difference. How many cents it moved. The invoice must be locked."""
    _check(amount_cents)
    difference = amount_cents - line.amount_cents
    if difference:
        line.amount_cents = amount_cents
        line.save(update_fields=["amount_cents"])
        _charge(line, difference, by, at, line.invoice.currency).save(force_insert=True)
    return difference


def remove_line(line: Line, *, by: Member | None, at: datetime) -> None:
    """Take a line off; its charge is given back. The invoice must be locked."""
    change_line(line, amount_cents=0, by=by, at=at)
    line.removed_at = at
    line.save(update_fields=["removed_at"])


def number(invoice: Invoice) -> int:
    """The invoice's number, given now when it has none. Call it inside a transaction, invoice locked, and last: until
    the commit no other invoice of the company can be numbered.
    """
    if invoice.number is None:
        invoice.number = _next_number(invoice.company_id)
        with connection.cursor() as cursor:
            cursor.execute(GIVE_NUMBER, [invoice.number, invoice.pk])
    return invoice.number


def leave_out_a_number(company: Company) -> None:
    """Money that a restored backup does not know of had numbered an invoice: that number is not given again.

    Call it inside a transaction.
    """
    number = _next_number(company.pk)
    series = NumberSeries.objects.get(company=company)
    series.left_out = [*series.left_out, number]
    series.save(update_fields=["left_out"])


def balance(invoice: Invoice) -> int:
    """What is still owed, in cents; below zero it is overpaid. The sum of the ledger, nothing cached."""
    return sum(cents for (cents,) in _balance(invoice=invoice.pk))


def current_lines(invoice: Invoice) -> list[Line]:
    """The lines that are charged now, in order, each with its tax."""
    return list(invoice.lines.filter(removed_at=None).select_related("tax").order_by("position", "pk"))


@Prepared
def _locked(pk: int) -> QuerySet[Invoice]:
    return Invoice.objects.select_for_update().filter(pk=pk)


@Prepared
def _balance(invoice: int) -> QuerySet[Entry, tuple[int]]:
    """No row where nothing was ever charged."""
    return Entry.objects.filter(invoice=invoice).values("invoice").annotate(sum=Sum("amount_cents")).values_list("sum")


def _next_number(company_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [company_id])
        found = cursor.fetchone()
    if found is None:
        NumberSeries.objects.get_or_create(company_id=company_id)
        return _next_number(company_id)
    return int(found[0])


def _charge(line: Line, cents: int, by: Member | None, at: datetime, currency: str) -> Entry:
    return Entry(
        company_id=line.company_id,
        invoice_id=line.invoice_id,
        line=line,
        kind=Entry.Kind.CHARGE,
        amount_cents=cents,
        currency=currency,
        at=at,
        by=by,
        source="lintel",
        external_id=ids.new_key(20),
    )


def _check(cents: int) -> None:
    if abs(cents) > MOST_LINE_CENTS:
        raise AmountOutOfRange
