"""The money that was asked for: every payment, refund, void and dispute, newest first, a page at a time."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from lintel.billing.models import Entry, Invoice
from lintel.companies.models import Company, OwnedQuerySet
from lintel.core import search
from lintel.inspections.models import Inspection
from lintel.web.office.days import Clocks
from lintel.web.office.payments.asked import OWN, Asked

PAGE = 50
COUNTED = 1000
NUMBER = re.compile(r"#?\s*(\d{1,9})")
Rows = OwnedQuerySet[Entry]
STATES = {
    Entry.Kind.PAYMENT: ("Received", ""),
    Entry.Kind.REFUND: ("Refund", ""),
    Entry.Kind.VOID: ("Void", ""),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A movement of money: `cents` above zero came in. `inspection` is the key of the one it is for, or empty."""

    entry: Entry
    at: datetime
    payer: str
    how: str
    cents: int
    state: str
    tone: str
    inspection: str


@dataclass(frozen=True, slots=True)
class Total:
    """What came, what went back, and what is left of it, in cents of one currency; practice money apart."""

    currency: str
    is_test: bool
    came: int
    back: int

    @property
    def left(self) -> int:
        """What is left of what came."""
        return self.came - self.back


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list: its rows, the keys to go on from, how many there are (None: over a thousand), the totals."""

    rows: list[Row]
    previous: int
    following: int
    total: int | None
    totals: list[Total]


def of(company: Company, asked: Asked, *, at: datetime) -> Page:
    """The same five statements for any number of payments."""
    chosen = _chosen(company, asked, at)
    back = bool(asked.before)
    keys = _keys(company, chosen, asked, back=back)
    more, keys = len(keys) > PAGE, keys[:PAGE]
    rows = _whole(company, keys[::-1] if back else keys)
    earlier, later = (more, True) if back else (bool(asked.after), more)
    count = chosen.order_by()[: COUNTED + 1].count()
    return Page(
        rows,
        previous=rows[0].entry.pk if rows and earlier else 0,
        following=rows[-1].entry.pk if rows and later else 0,
        total=None if count > COUNTED else count,
        totals=_totals(chosen),
    )


def everything(company: Company, asked: Asked, *, at: datetime) -> Iterator[Row]:
    """All of the list, a page of statements at a time; for a file."""
    keys = list(_chosen(company, asked, at).order_by("-at", "-pk").values_list("pk", flat=True))
    for start in range(0, len(keys), PAGE * 10):
        yield from _whole(company, keys[start : start + PAGE * 10])


def _chosen(company: Company, asked: Asked, at: datetime) -> Rows:
    rows = Entry.objects.of(company).exclude(kind=Entry.Kind.CHARGE)
    clocks = Clocks.of(company, at=at)
    if asked.view != "all":
        rows = rows.filter(kind=asked.view)
    if asked.first:
        rows = rows.filter(at__gte=clocks.midnight(asked.first))
    if asked.last:
        rows = rows.filter(at__lt=clocks.midnight(asked.last + timedelta(days=1)))
    if asked.way:
        rows = rows.filter(_by(asked.way))
    return rows.filter(_found(company, asked.q)) if asked.q else rows


def _by(way: str) -> Q:
    """Of this way, or what undid a payment of it."""
    field, value = ("way", way.removeprefix(OWN)) if way.startswith(OWN) else ("method", way)
    return Q(**{field: value, "of": None}) | Q(**{f"of__{field}": value})


def _found(company: Company, words: str) -> Q:
    """By the words that find an inspection (its payers are among them) or an invoice; a number alone is also ours."""
    inspections = search.matching(Inspection.objects.of(company), words, company.key)
    invoices = search.matching(Invoice.objects.of(company), words, company.key)
    found = Q(invoice__bill__inspection__in=inspections.order_by().values("pk"))
    found |= Q(invoice__in=invoices.order_by().values("pk"))
    number = NUMBER.fullmatch(words)
    return found | Q(invoice__number=int(number[1])) if number else found


def _keys(company: Company, chosen: Rows, asked: Asked, *, back: bool) -> list[int]:
    way, beside = "gt" if back else "lt", asked.before or asked.after
    anchor = Entry.objects.of(company).filter(pk=beside).values_list("at", "pk").first() if beside else None
    if anchor:
        at, pk = anchor
        further = Q(**{f"at__{way}": at}) | Q(**{"at": at, f"pk__{way}": pk})
        chosen = chosen.filter(**{f"at__{way}e": at}).filter(further)
    ordered = chosen.order_by("at", "pk") if back else chosen.order_by("-at", "-pk")
    return list(ordered.values_list("pk", flat=True)[: PAGE + 1])


def _whole(company: Company, keys: list[int]) -> list[Row]:
    """The entries of these keys, in their order, with what a list shows: two statements."""
    joined = ("invoice__bill__inspection", "invoice__payer__survivor", "by", "of")
    rows = Entry.objects.of(company).filter(pk__in=keys).select_related(*joined).prefetch_related("undone_by")
    found, zone = {one.pk: one for one in rows}, ZoneInfo(company.zone)
    return [_row(found[key], zone) for key in keys if key in found]


def _row(entry: Entry, zone: ZoneInfo) -> Row:
    payment = entry.of or entry
    state, tone = _state(entry, list(entry.undone_by.all()))
    bill = getattr(entry.invoice, "bill", None)
    return Row(
        entry,
        entry.at.astimezone(zone),
        entry.payer_name or payment.payer_name or entry.invoice.payer.name,
        " ".join(filter(None, [entry.how() or payment.how(), payment.check_number])),
        -entry.amount_cents,
        state,
        tone,
        bill.inspection.key if bill else "",
    )


def _state(entry: Entry, undone_by: Iterable[Entry]) -> tuple[str, str]:
    """What became of it, in words, and how that is marked."""
    if entry.kind == Entry.Kind.DISPUTE:
        return ("Taken back by the bank", "bad") if entry.amount_cents > 0 else ("Given back by the bank", "")
    sums = {kind: sum(one.amount_cents for one in undone_by if one.kind == kind) for kind in Entry.Kind}
    if sums[Entry.Kind.DISPUTE] > 0:
        return "Disputed", "bad"
    if sums[Entry.Kind.VOID]:
        return "Voided", ""
    if sums[Entry.Kind.REFUND]:
        return ("Refunded" if sums[Entry.Kind.REFUND] >= -entry.amount_cents else "Refunded in part"), ""
    return STATES[Entry.Kind(entry.kind)]


def _totals(chosen: Rows) -> list[Total]:
    payments = Q(kind=Entry.Kind.PAYMENT)
    sums = (
        chosen.order_by()
        .values("currency", "is_test")
        .annotate(
            came=Coalesce(Sum("amount_cents", filter=payments), 0),
            back=Coalesce(Sum("amount_cents", filter=~payments), 0),
        )
    )
    found = [Total(one["currency"], one["is_test"], -one["came"], one["back"]) for one in sums]
    return sorted(found, key=lambda one: (one.is_test, one.currency))
