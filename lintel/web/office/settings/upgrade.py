"""Upgrade: the end of a trial."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lintel.companies import trial
from lintel.companies.models import Member
from lintel.core import clock
from lintel.web.office import door


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="settings")
def upgrade(request: HttpRequest, member: Member) -> HttpResponse:
    """What changes with it; and, sent, the upgrade itself."""
    if request.method == "POST":
        trial.subscribe(member.company, at=clock.now())
        messages.success(
            request, "Upgraded. New letters leave from now on; those held before wait until you send them."
        )
        return redirect("office:today")
    return door.show(request, member, "office/settings/upgrade.html", here="settings", tab="upgrade")
