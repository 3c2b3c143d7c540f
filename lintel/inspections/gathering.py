"""Inspections with what a list or their own page shows of them: for one or for fifty the same few statements.

Each statement is small and answered by keys. One that holds them all takes a database longer to plan than to answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol, cast

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from lintel.access.models import Use
from lintel.billing.models import Entry
from lintel.companies.models import Company
from lintel.core.prepared import Prepared, hang
from lintel.inspections.models import Bill, Inspection, Paper, Participant
from lintel.messages.models import Message

TOLD = [Use.Kind.OPENED, Use.Kind.SIGNED, Use.Kind.PAID, Use.Kind.READ]
CLIENT = Participant.Role.CLIENT


class Progress(Protocol):
    """How far an inspection has come.

    sent_at, failed, held: the letters with the clients' links; one written again since has not failed.
    opened_at: first opened by a person. read_at: the report, by a client. charged, balance: cents. paid_at: the newest
    payment that is not voided. billed: the invoices of others, each with its balance.
    """

    sent_at: datetime | None
    failed: bool
    held: str | None
    opened_at: datetime | None
    read_at: datetime | None
    to_sign: int
    signed: int
    signed_at: datetime | None
    charged: int
    balance: int
    paid_at: datetime | None
    billed: list[Bill]


class Counted(NamedTuple):
    """What is to be signed and is signed of an inspection, and what is charged and due, in cents."""

    to_sign: int
    signed: int
    charged: int
    balance: int


def of(company: Company, keys: Sequence[int]) -> list[Inspection]:
    """The company's inspections of these keys, in their order, each with its Progress and its people with their papers:
    seven statements.
    """
    found = {one.pk: one for one in _inspections(company=company.pk, keys=keys)}
    inspections = [found[key] for key in keys if key in found]
    asked: dict[str, Any] = {"company": company.pk, "inspections": list(found)}
    hang("participants", onto=inspections, rows=_people(**asked))
    parts = [part for one in inspections for part in one.participants.all()]
    hang("papers", onto=parts, rows=_papers(**asked))
    billed = defaultdict(list)
    for bill in _billed(**asked):
        billed[bill.inspection_id].append(bill)
    sent = _sent(company, inspections)
    seen = {pk: times for pk, *times in _seen(**asked)}
    sums = {pk: cents for pk, *cents in _sums(**asked)}
    for one in inspections:
        come = so_far(one)
        come.billed = billed[one.pk]
        come.sent_at, come.failed, come.held = sent.get(one.thread_id, (None, False, None))
        come.opened_at, come.read_at = seen.get(one.pk, (None, None))
        come.charged, come.balance, come.paid_at = sums.get(one.pk, (0, 0, None))
        needed = [paper for part in one.participants.all() for paper in part.papers.all() if paper.is_needed]
        signed = [paper.agreement.signature.signed_at for paper in needed if paper.agreement.is_signed()]
        come.to_sign, come.signed, come.signed_at = len(needed), len(signed), max(signed, default=None)
    return inspections


def so_far(inspection: Inspection) -> Progress:
    """How far this one has come, which came from `of`."""
    return cast("Progress", inspection)


def counted(company: Company, keys: Iterable[int]) -> dict[int, Counted]:
    """Only what is to be signed and to be paid, by the inspections' keys: two statements."""
    asked: dict[str, Any] = {"company": company.pk, "inspections": list(keys)}
    papers = {pk: counts for pk, *counts in _to_sign(**asked)}
    sums = {pk: cents for pk, *cents, _ in _sums(**asked)}
    return {pk: Counted(*papers.get(pk, (0, 0)), *sums.get(pk, (0, 0))) for pk in asked["inspections"]}


def _sent(company: Company, inspections: Sequence[Inspection]) -> dict[int, tuple[datetime | None, bool, str | None]]:
    """By thread: when the first letter left, whether one came back, and why one is held."""
    threads: dict[int, list[Any]] = defaultdict(list)
    for thread, *letters in _letters(company=company.pk, threads=[one.thread_id for one in inspections]):
        threads[thread].append(letters)
    return {
        thread: (
            min((sent for sent, *_ in links if sent), default=None),
            any(failed and failed == last for _, failed, last, _ in links),
            min((held for *_, held in links if held), default=None),
        )
        for thread, links in threads.items()
    }


@Prepared
def _inspections(company: int, keys: list[int]) -> QuerySet[Inspection]:
    return Inspection.objects.select_related("home", "inspector", "company").filter(company=company, pk__in=keys)


@Prepared
def _people(company: int, inspections: list[int]) -> QuerySet[Participant]:
    rows = Participant.objects.filter(company=company, inspection__in=inspections)
    return rows.select_related("contact__survivor").order_by("position", "pk")


@Prepared
def _papers(company: int, inspections: list[int]) -> QuerySet[Paper]:
    rows = Paper.objects.with_needed().filter(company=company, participant__inspection__in=inspections)
    return rows.select_related("agreement__signature").order_by("pk")


@Prepared
def _billed(company: int, inspections: list[int]) -> QuerySet[Bill]:
    """What is billed to others, each with its balance."""
    rows = Bill.objects.filter(company=company, inspection__in=inspections, invoice__voided_at=None)
    others = rows.exclude(invoice__out_of=None).annotate(balance=Sum("invoice__entries__amount_cents"))
    return others.select_related("invoice__payer").order_by("pk")


@Prepared
def _letters(company: int, threads: list[int]) -> "QuerySet[Any, Any]":
    """The clients' letters, by link."""
    rows = Message.objects.filter(company=company, thread__in=threads, link__share__participant__role=CLIENT)
    return (
        rows.order_by()
        .values("thread", "link")
        .annotate(
            sent=Min("sent_at", filter=Q(state=Message.State.SENT)),
            failed=Max("written_at", filter=Q(state=Message.State.FAILED)),
            last=Max("written_at"),
            held=Min("held_because", filter=Q(state=Message.State.HELD)),
        )
        .values_list("thread", "sent", "failed", "last", "held")
    )


@Prepared
def _seen(company: int, inspections: list[int]) -> "QuerySet[Any, Any]":
    """When a client first opened it, and first read the report."""
    of_clients = {"link__share__inspection__in": inspections, "link__share__participant__role": CLIENT}
    rows = Use.objects.filter(company=company, kind__in=TOLD, **of_clients).order_by()
    by_inspection = rows.values("link__share__inspection")
    return by_inspection.annotate(opened=Min("at"), read=Min("at", filter=Q(kind=Use.Kind.READ))).values_list(
        "link__share__inspection", "opened", "read"
    )


@Prepared
def _sums(company: int, inspections: list[int]) -> "QuerySet[Any, Any]":
    """The ledgers of its invoices together: charges, balance, and when the newest payment came that still counts."""
    rows = Entry.objects.filter(company=company, invoice__bill__inspection__in=inspections).order_by()
    voids = Entry.objects.filter(of=OuterRef("pk"), kind=Entry.Kind.VOID)
    charges, counts = Q(kind=Entry.Kind.CHARGE), Q(kind=Entry.Kind.PAYMENT) & ~Q(Exists(voids))
    return (
        rows.values(inspection=F("invoice__bill__inspection"))
        .annotate(
            charged=Coalesce(Sum("amount_cents", filter=charges), 0),
            balance=Sum("amount_cents"),
            paid=Max("at", filter=counts),
        )
        .values_list("inspection", "charged", "balance", "paid")
    )


@Prepared
def _to_sign(company: int, inspections: list[int]) -> "QuerySet[Any, Any]":
    rows = Paper.objects.needed().filter(company=company, participant__inspection__in=inspections).order_by()
    counts = rows.values("participant__inspection").annotate(all=Count("pk"), signed=Count("agreement__signature"))
    return counts.values_list("participant__inspection", "all", "signed")
