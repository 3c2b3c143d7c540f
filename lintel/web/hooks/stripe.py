"""Stripe calls: the raw body, its signature, and a fast answer. What it is about is looked up by the worker."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lintel.billing import hearing
from lintel.core import clock
from lintel.web import doors

MOST_BYTES = 512 * 1024
NOT_BELIEVED, TOO_LONG, NOBODY_LISTENS = 400, 413, 503


@csrf_exempt
@require_POST
def call(request: HttpRequest, hook_key: str) -> HttpResponse:
    """200 once the event is kept, also when it was before; 503 where nobody can check it, so that it comes again."""
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _said("That is longer than any event.", TOO_LONG)
    try:
        signature = request.headers.get("Stripe-Signature", "")
        hearing.hear(hook_key=hook_key, body=body, signature=signature, at=clock.now())
    except hearing.NobodyListens:
        return _said("Nobody listens here.", NOBODY_LISTENS)
    except hearing.Forged:
        return _said("The signature is not right.", NOT_BELIEVED)
    return _said("Kept.", 200)


doors.mark(call, "hook")


def _said(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain", status=status)
