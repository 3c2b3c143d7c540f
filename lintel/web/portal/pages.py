"""The three tabs of the Client Portal, the status page, and what a page tells us when a person touches it."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from lintel.access import uses
from lintel.access.models import Right
from lintel.billing.models import Entry
from lintel.inspections import appointment, gating, paying, reading, roll, showing
from lintel.inspections.gating import Waiting
from lintel.web import zones
from lintel.web.portal import door, frame, paying as pay_pages, steps, words
from lintel.web.portal.facts import Facts, Step
from lintel.web.portal.visit import Visit


@door.portal(*Right)
def dashboard(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is to sign, what is to pay, and the report: as much of it as the link has rights to."""
    if visit.inspection.cancelled_at is not None:
        at = words.stamp(visit.inspection.cancelled_at.astimezone(visit.inspection.local_start().tzinfo))
        return frame.show(request, visit, "cancelled", tab="dashboard", cancelled_on=at)
    if visit.sees_money and not visit.reads:
        return pay_pages.show(request, visit)
    facts = _facts(visit)
    if visit.is_whole:
        standing = steps.standing(facts, visit.company.steps)
    elif visit.reads:
        standing = steps.signing_alone(facts)
    elif visit.may(Right.READ_REPORT):
        standing = steps.report_alone(facts)
    else:
        return frame.show(request, visit, "status", steps=steps.status(facts))
    return frame.show(request, visit, "dashboard", tab="dashboard", standing=standing, next=standing.next)


@door.portal(whole=True)
def order(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was ordered, what it costs and who takes part."""
    money = showing.money(visit.share)
    return frame.show(
        request,
        visit,
        "order",
        tab="order",
        fees=showing.fees(visit.share, money, whole=True),
        money=money,
        people=roll.people(visit.share),
        zone=zones.words(visit.inspection.home.zone),
    )


@door.portal(Right.SIGN, Right.READ_AGREEMENT)
def documents(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The report when there is one, the agreements, the invoice and what was paid on it, each by its own right."""
    alone = showing.is_clients(visit.share)
    papers = [paper for paper in showing.papers(visit.share) if paper.mine or not alone]
    return frame.show(
        request,
        visit,
        "documents",
        tab="documents",
        papers=papers,
        may_report=visit.may(Right.READ_REPORT),
        report_is_open=gating.report_opens(visit.share, at=visit.at),
        documents=reading.documents(visit.inspection) if visit.inspection.published_at else (),
        money=showing.money(visit.share) if visit.sees_money else None,
        methods=dict(Entry.Method.choices),
    )


@door.portal(whole=True)
def calendar_file(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The appointment for the holder's own calendar."""
    cancelled = visit.inspection.cancelled_at is not None
    text = appointment.calendar_file(visit.inspection, at=visit.at, cancelled=cancelled)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="inspection.ics"'
    return answer


@door.portal(*Right, methods=("POST",))
def opened(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A person touched the page. Machines that fetch it do not; staff who look do not count."""
    if visit.counts:
        uses.opened(visit.link, visitor=visit.visitor, at=visit.at)
    return HttpResponse(status=204)


def report_step(visit: Visit) -> Step:
    """What the report waits for, as the dashboard says it."""
    return replace(steps.report(_facts(visit), sums=visit.sees_money), number=1)


def _facts(visit: Visit) -> Facts:
    seen = showing.dashboard(visit.share)
    gates = gating.needed(visit.inspection, reader=visit.holder, at=visit.at)
    return Facts(
        seen=seen,
        inspection=visit.inspection,
        first_name=visit.holder.first_name(),
        may_sign=visit.signs,
        may_pay=visit.may(Right.PAY),
        may_read=visit.reads,
        online=paying.provider_of(visit.company) is not None,
        practice=paying.is_practice(visit.company),
        gates=gates,
        report_waits_for=gating.waiting(seen.money) if gates.payment else Waiting(),
        at=visit.at,
    )
