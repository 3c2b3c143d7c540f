"""The figures of Today, each one statement over the ledger or the story, however many inspections there are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import TruncDate

from lintel.billing.models import Balance, Entry
from lintel.companies.models import Company
from lintel.core.prepared import Prepared
from lintel.inspections.models import Moment
from lintel.messages.models import Message
from lintel.web.office.days import Clocks, span_words

WEEK = timedelta(days=7)
MOST_SPANS = 400
PAID = [kind for kind in Entry.Kind.values if kind != Entry.Kind.CHARGE]


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What is owed: cents, over how many invoices, how many of them older than a week; and how many are overpaid."""

    cents: int
    invoices: int
    older: int
    overpaid: int


@dataclass(frozen=True, slots=True)
class Collected:
    """What came in this month, day by day, and by the same day of last month."""

    cents: int
    before: int
    days: Sequence[tuple[date, int]]
    month_before: date
    is_test: bool


@dataclass(frozen=True, slots=True)
class Speed:
    """How long it takes from the first letter to paid in full, in words; empty without a case."""

    now: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """All three, with the currency they are in."""

    outstanding: Outstanding
    collected: Collected
    speed: Speed
    currency: str = "USD"
    clocks: Clocks = field(kw_only=True)


def of(company: Company, *, clocks: Clocks, at: datetime) -> Figures:
    """Three statements."""
    return Figures(
        outstanding(company, at=at),
        collected(company, clocks=clocks),
        speed(company, clocks=clocks),
        company.currency,
        clocks=clocks,
    )


def outstanding(company: Company, *, at: datetime) -> Outstanding:
    """Summed over the invoices that are not even, cancelled inspections left out.

    The index of balances knows which they are.
    """
    uneven = Balance.objects.of(company).exclude(cents=0).filter(invoice__bill__inspection__cancelled_at=None)
    owed, over = Q(cents__gt=0), Q(cents__lt=0)
    found = uneven.aggregate(
        sum=Sum("cents", filter=owed, default=0),
        invoices=Count("pk", filter=owed),
        older=Count("pk", filter=owed & Q(invoice__made_at__lt=at - WEEK)),
        overpaid=Count("pk", filter=over),
    )
    found["cents"] = int(found.pop("sum"))
    return Outstanding(**found)


def collected(company: Company, *, clocks: Clocks) -> Collected:
    """Payments since the first of last month without what undid them, by the day on the company's clocks.

    A refund or a dispute counts on its own day; a void takes the payment out of the day on which it was recorded.
    """
    first, before = clocks.month(), clocks.month(back=1)
    moved = Entry.objects.of(company).filter(kind__in=PAID, at__gte=clocks.midnight(before))
    counted = Case(When(kind=Entry.Kind.VOID, then="of__at"), default="at")
    rows = list(
        moved.order_by()
        .annotate(day=TruncDate(counted, tzinfo=clocks.zone))
        .values_list("day")
        .annotate(cents=-Sum("amount_cents"), tests=Count("pk", filter=Q(is_test=True)))
        .order_by("day")
    )
    by_day = {day: cents for day, cents, _ in rows}
    days = [first + timedelta(days=number) for number in range(clocks.today.day)]
    same_day = before + timedelta(days=clocks.today.day - 1)
    return Collected(
        cents=sum(by_day.get(day, 0) for day in days),
        before=sum(cents for day, cents in by_day.items() if before <= day <= same_day and day < first),
        days=[(day, by_day.get(day, 0)) for day in days],
        month_before=before,
        is_test=any(tests for _, _, tests in rows),
    )


def speed(company: Company, *, clocks: Clocks) -> Speed:
    """The median over the last inspections that were paid in full, this month and last; not by a voided payment."""
    first = clocks.midnight(clocks.month())
    paid = _paid_in_full(company=company.pk, since=clocks.midnight(clocks.month(back=1)))
    spans = [(at, at - sent) for at, sent in paid if sent and sent <= at]
    return Speed(
        _median([span for at, span in spans if at >= first]), _median([span for at, span in spans if at < first])
    )


@Prepared
def _paid_in_full(company: int, since: datetime) -> "QuerySet[Any, Any]":
    """When, and when the first letter had left, the newest first."""
    sent = (
        Message.objects.filter(thread=OuterRef("inspection__thread"), state=Message.State.SENT)
        .exclude(link=None)
        .order_by()
        .values("thread")
        .annotate(first=Min("sent_at"))
        .values("first")
    )
    voids = Entry.objects.filter(of=OuterRef("entry"), kind=Entry.Kind.VOID)
    paid = Moment.objects.filter(~Exists(voids), company=company, kind=Moment.Kind.BALANCED, at__gte=since)
    return paid.annotate(sent=Subquery(sent)).order_by("-at").values_list("at", "sent")[:MOST_SPANS]


def _median(spans: list[timedelta]) -> str:
    return span_words(timedelta(seconds=median(span.total_seconds() for span in spans))) if spans else ""
