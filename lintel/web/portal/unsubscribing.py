"""No more promotional letters: asked for with a button, or by a mail program in one click (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lintel.core import clock
from lintel.messages import unsubscribing
from lintel.web import doors, sender
from lintel.web.portal import door, frame

FORBIDDEN = 403


def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The button alone; sent, it is done at once, without signing in or anything else to confirm."""
    letter = unsubscribing.read(token)
    if letter is None:
        return door.closed(request)
    if request.method == "POST" and sender.foreign(request):
        return door.secretive(frame.bare(request, "foreign", visit=None, status=FORBIDDEN))
    if request.method == "POST":
        unsubscribing.unsubscribe(message=letter, at=clock.now())
    done = unsubscribing.wants_none(letter.company, letter.to_address)
    page = frame.bare(request, "unsubscribe", company=letter.company, done=done)
    return door.secretive(page)


unsubscribe = doors.mark(csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(unsubscribe)), "portal")
