"""The messages that were asked for, newest first, a page at a time; and above them what automations have planned."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from lintel.automations.models import Plan
from lintel.billing.models import Invoice
from lintel.companies.models import Company
from lintel.core import search
from lintel.inspections import automating
from lintel.inspections.models import Inspection
from lintel.messages import holding
from lintel.messages.models import Message, MessageQuerySet
from lintel.web.office import post
from lintel.web.office.days import Clocks
from lintel.web.office.outbox.asked import Asked

PAGE = 50
COUNTED = 1000
PLANS = 20
STATES = {
    "to-come": [Message.State.QUEUED, Message.State.SENDING],
    "sent": [Message.State.SENT],
    "held": [Message.State.HELD],
    "failed": [Message.State.FAILED],
    "withdrawn": [Message.State.WITHDRAWN],
}
FEW = ("to-come", "held", "failed")


@dataclass(frozen=True, slots=True)
class Row:
    """A message, where it belongs, and its own page where it has one."""

    mail: post.Mail
    where: str
    address: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter that an automation has planned."""

    plan: Plan
    inspection: Inspection
    when: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list: its rows, the keys to go on from, how many there are (None: over a thousand); how many are
    to be sent, held and failed; what is planned, and how much of that there is.
    """

    rows: list[Row]
    previous: int
    following: int
    total: int | None
    counts: dict[str, int]
    planned: list[Planned]
    plans: int


def of(company: Company, asked: Asked, *, at: datetime) -> Page:
    """The same statements for any number of messages."""
    chosen = _chosen(company, asked, at)
    back = bool(asked.before)
    keys = _keys(company, chosen, asked, back=back)
    more, keys = len(keys) > PAGE, keys[:PAGE]
    rows = _whole(company, keys[::-1] if back else keys, at)
    earlier, later = (more, True) if back else (bool(asked.after), more)
    count = chosen.order_by()[: COUNTED + 1].count()
    is_first = asked.view in ("all", "to-come") and not (asked.after or asked.before or asked.narrowed)
    waiting = Plan.objects.of(company).waiting()
    plans = waiting.order_by()[: COUNTED + 1].count() if is_first else 0
    return Page(
        rows,
        previous=rows[0].mail.message.pk if rows and earlier else 0,
        following=rows[-1].mail.message.pk if rows and later else 0,
        total=None if count > COUNTED else count,
        counts=_counts(company),
        planned=_planned(company) if plans else [],
        plans=plans,
    )


def chosen(company: Company, keys: list[str]) -> list[Message]:
    """The ticked ones."""
    return list(Message.objects.of(company).filter(key__in=keys[:PAGE]).select_related("company").order_by("pk"))


def _chosen(company: Company, asked: Asked, at: datetime) -> MessageQuerySet:
    rows = Message.objects.of(company)
    clocks = Clocks.of(company, at=at)
    if asked.view in STATES:
        rows = rows.filter(state__in=STATES[asked.view])
    if asked.first:
        rows = rows.filter(written_at__gte=clocks.midnight(asked.first))
    if asked.last:
        rows = rows.filter(written_at__lt=clocks.midnight(asked.last + timedelta(days=1)))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    return rows.filter(_found(company, asked.q)) if asked.q else rows


def _found(company: Company, words: str) -> Q:
    """By an address as it stands, or by the words that find the inspection or the invoice it is about."""
    inspections = search.matching(Inspection.objects.of(company), words, company.key)
    invoices = search.matching(Invoice.objects.of(company), words, company.key)
    found = Q(thread__inspection__in=inspections.order_by().values("pk"))
    found |= Q(thread__invoice__in=invoices.order_by().values("pk"))
    return found | Q(to_address__iexact=words)


def _keys(company: Company, chosen_: MessageQuerySet, asked: Asked, *, back: bool) -> list[int]:
    way, beside = "gt" if back else "lt", asked.before or asked.after
    rows = Message.objects.of(company).filter(pk=beside).values_list("written_at", "pk")
    if anchor := rows.first() if beside else None:
        at, pk = anchor
        further = Q(**{f"written_at__{way}": at}) | Q(**{"written_at": at, f"pk__{way}": pk})
        chosen_ = chosen_.filter(**{f"written_at__{way}e": at}).filter(further)
    ordered = chosen_.order_by("written_at", "pk") if back else chosen_.order_by("-written_at", "-pk")
    return list(ordered.values_list("pk", flat=True)[: PAGE + 1])


def _whole(company: Company, keys: list[int], at: datetime) -> list[Row]:
    """The messages of these keys, in their order, with what a list shows: one statement."""
    joined = ("company", "thread__inspection__home", "thread__invoice")
    rows = Message.objects.of(company).filter(pk__in=keys).select_related(*joined).defer("body", "calendar", "heading")
    found, gate = {one.pk: one for one in rows}, holding.Gate(company, at=at)
    return [_row(found[key], gate, at) for key in keys if key in found]


def _row(message: Message, gate: holding.Gate, at: datetime) -> Row:
    mail = post.seen(message, at=at, gate=gate)
    if inspection := getattr(message.thread, "inspection", None):
        return Row(mail, inspection.home.street, reverse("office:letter", args=[inspection.key, message.key]))
    if invoice := getattr(message.thread, "invoice", None):
        address = reverse("office:invoice_letter", args=[invoice.key, message.key])
        return Row(mail, invoice.subject["property"], address)
    return Row(mail, "", "")


def _counts(company: Company) -> dict[str, int]:
    """Of the states in which there are seldom many."""
    live = Message.objects.of(company).filter(Q(due_at__isnull=False) | Q(sent_at=None, withdrawn_at=None))
    told = {view.replace("-", "_"): Count("pk", filter=Q(state__in=STATES[view])) for view in FEW}
    counted = live.aggregate(**told)
    return {view: counted[view.replace("-", "_")] for view in FEW}


def _planned(company: Company) -> list[Planned]:
    plans = Plan.objects.of(company).waiting().select_related("rule", "thread__inspection__home")
    found = [(plan, plan.thread.inspection) for plan in plans.order_by("due_at", "pk")[:PLANS]]
    return [Planned(plan, inspection, automating.due_words(plan, inspection)) for plan, inspection in found]
