"""Today: what is on today and tomorrow, what needs somebody, and the figures worth a glance."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from lintel.companies.models import Company, Member
from lintel.core import clock, ids
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, gathering
from lintel.inspections.models import Inspection
from lintel.web.office import (
    attention,
    automatic,
    chart,
    door,
    figures,
    firststeps,
    money_needs,
    online,
    post,
    undelivered,
)
from lintel.web.office.attention import Kind, Need
from lintel.web.office.days import Clocks
from lintel.web.office.progress import named, unsigned

MOST_A_DAY = 40
MOST_OPEN = 8


@dataclass(slots=True)
class Day:
    """One of the two days: how many there are, and those that fit."""

    date: date
    total: int = 0
    inspections: list[Inspection] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.inspections)


@door.office()
def today(request: HttpRequest, member: Member) -> HttpResponse:
    """The first page after signing in."""
    at, company = clock.now(), member.company
    clocks = Clocks.of(company, at=at)
    days, needs = _days(company, clocks, at)
    if not any(day.total for day in days) and not Inspection.objects.of(company).exists():
        steps = firststeps.of(member, at=at)
        return door.show(request, member, "office/today_first.html", here="today", steps=steps, clocks=clocks)
    sums = figures.of(company, clocks=clocks, at=at)
    needs += money_needs.overpaid(company) if sums.outstanding.overpaid else []
    needs = [need.shown_to(member) for need in needs]
    shown: dict[str, Any] = {"days": days, "needs": needs, "figures": sums, "clocks": clocks, "at": at}
    graph = chart.of(sums.collected.days, company.currency)
    return door.show(request, member, "office/today.html", here="today", chart=graph, once=ids.new_row_key(), **shown)


@require_POST
@door.office(may="change")
def remind(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Send the link again to every client who still has to sign or to pay, or to the one that is named."""
    found = get_object_or_404(Inspection.objects.of(member.company), key=key)
    (inspection,) = gathering.of(member.company, [found.pk])
    named_one = request.POST.get("participant", "")
    clients = [one for one in inspection.clients() if unsigned(one)] or inspection.clients()
    clients = [one for one in inspection.clients() if str(one.pk) == named_one] or clients
    try:
        for client in clients:
            announcing.resend(
                inspection=inspection,
                participant=client,
                by=member,
                once=request.POST.get("once", "")[:20],
                at=clock.now(),
            )
        said = f"The link goes to {named(clients)} again."
        messages.success(request, post.told(said, company=member.company, to=clients[0].contact.email, at=clock.now()))
    except Refusal as no:
        messages.error(request, no.say)
    return redirect(reverse("office:today"))


def _days(company: Company, clocks: Clocks, at: datetime) -> tuple[list[Day], list[Need]]:
    """Three statements over the three days, whatever happens on them; then the few that are shown."""
    standing = Inspection.objects.of(company).standing().between(clocks.starts(-1), clocks.starts(2))
    rows = list(standing.order_by("starts_at", "pk").values_list("pk", "starts_at"))
    counted = gathering.counted(company, [pk for pk, _ in rows])
    edges = [clocks.starts(number) for number in (0, 1, 2)]
    on = [[pk for pk, start in rows if begin <= start < end] for begin, end in pairwise(edges)]
    wanting = [
        pk
        for pk, start in sorted(rows, key=lambda row: (row[1] < at, row[1]))
        if attention.is_open(counted[pk], starts_at=start, at=at)
    ]
    first = wanting[:MOST_OPEN]
    whole = {one.pk: one for one in gathering.of(company, [*{*on[0][:MOST_A_DAY], *on[1][:MOST_A_DAY], *first}])}
    days = [
        Day(clocks.day(number), len(on[number]), [whole[pk] for pk in on[number][:MOST_A_DAY]]) for number in (0, 1)
    ]
    return days, _needs(company, [whole[pk] for pk in first], wanting, at)


def _needs(company: Company, first: list[Inspection], wanting: list[int], at: datetime) -> list[Need]:
    """The most urgent before the others. One statement asks whether there is anything of the rarer kinds."""
    letters, sums = undelivered.kinds(company, at=at), money_needs.kinds(company, at=at)
    stripe, waiting = online.kind(company, at=at), attention.unconfirmed(company, at=at)
    broken = automatic.kinds(company)
    present = attention.present(company, [*letters, *broken, *sums, stripe, waiting])
    return [
        *_said(letters, present),
        *_said(broken, present),
        *_said([waiting], present),
        *attention.still_open(first, at=at),
        *attention.more_open(len(wanting) - len(first)),
        *attention.unopened(company, at=at, but=wanting),
        *_said(sums, present),
        *attention.unreachable(company, at=at),
        *_said([stripe], present),
    ]


def _said(kinds: Sequence[Kind], present: Collection[Kind]) -> list[Need]:
    return [need for kind in kinds if kind in present for need in kind.say()]
