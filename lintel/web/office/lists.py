"""The list of inspections, as a page and as a file. Everything about it stands in its address."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from lintel.companies.models import Member
from lintel.core import clock
from lintel.inspections import calendar
from lintel.inspections.gathering import so_far
from lintel.inspections.models import Inspection
from lintel.web.office import door, listing, sheet
from lintel.web.office.asked import VIEWS, Asked
from lintel.web.office.days import Clocks


@dataclass(slots=True)
class Group:
    """The rows under one heading; none in a list that is not in order of time."""

    heading: str
    rows: list[Inspection] = field(default_factory=list)


@door.office()
def inspections(request: HttpRequest, member: Member) -> HttpResponse:
    """Inspections, filtered, sorted and paged by their address."""
    at, company = clock.now(), member.company
    inspectors = list(Member.objects.of(company).filter(inspects=True).order_by("name"))
    asked = Asked.read(request.GET, inspectors)
    page = listing.of(company, asked, at=at)
    return door.show(
        request,
        member,
        "office/inspections.html",
        here="inspections",
        asked=asked,
        page=page,
        groups=_groups(page.rows, asked, Clocks.of(company, at=at)),
        previous=asked.page(before=page.previous),
        following=asked.page(after=page.following),
        views=[(name, word, asked.other_view(name)) for name, word in VIEWS.items()],
        inspectors=inspectors,
        charged=sum(so_far(one).charged for one in page.rows),
        due=sum(max(so_far(one).balance, 0) for one in page.rows if not one.cancelled_at),
    )


@door.office()
def csv(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The whole list that the address asks for, as a file for a spreadsheet."""
    inspectors = list(Member.objects.of(member.company).filter(inspects=True).order_by("name"))
    asked = Asked.read(request.GET, inspectors)
    at = clock.now()
    rows: Iterator[bytes] = sheet.of(listing.everything(member.company, asked, at=at))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="inspections-{at:%Y-%m-%d}.csv"'
    return response


def _groups(rows: Sequence[Inspection], asked: Asked, clocks: Clocks) -> list[Group]:
    if not asked.sort.endswith("when"):
        return [Group("", list(rows))]
    by_day = groupby(rows, key=lambda one: one.local_start().date())
    return [Group(_heading(day, clocks), list(found)) for day, found in by_day]


def _heading(day: date, clocks: Clocks) -> str:
    names = {clocks.day(-1): "Yesterday, ", clocks.today: "Today, ", clocks.day(1): "Tomorrow, "}
    year = "" if day.year == clocks.today.year else f", {day.year}"
    return f"{names.get(day, '')}{calendar.day_words(day)}{year}"
