"""The three tabs of the Client Portal, the status page, and what a page tells us when a person touches it."""

from django.http import HttpRequest, HttpResponse

from lintel.access import uses
from lintel.access.models import Right
from lintel.billing.models import Entry
from lintel.inspections import appointment, paying, showing
from lintel.web import zones
from lintel.web.portal import door, frame, steps, words
from lintel.web.portal.facts import Facts
from lintel.web.portal.visit import Visit

ORDER = (Right.SIGN, Right.PAY, Right.SEE_INVOICE)


@door.portal()
def dashboard(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is to sign, what is to pay, and the report; for an agent, where things stand."""
    if visit.inspection.cancelled_at is not None:
        at = words.stamp(visit.inspection.cancelled_at.astimezone(visit.inspection.local_start().tzinfo))
        return frame.show(request, visit, "cancelled", tab="dashboard", cancelled_on=at)
    facts = _facts(visit)
    if not visit.is_client:
        return frame.show(request, visit, "status", steps=steps.status(facts))
    standing = steps.standing(facts, visit.company.steps)
    return frame.show(request, visit, "dashboard", tab="dashboard", standing=standing, next=standing.next)


@door.portal(*ORDER)
def order(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was ordered, what it costs and who takes part."""
    return frame.show(
        request,
        visit,
        "order",
        tab="order",
        fees=showing.fees(visit.share),
        money=showing.money(visit.share),
        people=showing.people(visit.share),
        zone=zones.words(visit.inspection.home.zone),
    )


@door.portal(*ORDER, Right.READ_AGREEMENT)
def documents(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The report when there is one, the holder's agreements, the invoice and what was paid on it."""
    papers = [paper for paper in showing.papers(visit.share) if paper.mine]
    return frame.show(
        request,
        visit,
        "documents",
        tab="documents",
        papers=papers,
        money=showing.money(visit.share),
        methods=dict(Entry.Method.choices),
    )


@door.portal(*ORDER)
def calendar_file(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The appointment for the holder's own calendar."""
    cancelled = visit.inspection.cancelled_at is not None
    text = appointment.calendar_file(visit.inspection, at=visit.at, cancelled=cancelled)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="inspection.ics"'
    return answer


@door.portal(methods=("POST",))
def opened(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A person touched the page. Machines that fetch it do not; staff who look do not count."""
    if visit.counts:
        uses.opened(visit.link, visitor=visit.visitor, at=visit.at)
    return HttpResponse(status=204)


def _facts(visit: Visit) -> Facts:
    return Facts(
        seen=showing.dashboard(visit.share),
        inspection=visit.inspection,
        first_name=visit.holder.first_name(),
        may_sign=visit.may(Right.SIGN),
        may_pay=visit.may(Right.PAY),
        online=paying.provider_of(visit.company) is not None,
        at=visit.at,
    )
