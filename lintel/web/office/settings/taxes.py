"""The taxes on what the company offers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.services import levying
from lintel.services.models import Tax
from lintel.web.office import door
from lintel.web.office.settings.forms import TaxForm


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="settings")
def levy(request: HttpRequest, member: Member) -> HttpResponse:
    """A new tax."""
    form = TaxForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            tax = levying.levy(company=member.company, what=form.what(), by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{tax} is here. Choose it on each service that carries it.")
            return redirect("office:services")
    return door.show(request, member, "office/settings/tax.html", here="settings", tab="services", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="settings")
def correct(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Another name, rate or number from now on; or no tax any more."""
    tax = _own(member, key)
    form = TaxForm(request.POST if request.method == "POST" else None, tax=tax)
    if form.is_valid():
        try:
            new = levying.correct(tax=tax, what=form.what(), by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{new} from now on. What was sold before keeps {tax}.")
            return redirect("office:services")
    shown: dict[str, Any] = {"form": form, "tax": tax}
    return door.show(request, member, "office/settings/tax.html", here="settings", tab="services", **shown)


@require_POST
@door.office(may="settings")
def withdraw(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Raised no more."""
    tax = _own(member, key)
    levying.withdraw(tax=tax, by=member, at=clock.now())
    messages.success(request, f"{tax} is raised no more. What was sold before keeps it.")
    return redirect("office:services")


def _own(member: Member, key: str) -> Tax:
    """One that is raised today; another company's key answers like one that does not exist."""
    return get_object_or_404(Tax.objects.of(member.company).raised().select_related("company"), key=key)
