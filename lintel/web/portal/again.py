"""Send me the link again: asked by anybody, with one answer for everybody."""

import time

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lintel.access import uses
from lintel.core import clock
from lintel.inspections import asking
from lintel.web import doors, sender, visitors
from lintel.web.portal import door, frame
from lintel.web.portal.misses import asked_for, asked_from

ANSWERS_AFTER_SECONDS = 0.25
NOT_THAT_WAY, FORBIDDEN, TOO_OFTEN = 422, 403, 429


class AgainForm(forms.Form):
    """An address, which may or may not be on file."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": "Write your email address.",
            "invalid": "That is not an email address. One looks like name@example.com.",
            "max_length": "An email address has at most 254 letters.",
        },
    )


def again(request: HttpRequest) -> HttpResponse:
    """The form alone; sent, the same page whether the address is known or not, after the same time."""
    if request.method != "POST":
        return door.secretive(frame.bare(request, "again", form=None))
    if sender.foreign(request):
        return door.secretive(frame.bare(request, "foreign", visit=None, status=FORBIDDEN))
    began = time.monotonic()
    form = AgainForm(request.POST)
    if not form.is_valid():
        return door.secretive(frame.bare(request, "again", form=form, status=NOT_THAT_WAY))
    address = form.cleaned_data["email"].strip().lower()
    network = uses.shortened(visitors.address(request))
    wait = asked_from.wait(network, now=began) or asked_for.wait(address, now=began)
    if wait:
        answer = frame.bare(request, "again_wait", status=TOO_OFTEN)
        answer["Retry-After"] = str(wait)
        return door.secretive(answer)
    asking.ask(address=address, at=clock.now())
    time.sleep(max(0.0, began + ANSWERS_AFTER_SECONDS - time.monotonic()))
    return door.secretive(frame.bare(request, "asked"))


again = doors.mark(csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(again)), "portal")
