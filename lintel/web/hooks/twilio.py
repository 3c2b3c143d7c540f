"""Twilio calls: a text came in, or something became of one of ours. Only what the token signed is believed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lintel.core import clock
from lintel.inspections import texting
from lintel.messages import hearing
from lintel.messages.models import TextAccount
from lintel.web import doors

NOT_BELIEVED, NOBODY_LISTENS = 403, 503
NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


@csrf_exempt
@require_POST
def heard(request: HttpRequest, hook_key: str) -> HttpResponse:
    """A text that came in. What is to be answered goes through the outbox, so Twilio is given nothing to say."""
    return _hear(request, hook_key, lambda account, form: texting.hear(account=account, form=form, at=clock.now()))


@csrf_exempt
@require_POST
def told(request: HttpRequest, hook_key: str, message_key: str) -> HttpResponse:
    """What became of a text. One that is not known is answered like one that is."""
    return _hear(request, hook_key, lambda account, form: hearing.told(account, message_key, form, at=clock.now()))


doors.mark(heard, "hook")
doors.mark(told, "hook")


def _hear(request: HttpRequest, hook_key: str, do: Callable[[TextAccount, dict[str, str]], Any]) -> HttpResponse:
    form = {name: str(value) for name, value in request.POST.items()}
    try:
        account = hearing.proven(
            hook_key=hook_key,
            path=request.get_full_path(),
            form=form,
            signed=request.headers.get("X-Twilio-Signature", ""),
        )
    except hearing.NobodyListens:
        return HttpResponse("Nobody listens here.", content_type="text/plain", status=NOBODY_LISTENS)
    except hearing.Forged:
        return HttpResponse("The signature is not right.", content_type="text/plain", status=NOT_BELIEVED)
    do(account, form)
    return HttpResponse(NO_ANSWER, content_type="text/xml")
