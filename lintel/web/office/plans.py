"""A letter that an automation has planned: edited for one inspection, sent now, or withdrawn."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from lintel.automations import planning
from lintel.automations.models import Plan
from lintel.companies.models import Member
from lintel.core import clock, words
from lintel.core.refusal import Refusal
from lintel.inspections import audiences, automating, kinds, letters, trying
from lintel.inspections.kinds import Kind
from lintel.inspections.models import Inspection
from lintel.messages.wording import LONGEST, UnknownPlaceholder, Words
from lintel.web.office import details, door
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.letters import FRAME_POLICY
from lintel.web.office.settings.letters import shown_in_frame


class PlanForm(OfficeForm):
    """The words of one letter to come."""

    subject = forms.CharField(label="Subject", max_length=200, error_messages={"required": "Write a subject."})
    body = forms.CharField(
        label="Words",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "There is nothing in this letter yet."},
    )

    def __init__(self, data: QueryDict | None, *, begun: Words, is_text: bool) -> None:
        super().__init__(data, initial={"subject": begun.subject, "body": begun.body})
        if is_text:
            del self.fields["subject"]

    def words(self) -> Words:
        """As typed."""
        body = str(self["body"].value() or "").replace("\r\n", "\n")
        subject = str(self["subject"].value() or "") if "subject" in self.fields else ""
        return Words(subject[:200], body[:LONGEST])


@require_http_methods(["GET", "HEAD", "POST"])
@door.office()
def plan(request: HttpRequest, member: Member, key: str, plan_key: str) -> HttpResponse:
    """When it goes and to whom, and its words, which can be others here than everywhere."""
    inspection, found = _plan(member, key, plan_key)
    form = _form(request, inspection, found)
    if request.method == "POST" and not member.may("change"):
        return door.show(request, member, "office/refused.html", status=403, why=door.NOT_YOURS["change"])
    if request.method == "POST" and form.is_valid():
        try:
            if strangers := words.unknown(f"{form.words().subject}\n{form.words().body}", _kind(found).known):
                raise UnknownPlaceholder(strangers, field="body")
            planning.edit(plan=found, words=form.words(), by=member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved for this inspection alone.")
            return redirect("office:plan", key, plan_key)
    waits = found.state == Plan.State.WAITING
    return door.show(
        request,
        member,
        "office/plan.html",
        here="inspections",
        inspection=inspection,
        plan=found,
        form=form,
        waits=waits,
        may_change=member.may("change"),
        when=automating.due_words(found, inspection),
        because=automating.expected(found, inspection, at=clock.now()) if waits else "",
        readers=", ".join(_names(inspection, found)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@door.office()
@xframe_options_sameorigin
def preview(request: HttpRequest, member: Member, key: str, plan_key: str) -> HttpResponse:
    """The letter as it is typed, with this inspection. Nothing is kept."""
    inspection, found = _plan(member, key, plan_key)
    made = trying.letter(
        kind=_kind(found),
        words=_form(request, inspection, found).words(),
        company=member.company,
        sample=inspection,
        at=clock.now(),
    )
    response = shown_in_frame(request, made, _kind(found))
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@require_POST
@door.office(may="change")
def send(request: HttpRequest, member: Member, key: str, plan_key: str) -> HttpResponse:
    """Now, whatever its conditions."""
    _, found = _plan(member, key, plan_key)
    said = f"“{found.rule.name}” leaves now."
    return _do(request, key, said, lambda: planning.send_now(plan=found, by=member, at=clock.now()))


@require_POST
@door.office(may="change")
def withdraw(request: HttpRequest, member: Member, key: str, plan_key: str) -> HttpResponse:
    """Not at all."""
    _, found = _plan(member, key, plan_key)
    said = f"“{found.rule.name}” is withdrawn for this inspection."
    return _do(request, key, said, lambda: planning.withdraw_one(plan=found, by=member, at=clock.now()))


def _do(request: HttpRequest, key: str, said: str, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        messages.success(request, said)
    return redirect("office:inspection", key)


def _form(request: HttpRequest, inspection: Inspection, found: Plan) -> PlanForm:
    own = Words(found.subject, found.body) if found.body else None
    begun = own or letters.Texts(inspection.company).for_rule(found.rule.letter) or Words("", "")
    return PlanForm(request.POST if request.method == "POST" else None, begun=begun, is_text=_kind(found).is_text)


def _kind(found: Plan) -> Kind:
    return kinds.KINDS.get(found.rule.letter) or kinds.new(
        is_text=found.rule.letter.startswith("text-"), name=found.rule.letter
    )


def _names(inspection: Inspection, found: Plan) -> list[str]:
    readers = audiences.of(inspection, found.rule.to, found.rule.address)
    people = [one.contact.name for one in readers.people]
    return [*people, *(one.name for one in readers.members), *([readers.address] if readers.address else [])]


def _plan(member: Member, key: str, plan_key: str) -> tuple[Inspection, Plan]:
    inspection = details.one(member.company, key)
    plans = Plan.objects.of(member.company).filter(thread=inspection.thread_id, key=plan_key)
    found = plans.select_related("rule").first()
    if found is None:
        raise Http404
    return inspection, found
