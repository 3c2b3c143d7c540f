"""What the company offers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from lintel.billing import terms
from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.services import offering
from lintel.services.models import Service, Tax
from lintel.web.office import door
from lintel.web.office.settings.forms import ServiceForm


@require_http_methods(["GET", "HEAD"])
@door.office()
def services(request: HttpRequest, member: Member) -> HttpResponse:
    """The list in its order, what was withdrawn, and the taxes."""
    own = Service.objects.of(member.company)
    withdrawn = own.exclude(withdrawn_at=None).order_by("name")
    lists: dict[str, Any] = {
        "offered": list(own.offered().select_related("tax")),
        "withdrawn": list(withdrawn),
        "taxes": list(Tax.objects.of(member.company).raised()),
    }
    return door.show(request, member, "office/settings/services.html", here="settings", tab="services", **lists)


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="settings")
def offer(request: HttpRequest, member: Member) -> HttpResponse:
    """A new service."""
    form = ServiceForm(request.POST if request.method == "POST" else None, company=member.company)
    if form.is_valid():
        try:
            service = offering.offer(company=member.company, what=form.what(), by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{service.name} can be chosen from now on.")
            _warn(request, service)
            return redirect("office:services")
    return door.show(request, member, "office/settings/service.html", here="settings", tab="services", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="settings")
def correct(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """One service, to be changed or withdrawn."""
    service = _own(member, key)
    form = ServiceForm(request.POST if request.method == "POST" else None, company=member.company, service=service)
    if form.is_valid():
        try:
            offering.correct(service=service, what=form.what(), by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{service.name} is changed. Inspections that have it keep their price.")
            _warn(request, service)
            return redirect("office:services")
    shown: dict[str, Any] = {"form": form, "service": service}
    return door.show(request, member, "office/settings/service.html", here="settings", tab="services", **shown)


@require_POST
@door.office(may="settings")
def move(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """One place up or down."""
    service = _own(member, key)
    keys = list(Service.objects.of(member.company).offered().values_list("key", flat=True))
    if service.key in keys:
        place = keys.index(service.key)
        other = max(0, min(len(keys) - 1, place + (-1 if request.POST.get("to") == "up" else 1)))
        keys[place], keys[other] = keys[other], keys[place]
        offering.arrange(company=member.company, keys=keys, by=member, at=clock.now())
    return redirect("office:services")


@require_POST
@door.office(may="settings")
def withdraw(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Not offered any more."""
    service = _own(member, key)
    offering.withdraw(service=service, by=member, at=clock.now())
    messages.success(request, f"{service.name} cannot be chosen any more. It stays below, to be brought back.")
    return redirect("office:services")


@require_POST
@door.office(may="settings")
def bring_back(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Offered again."""
    service = _own(member, key)
    try:
        offering.bring_back(service=service, by=member, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        messages.success(request, f"{service.name} can be chosen again.")
    return redirect("office:services")


def _warn(request: HttpRequest, service: Service) -> None:
    """Say it where this price alone could not be paid online."""
    price, currency = service.price_cents, service.company.currency
    if why_not := terms.too_little(price, currency) or terms.too_fine(price, currency):
        messages.warning(request, f"{why_not} By hand it can.")


def _own(member: Member, key: str) -> Service:
    """Another company's key answers like one that does not exist."""
    return get_object_or_404(Service.objects.of(member.company).select_related("company", "tax"), key=key)
