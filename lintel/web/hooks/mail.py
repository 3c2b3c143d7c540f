"""A mail service calls: letters arrived, came back, or were marked as spam. Only what is proven is believed."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lintel.core import clock
from lintel.messages import delivering
from lintel.web import doors

MOST_BYTES = 512 * 1024
NO_SENSE, WHO, NOBODY_LISTENS, TOO_LONG = 400, 401, 404, 413

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def call(request: HttpRequest, service: str) -> HttpResponse:
    """200 once it is kept, and also where it is about no letter of ours. Only the service that mail leaves through."""
    if service != settings.MAIL_SERVICE or not settings.MAIL_HOOK_SECRET:
        return _said("Nobody listens here.", NOBODY_LISTENS)
    from lintel.web.hooks import services  # costs a mail server's users nothing

    known = services.SERVICES[service]
    if len(request.body) > MOST_BYTES:
        return _said("That is longer than any event.", TOO_LONG)
    if known.asks_for_password and "Authorization" not in request.headers:
        asked = _said("Who calls?", WHO)  # Amazon gives the password only when it is asked for it
        asked["WWW-Authenticate"] = 'Basic realm="Lintel"'
        return asked
    try:
        told = services.read(known, settings.MAIL_HOOK_SECRET, request)
    except services.Forged:
        return _said("That is not proven.", NO_SENSE)
    except Exception:
        log.exception("What %s tells cannot be read", service)
        return _said("That is no event.", NO_SENSE)
    for one in told:
        delivering.hear(one, at=clock.now())
    return _said("Kept.", 200)


doors.mark(call, "hook")


def _said(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain", status=status)
