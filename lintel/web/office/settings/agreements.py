"""The words that clients sign: several templates, each for what it is for."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lintel.agreements import drafting
from lintel.agreements.models import Template
from lintel.companies.models import Member
from lintel.core import clock, markup, words
from lintel.core.refusal import Refusal
from lintel.inspections import letters, placeholders
from lintel.services.models import Service
from lintel.web.office import door
from lintel.web.office.settings.agreement_forms import SigningForm, TemplateForm
from lintel.web.office.settings.door import seen_by_all

STARTERS = {
    "agreement": "Inspection agreement",
    "agreement-radon": "Radon test agreement",
    "agreement-sewer": "Sewer scope agreement",
}


@require_safe
@door.office()
def agreements(request: HttpRequest, member: Member) -> HttpResponse:
    """Every template and what it is for; below them what was withdrawn, and how clients sign."""
    return _list(request, member, None)


@require_POST
@door.office(may="settings")
def signing(request: HttpRequest, member: Member) -> HttpResponse:
    """How clients sign, and whether all of them have to."""
    form = SigningForm(request.POST, company=member.company)
    if form.is_valid():
        drafting.decide(company=member.company, by=member, **form.said())
        messages.success(request, "Saved. How to sign counts at once; who has to, from the next inspection on.")
        return redirect("office:agreements")
    return _list(request, member, form)


def _list(request: HttpRequest, member: Member, form: SigningForm | None) -> HttpResponse:
    own = list(Template.objects.of(member.company).order_by("pk"))
    lists: dict[str, Any] = {
        "form": form or SigningForm(company=member.company),
        "asked": [one for one in own if one.withdrawn_at is None],
        "withdrawn": [one for one in own if one.withdrawn_at is not None],
        "starters": STARTERS,
        "sold": dict(Service.objects.of(member.company).values_list("key", "name")),
    }
    return door.show(request, member, "office/settings/agreements.html", here="settings", tab="agreements", **lists)


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="settings")
def write(request: HttpRequest, member: Member) -> HttpResponse:
    """A new template, begun with one of our texts or with nothing."""
    form = TemplateForm(_sent(request), company=member.company, begun=_begun(request.GET.get("begin", "")))
    if _saves(request, form):
        try:
            template = drafting.write(
                company=member.company, what=form.draft(), known=placeholders.KNOWN, by=member, at=clock.now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{template.title} is asked for from the next inspection on.")
            return redirect("office:agreements")
    return _show(request, member, form)


@require_http_methods(["GET", "HEAD", "POST"])
@seen_by_all(changed_with="settings")
def agreement(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """One template: its words, its placeholders, how it reads, and how it read before. Preview saves nothing."""
    template = _own(member, pk)
    form = TemplateForm(_sent(request), company=member.company, template=template)
    if _saves(request, form):
        try:
            drafting.correct(template=template, what=form.draft(), known=placeholders.KNOWN, by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved. Inspections scheduled from now on ask for these words.")
            return redirect("office:agreement", pk)
    return _show(request, member, form, template=template)


@require_safe
@door.office()
def version(request: HttpRequest, member: Member, pk: int, number: int) -> HttpResponse:
    """The template as it once read."""
    template = _own(member, pk)
    found = get_object_or_404(template.versions, number=number)
    shown: dict[str, Any] = {"agreement": template, "version": found, "blocks": markup.parse(found.text)}
    return door.show(
        request, member, "office/settings/agreement_version.html", here="settings", tab="agreements", **shown
    )


@require_POST
@door.office(may="settings")
def withdraw(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Not asked for any more."""
    template = _own(member, pk)
    drafting.withdraw(template=template, by=member, at=clock.now())
    messages.success(request, f"{template.title} is not asked for any more. It stays below, to be brought back.")
    return redirect("office:agreements")


@require_POST
@door.office(may="settings")
def bring_back(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Asked for again."""
    template = _own(member, pk)
    try:
        drafting.bring_back(template=template, by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        messages.success(request, f"{template.title} is asked for again.")
    return redirect("office:agreements")


def _show(
    request: HttpRequest, member: Member, form: TemplateForm, *, template: Template | None = None
) -> HttpResponse:
    title, text = form.typed()
    sample, fields = form.sample()
    shown: dict[str, Any] = {
        "form": form,
        "agreement": template,
        "versions": template.versions.exclude(number=template.version).order_by("-number") if template else [],
        "placeholders": sorted(placeholders.EXAMPLES.items()),
        "unknown": words.unknown(f"{title}\n{text}", placeholders.KNOWN),
        "heading": words.fill(title, fields),
        "blocks": markup.parse(words.fill(text, fields)),
        "sample": sample,
        "previewed": "preview" in request.POST,
    }
    return door.show(request, member, "office/settings/agreement.html", here="settings", tab="agreements", **shown)


def _own(member: Member, pk: int) -> Template:
    """Another company's template answers like one that does not exist."""
    found = Template.objects.of(member.company).select_related("company")
    return get_object_or_404(found, pk=pk)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _saves(request: HttpRequest, form: TemplateForm) -> bool:
    return request.method == "POST" and "preview" not in request.POST and form.is_valid()


def _begun(starter: str) -> tuple[str, str]:
    """The title and the text to begin with. Raises Http404 for a starter that there is not."""
    if not starter:
        return "", ""
    if starter not in STARTERS:
        raise Http404
    return letters.whole(starter)
