"""Upgrade: the end of a trial. In the demo it is granted at once; elsewhere it is asked of the operator."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lintel.companies import trial
from lintel.companies.models import Member
from lintel.core import clock
from lintel.messages.models import Message
from lintel.web.office import door

GRANTED = "Upgraded. New letters leave from now on; those held before wait until you send them."
ASKED = "Asked. As soon as whoever runs this Lintel grants it, new letters leave."


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="settings")
def upgrade(request: HttpRequest, member: Member) -> HttpResponse:
    """What changes with it; and, sent, the upgrade itself or the request for it."""
    company = member.company
    held = Message.objects.of(company).held(Message.Held.TRIAL).count()
    if request.method != "POST":
        shown: dict[str, Any] = {"tab": "upgrade", "at_once": settings.DEMO, "held_by_trial": held}
        return door.show(request, member, "office/settings/upgrade.html", here="settings", **shown)
    if not settings.DEMO:
        trial.ask(company, at=clock.now())
        messages.success(request, ASKED)
        return redirect("office:upgrade")
    trial.subscribe(company, at=clock.now())
    messages.success(request, GRANTED)
    return redirect("office:held" if held else "office:today")
