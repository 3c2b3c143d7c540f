"""The company's own ways of being paid by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from lintel.billing import accepting
from lintel.billing.models import Way
from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.web.office import door
from lintel.web.office.settings.door import seen_by_all
from lintel.web.office.settings.forms import WayForm


@require_http_methods(["GET", "HEAD", "POST"])
@seen_by_all(changed_with="settings")
def ways(request: HttpRequest, member: Member) -> HttpResponse:
    """The list, and one more."""
    form = WayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            way = accepting.accept(company=member.company, by=member, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{way.name} can be chosen under Received Payment.")
            return redirect("office:payment_settings")
    shown: dict[str, Any] = {"form": form, "ways": list(accepting.accepted(member.company))}
    return door.show(request, member, "office/settings/payments/by_hand.html", here="settings", tab="payments", **shown)


@require_POST
@door.office(may="settings")
def withdraw(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Not to be chosen any more."""
    way = get_object_or_404(Way.objects.of(member.company).select_related("company"), key=key)
    accepting.withdraw(way=way, by=member, at=clock.now())
    messages.success(request, f"{way.name} cannot be chosen any more. Payments that came by it keep its name.")
    return redirect("office:payment_settings")
