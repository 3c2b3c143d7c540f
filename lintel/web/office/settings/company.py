"""The company's particulars."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lintel.companies import arranging
from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.contrast import contrast
from lintel.core.refusal import Refusal
from lintel.web import brand
from lintel.web.office import door
from lintel.web.office.forms import asking
from lintel.web.office.settings.door import seen_by_all
from lintel.web.office.settings.forms import CompanyForm


@require_http_methods(["GET", "HEAD", "POST"])
@seen_by_all(changed_with="settings")
def company(request: HttpRequest, member: Member) -> HttpResponse:
    """Everybody sees it; an owner changes it."""
    sent = asking.mended(request.POST) if request.method == "POST" else None
    form = CompanyForm(sent, company=member.company)
    if form.is_valid():
        try:
            arranging.describe(company=member.company, particulars=form.particulars(), by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved. Pages and letters from now on say so.")
            return redirect("office:settings")
    own = member.company.colour
    return door.show(
        request,
        member,
        "office/settings/company.html",
        here="settings",
        tab="company",
        form=form,
        kept=asking.kept(request.POST),
        brand=brand.correct(own),
        contrast=_contrast(own),
    )


def _contrast(colour: str) -> float | None:
    """How well words stand out on the colour as pages show it."""
    shown = brand.correct(colour)
    return round(contrast(shown.ground, shown.ink), 1) if shown else None
