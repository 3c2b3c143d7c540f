"""The words that clients sign."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lintel.agreements import blocks, preparing
from lintel.agreements.models import Template
from lintel.companies.models import Company, Member
from lintel.core import clock, words
from lintel.core.refusal import Refusal
from lintel.inspections import placeholders
from lintel.web.office import door
from lintel.web.office.settings.door import seen_by_all
from lintel.web.office.settings.forms import AgreementForm


@require_http_methods(["GET", "HEAD", "POST"])
@seen_by_all(changed_with="settings")
def agreement(request: HttpRequest, member: Member) -> HttpResponse:
    """The text, its placeholders, and how it reads with an example. Preview shows without saving."""
    template = Template.objects.of(member.company).filter(withdrawn_at=None).order_by("pk").first()
    now = {"title": template.title, "text": template.text} if template else {}
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=now)
    if "preview" not in request.POST and form.is_valid() and _kept(form, template, member):
        messages.success(request, "Saved. Inspections scheduled from now on ask for these words.")
        return redirect("office:agreement")
    title, text = str(form["title"].value() or ""), str(form["text"].value() or "")
    example = {**placeholders.EXAMPLES, **_own(member.company)}
    return door.show(
        request,
        member,
        "office/settings/agreement.html",
        here="settings",
        tab="agreement",
        form=form,
        version=template.version if template else 0,
        placeholders=sorted(placeholders.EXAMPLES.items()),
        unknown=words.unknown(title + text, placeholders.KNOWN),
        heading=words.fill(title, example),
        blocks=blocks.parse(words.fill(text, example)),
        previewed="preview" in request.POST,
    )


def _kept(form: AgreementForm, template: Template | None, member: Member) -> bool:
    try:
        preparing.keep_template(
            company=member.company,
            template=template,
            title=form.cleaned_data["title"],
            text=form.cleaned_data["text"],
            known=placeholders.KNOWN,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _own(company: Company) -> dict[str, str]:
    return {"COMPANY_NAME": company.name, "COMPANY_PHONE": company.telephone}
