"""The invoices that were asked for, newest first, a page of them at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from lintel.billing.models import Entry, Invoice
from lintel.companies.models import Company, OwnedQuerySet
from lintel.core import search
from lintel.inspections import bills, invoicestate
from lintel.inspections.invoicestate import State
from lintel.web.office.invoices.asked import Asked

PAGE = 50
COUNTED = 1000
NUMBER = re.compile(r"#?\s*(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Row:
    """An invoice with its sums in cents, how it stands, and how many days ago it was made."""

    invoice: Invoice
    charged: int
    balance: int
    state: State
    days: int
    made: datetime

    def can_be_reminded(self) -> bool:
        """Whether a letter could ask for it once more."""
        return self.state in (invoicestate.SENT, invoicestate.OVERDUE, invoicestate.OPEN)

    def can_be_sent(self) -> bool:
        """Whether it waits to be sent."""
        return self.state == invoicestate.DRAFT


@dataclass(frozen=True, slots=True)
class Total:
    """What was charged and what is still owed, in cents of one currency."""

    currency: str
    charged: int
    owed: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list: its rows, the keys to go on from, how many there are (None: over a thousand), the totals."""

    rows: list[Row]
    previous: str
    following: str
    total: int | None
    totals: list[Total]


def of(company: Company, asked: Asked, *, at: datetime) -> Page:
    """The same statements for any number of invoices."""
    chosen = _chosen(company, asked, at)
    back = bool(asked.before)
    keys = _keys(company, chosen, asked, back=back)
    more, keys = len(keys) > PAGE, keys[:PAGE]
    rows = _whole(company, keys[::-1] if back else keys, at)
    earlier, later = (more, True) if back else (bool(asked.after), more)
    count = chosen.order_by()[: COUNTED + 1].count()
    return Page(
        rows,
        previous=rows[0].invoice.key if rows and earlier else "",
        following=rows[-1].invoice.key if rows and later else "",
        total=None if count > COUNTED else count,
        totals=_totals(company, chosen),
    )


def everything(company: Company, asked: Asked, *, at: datetime) -> Iterator[Row]:
    """All of the list, a page of statements at a time; for a file."""
    keys = list(_chosen(company, asked, at).order_by("-made_at", "-pk").values_list("pk", flat=True))
    for start in range(0, len(keys), PAGE * 10):
        yield from _whole(company, keys[start : start + PAGE * 10], at)


def _chosen(company: Company, asked: Asked, at: datetime) -> OwnedQuerySet[Invoice]:
    rows = Invoice.objects.of(company)
    if asked.view != "all":
        today = at.astimezone(ZoneInfo(company.zone)).date()
        rows = invoicestate.only(rows, asked.view, company=company, today=today)
    if asked.age:
        rows = rows.filter(made_at__lte=at - timedelta(days=asked.days()))
    if asked.payer:
        rows = rows.filter(payer__key=asked.payer)
    return _found(rows, company, asked.q) if asked.q else rows


def _found(rows: OwnedQuerySet[Invoice], company: Company, words: str) -> OwnedQuerySet[Invoice]:
    """By payer, property and their number; a number alone is also ours."""
    found = Q(pk__in=search.matching(Invoice.objects.of(company), words, company.key).order_by().values("pk"))
    number = NUMBER.fullmatch(words)
    return rows.filter(found | Q(number=int(number[1])) if number else found)


def _keys(company: Company, chosen: OwnedQuerySet[Invoice], asked: Asked, *, back: bool) -> list[int]:
    way, beside = "gt" if back else "lt", asked.before or asked.after
    anchor = Invoice.objects.of(company).filter(key=beside).values_list("made_at", "pk").first() if beside else None
    if anchor:
        made_at, pk = anchor
        further = Q(**{f"made_at__{way}": made_at}) | Q(**{"made_at": made_at, f"pk__{way}": pk})
        chosen = chosen.filter(**{f"made_at__{way}e": made_at}).filter(further)
    ordered = chosen.order_by("made_at", "pk") if back else chosen.order_by("-made_at", "-pk")
    return list(ordered.values_list("pk", flat=True)[: PAGE + 1])


def _whole(company: Company, keys: list[int], at: datetime) -> list[Row]:
    """The invoices of these keys, in their order, with what a list shows: one statement."""
    rows = bills.summed(Invoice.objects.of(company).filter(pk__in=keys))
    found = {one.pk: one for one in rows.select_related("payer__survivor", "bill__inspection")}
    return [_row(found[key], company, at) for key in keys if key in found]


def _row(invoice: Invoice, company: Company, at: datetime) -> Row:
    balance, paid = invoice.balance, invoice.paid  # type: ignore[attr-defined]
    bill, zone = getattr(invoice, "bill", None), ZoneInfo(company.zone)
    off = bill is not None and bill.inspection.cancelled_at is not None
    today = at.astimezone(zone).date()
    state = invoicestate.of(invoice, balance=balance, paid=paid, today=today, held=bill is not None, off=off)
    made = invoice.made_at.astimezone(zone)
    return Row(invoice, balance + paid, balance, state, (today - made.date()).days, made)


def _totals(company: Company, chosen: OwnedQuerySet[Invoice]) -> list[Total]:
    entries = Entry.objects.of(company).filter(invoice__in=chosen.order_by().values("pk"))
    sums = (
        entries.order_by()
        .values("currency")
        .annotate(charged=Coalesce(Sum("amount_cents", filter=Q(kind=Entry.Kind.CHARGE)), 0), owed=Sum("amount_cents"))
    )
    return sorted((Total(**one) for one in sums), key=lambda one: one.currency)
