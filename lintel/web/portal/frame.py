"""What every page of the portal says around its content: the property, the time, the people, the way to the office."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lintel.web import zones
from lintel.web.portal import words
from lintel.web.portal.visit import Visit


def show(request: HttpRequest, visit: Visit, page: str, *, status: int = 200, **content: Any) -> HttpResponse:
    """`portal/<page>.html` in its frame."""
    return bare(request, page, status=status, **_frame(visit), **content)


def bare(request: HttpRequest, page: str, *, status: int = 200, **content: Any) -> HttpResponse:
    """`portal/<page>.html` and what it is given, nothing else."""
    return render(request, f"portal/{page}.html", content, status=status, using="jinja2")


def _frame(visit: Visit) -> dict[str, Any]:
    inspection, company = visit.inspection, visit.company
    return {
        "visit": visit,
        "here": visit.path,
        "company": company,
        "framed": "portal/frame.html",
        "home": inspection.home,
        "where": inspection.home.street,
        "clocks": inspection.home.zone,
        "check": "portal/parts/check.html",
        "inspection": inspection,
        "date": words.day_and_year(inspection.local_start()),
        "times": _times(visit),
        "drawing": f"portal/houses/{inspection.home.drawn_as()}.html",
        "kind_of_page": visit.kind,
        "telephone": words.dialled(company.telephone),
        "not_you": _not_you(visit),
    }


def _times(visit: Visit) -> str:
    """From when to when; with the zone, where the property's clocks are not the company's."""
    inspection = visit.inspection
    times = words.from_to(inspection.local_start(), inspection.local_end())
    zone = inspection.home.zone
    return times if zone == visit.company.zone else f"{times} {zones.words(zone)}"


def _not_you(visit: Visit) -> str:
    """Where "Not you? Tell us" leads: a letter to the office, else its telephone."""
    company = visit.company
    if company.email:
        return f"mailto:{quote(company.email)}?subject={quote(f'Not me: {visit.inspection.home.street}')}"
    dialled = words.dialled(company.telephone)
    return f"tel:{dialled}" if dialled else ""
