"""Automations: when this happens, if these hold, that letter goes to these people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lintel.automations import ruling
from lintel.automations.models import Plan, Rule
from lintel.companies import arranging
from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import automating
from lintel.inspections.models import Inspection
from lintel.messages import webhooks
from lintel.web.office import door
from lintel.web.office.automations import words
from lintel.web.office.automations.forms import MannersForm, RuleForm
from lintel.web.office.settings.door import seen_by_all

SHOWN = 8
BEFORE, WHEN, AFTER = "Before the inspection", "When something happens", "After it"
NAMES = {"is_known_ahead": "way"}


@dataclass(frozen=True, slots=True)
class Line:
    """A rule in the list, with how many of its letters are to come and how many failed."""

    rule: Rule
    when: str
    conditions: str
    to: str
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Touched:
    """A coming inspection, when a rule's letter goes there, and why it would not, as things stand."""

    inspection: Inspection
    plan: Plan
    when: str
    because: str


@require_safe
@door.office()
def automations(request: HttpRequest, member: Member) -> HttpResponse:
    """All rules, by when they act, and the manners they keep."""
    return _list(request, member, MannersForm(None, company=member.company))


@require_POST
@door.office(may="settings")
def manners(request: HttpRequest, member: Member) -> HttpResponse:
    """Quiet hours, and how much a day."""
    form = MannersForm(request.POST, company=member.company)
    if form.is_valid():
        given = form.cleaned_data
        arranging.have_manners(
            company=member.company, quiet=(given["quiet_from"], given["quiet_until"]), most=given["most"], by=member
        )
        for rule in Rule.objects.of(member.company).running().filter(moment__in=automating.AHEAD):
            rule.company = member.company
            automating.replan_rule(rule, at=clock.now())
        messages.success(request, "Saved. What is to come keeps to it.")
        return redirect("office:automations")
    return _list(request, member, form)


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="settings")
def new(request: HttpRequest, member: Member) -> HttpResponse:
    """A rule of the company's own, which is on from the beginning."""
    form = RuleForm(_sent(request), company=member.company, rule=None)
    if request.method == "POST" and form.is_valid():
        try:
            made = ruling.write(company=member.company, what=form.draft(), by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal, NAMES)
        else:
            automating.replan_rule(made, at=clock.now())
            messages.success(request, f"“{made.name}” is on.")
            return redirect("office:automation", made.key)
    return door.show(
        request, member, "office/automations/rule.html", here="automations", form=form, rule=None, touched=[]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@seen_by_all(changed_with="settings")
def automation(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """One rule, and the coming inspections it will touch: when, and with which words."""
    rule = _rule(member.company, key)
    form = RuleForm(_sent(request), company=member.company, rule=rule)
    if request.method == "POST" and form.is_valid():
        try:
            saved = ruling.correct(rule=rule, what=form.draft(), by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal, NAMES)
        else:
            automating.replan_rule(saved, at=clock.now())
            messages.success(request, "Saved. What is to come follows it, but for what was edited by hand.")
            return redirect("office:automation", key)
    waiting = Plan.objects.filter(rule=rule).waiting()
    context: dict[str, Any] = {
        "rule": rule,
        "form": form,
        "when": words.when(rule),
        "to": words.to(rule),
        "letter": form.names.letter(rule.letter),
        "touched": _touched(rule, waiting, member.company),
        "waiting": waiting.count(),
        "failed": _failed(rule, member.company),
        "fixed_on": rule.fixed == ruling.CONFIRMATION,
        "is_webhook": rule.channel == Rule.Channel.WEBHOOK,
        "secret": webhooks.secret(member.company) if member.may("settings") else "",
    }
    return door.show(request, member, "office/automations/rule.html", here="automations", **context)


@require_POST
@door.office(may="settings")
def switch(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """On or off."""
    rule, on = _rule(member.company, key), request.POST.get("on") == "yes"
    said = f"“{rule.name}” is on." if on else f"“{rule.name}” is off. What it had planned is withdrawn."

    def act() -> None:
        ruling.switch(rule=rule, on=on, by=member, at=clock.now())
        automating.replan_rule(rule, at=clock.now())

    return _do(request, said, act)


@require_POST
@door.office(may="settings")
def throw_away(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Gone from the list; what it sent stays."""
    rule = _rule(member.company, key)
    return _do(
        request,
        f"“{rule.name}” is gone. What it had planned is withdrawn.",
        lambda: ruling.throw_away(rule=rule, by=member, at=clock.now()),
    )


def _do(request: HttpRequest, said: str, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        messages.success(request, said)
    return redirect("office:automations")


def _list(request: HttpRequest, member: Member, form: MannersForm) -> HttpResponse:
    company, names = member.company, words.Names(member.company)
    counted = {
        "waiting": Count("plans", filter=Q(plans__state=Plan.State.WAITING)),
        "failed": Count("plans", filter=Q(plans__state=Plan.State.FAILED)),
    }
    groups: dict[str, list[Line]] = {BEFORE: [], WHEN: [], AFTER: []}
    for rule in Rule.objects.of(company).filter(thrown_away_at=None).annotate(**counted).order_by("pk"):
        line = Line(rule, words.when(rule), names.conditions(rule), words.to(rule), rule.waiting, rule.failed)  # type: ignore[attr-defined]
        groups[_group(rule)].append(line)
    groups[BEFORE].sort(key=lambda line: -_length(line.rule))
    return door.show(request, member, "office/automations/list.html", here="automations", groups=groups, manners=form)


def _group(rule: Rule) -> str:
    if rule.way == Rule.Way.AT_ONCE:
        return WHEN
    return BEFORE if rule.way == Rule.Way.BEFORE else AFTER


def _length(rule: Rule) -> int:
    return rule.amount * {"minutes": 1, "hours": 60, "days": 1440, "weeks": 10080, "months": 43200}[rule.unit]


def _touched(rule: Rule, waiting: Any, company: Company) -> list[Touched]:
    plans = list(waiting.select_related("rule").order_by("due_at", "pk")[:SHOWN])
    rows = Inspection.objects.of(company).filter(thread__in=[plan.thread_id for plan in plans])
    by_thread = {one.thread_id: one for one in rows.for_lists()}
    return [
        Touched(found, plan, automating.due_words(plan, found), automating.expected(plan, found, at=clock.now()))
        for plan in plans
        if (found := by_thread.get(plan.thread_id))
    ]


def _failed(rule: Rule, company: Company) -> list[tuple[Inspection, Plan]]:
    plans = list(Plan.objects.filter(rule=rule, state=Plan.State.FAILED).order_by("-ended_at")[:SHOWN])
    rows = Inspection.objects.of(company).filter(thread__in=[plan.thread_id for plan in plans])
    by_thread = {one.thread_id: one for one in rows.select_related("home")}
    return [(by_thread[plan.thread_id], plan) for plan in plans if plan.thread_id in by_thread]


def _rule(company: Company, key: str) -> Rule:
    found = Rule.objects.of(company).filter(key=key, thrown_away_at=None).select_related("company").first()
    if found is None:
        raise Http404
    return found


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
