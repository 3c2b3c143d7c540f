"""New invoice: a one-off, outside any inspection."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import one_offs
from lintel.web.office import door
from lintel.web.office.forms.one_off import OneOffSheet


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="money")
def new(request: HttpRequest, member: Member) -> HttpResponse:
    """The page; Save makes it, every other button shows the page again with what was typed."""
    sheet = OneOffSheet(member, request.POST if request.method == "POST" else None)
    if sheet.is_to_be_saved():
        try:
            made = one_offs.bill(company=member.company, by=member, at=clock.now(), **sheet.order())
        except Refusal as refusal:
            sheet.refuse(refusal)
        else:
            messages.success(request, "Saved, not sent. Send it, or copy its link.")
            return redirect("office:invoice", made.key)
    return door.show(request, member, "office/invoices/new.html", here="invoices", sheet=sheet)
