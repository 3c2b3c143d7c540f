"""From an invitation's token to the invitation, with one answer for everything that opens nothing."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lintel.companies import invitation_keys
from lintel.companies.models import Invitation
from lintel.core import clock

View = Callable[[HttpRequest, Invitation], HttpResponse]


def door(view: View) -> Callable[..., HttpResponse]:
    """Hands the open invitation of the token to the view. Mistyped, used, withdrawn and expired: 404, all alike."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        invitation = find(token)
        if invitation is None:
            answer = render(request, "accounts/invitation_closed.html", status=404)
        else:
            answer = view(request, invitation)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return opened


def find(token: str) -> Invitation | None:
    """The invitation this token opens now."""
    key = invitation_keys.read(token)
    if key is None:
        return None
    open_now = Invitation.objects.open(at=clock.now()).select_related("company", "invited_by")
    return open_now.filter(key=key).first()
