"""The inspections that were asked for: which, in what order, a page of them at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import OrderBy

from lintel.billing.models import Balance
from lintel.companies.models import Company
from lintel.core import search
from lintel.inspections import gathering
from lintel.inspections.models import Bill, Inspection, InspectionQuerySet, Paper
from lintel.messages.models import Message
from lintel.web.office.asked import Asked
from lintel.web.office.days import Clocks

PAGE = 50
COUNTED = 1000
UNSIGNED_SINCE = timedelta(days=30)
NUMBER = re.compile(r"#?\s*(\d{1,9})")
COLUMNS = {"when": "starts_at", "property": "home__street"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list: its rows, the keys to go on from, and how many there are in all (None: over a thousand)."""

    rows: list[Inspection]
    previous: str
    following: str
    total: int | None


def of(company: Company, asked: Asked, *, at: datetime) -> Page:
    """Keys first, in order and by the index; then what is shown of those fifty. The same statements for any number."""
    chosen = _chosen(company, asked, at)
    back = bool(asked.before)
    keys = _keys(company, chosen, asked, back=back)
    more, keys = len(keys) > PAGE, keys[:PAGE]
    rows = gathering.of(company, keys[::-1] if back else keys)
    earlier, later = (more, True) if back else (bool(asked.after), more)
    alone = not earlier and not later
    total = len(rows) if alone else chosen.order_by()[: COUNTED + 1].count()
    return Page(
        rows,
        previous=rows[0].key if rows and earlier else "",
        following=rows[-1].key if rows and later else "",
        total=None if total > COUNTED else total,
    )


def everything(company: Company, asked: Asked, *, at: datetime) -> Iterator[Inspection]:
    """All of the list, a page of statements at a time; for a file."""
    keys = list(_chosen(company, asked, at).order_by(*_order(asked, back=False)).values_list("pk", flat=True))
    for start in range(0, len(keys), PAGE * 10):
        yield from gathering.of(company, keys[start : start + PAGE * 10])


def _chosen(company: Company, asked: Asked, at: datetime) -> InspectionQuerySet:
    rows = _view(Inspection.objects.of(company), company, asked, at)
    clocks = Clocks.of(company, at=at)
    if asked.first:
        rows = rows.filter(starts_at__gte=clocks.midnight(asked.first))
    if asked.last:
        rows = rows.filter(starts_at__lt=clocks.midnight(asked.last + timedelta(days=1)))
    if asked.inspector:
        rows = rows.filter(inspector=asked.inspector)
    return _searched(rows, company, asked.q) if asked.q else rows


def _view(rows: InspectionQuerySet, company: Company, asked: Asked, at: datetime) -> InspectionQuerySet:
    midnight, standing = Clocks.of(company, at=at).starts(0), rows.standing()
    stuck = Message.objects.of(company).stuck()
    views = {
        "upcoming": lambda: standing.filter(starts_at__gte=midnight),
        "past": lambda: standing.filter(starts_at__lt=midnight),
        "unsigned": lambda: _unsigned(standing if asked.first else standing.filter(starts_at__gte=at - UNSIGNED_SINCE)),
        "unpaid": lambda: _unpaid(standing, company),
        "undelivered": lambda: standing.filter(thread__in=stuck.values("thread")),
        "cancelled": lambda: rows.exclude(cancelled_at=None),
        "all": lambda: rows,
    }
    return views[asked.view]()


def _unsigned(rows: InspectionQuerySet) -> InspectionQuerySet:
    """Of the last thirty days and to come, unless earlier days are asked for."""
    open_papers = Paper.objects.needed().filter(participant__inspection=OuterRef("pk"), agreement__signature=None)
    return rows.filter(Exists(open_papers))


def _unpaid(rows: InspectionQuerySet, company: Company) -> InspectionQuerySet:
    owed = Balance.objects.of(company).exclude(cents=0).filter(cents__gt=0)
    bills = Bill.objects.of(company).filter(invoice__in=owed.values("invoice"))
    return rows.filter(pk__in=bills.values("inspection"))


def _searched(rows: InspectionQuerySet, company: Company, words: str) -> InspectionQuerySet:
    """By words; a number alone is also looked for among the invoices."""
    found = cast("InspectionQuerySet", search.matching(rows, words, company.key))
    number = NUMBER.fullmatch(words)
    if not number:
        return found
    billed = Bill.objects.of(company).filter(invoice__number=int(number[1])).values_list("inspection", flat=True)
    return found | rows.filter(pk__in=list(billed))


def _keys(company: Company, chosen: InspectionQuerySet, asked: Asked, *, back: bool) -> list[int]:
    beside = asked.before or asked.after
    if beside:
        anchor = Inspection.objects.of(company).select_related("home").filter(key=beside).first()
        if anchor:
            chosen = chosen.filter(_beyond(anchor, asked, back=back))
    ordered = chosen.order_by(*_order(asked, back=back))
    return list(ordered.values_list("pk", flat=True)[: PAGE + 1])


def _beyond(anchor: Inspection, asked: Asked, *, back: bool) -> Q:
    """What comes after `anchor` in the list, or before it. The first condition is what the index can use."""
    column = COLUMNS[asked.sort.lstrip("-")]
    value = anchor.home.street if column == "home__street" else anchor.starts_at
    way = "gt" if asked.sort.startswith("-") == back else "lt"
    further = Q(**{f"{column}__{way}": value}) | Q(**{column: value, f"pk__{way}": anchor.pk})
    return Q(**{f"{column}__{way}e": value}) & further


def _order(asked: Asked, *, back: bool) -> list[OrderBy]:
    down = asked.sort.startswith("-") != back
    return [OrderBy(F(name), descending=down) for name in (COLUMNS[asked.sort.lstrip("-")], "pk")]
