"""How the company is paid: how much at once, and when the report opens."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lintel.billing import asking
from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import waiving
from lintel.web.office import door
from lintel.web.office.forms.undoing import PolicyForm
from lintel.web.office.settings.door import seen_by_all


@require_http_methods(["GET", "HEAD", "POST"])
@seen_by_all(changed_with="settings")
def policy(request: HttpRequest, member: Member) -> HttpResponse:
    """Everybody sees it; an owner changes it."""
    company = member.company
    sent = request.POST if request.method == "POST" else None
    form = PolicyForm(sent, terms=asking.terms_of(company), company=company)
    if form.is_valid():
        try:
            with transaction.atomic():
                asking.decide(company=company, by=member, at=clock.now(), **form.said())
                waiving.decide(company=company, by=member, **form.gates())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                "Saved. Invoices without terms of their own follow at once, reports from the next inspection on.",
            )
            return redirect("office:payment_settings")
    return door.show(
        request, member, "office/settings/payments/page.html", here="settings", tab="payments", policy_form=form
    )
