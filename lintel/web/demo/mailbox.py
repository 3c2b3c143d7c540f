"""The mailbox: what would lie in the clients' own mail programs, with links that work."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from lintel.web.demo import door, letters

FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
LINKS_OPEN_BESIDE = '<head><base target="_blank">'


@require_GET
@door.demo
def box(request: HttpRequest) -> HttpResponse:
    """All letters, newest first."""
    return _show(request, None)


@require_GET
@door.demo
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter beside the others."""
    return _show(request, _letter(name))


@require_GET
@door.demo
@xframe_options_sameorigin
def frame(request: HttpRequest, name: str) -> HttpResponse:
    """The letter alone, as a mail program shows it; nothing in it runs."""
    response = HttpResponse(_letter(name).html.replace("<head>", LINKS_OPEN_BESIDE, 1))
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@require_GET
@door.demo
def calendar(request: HttpRequest, name: str) -> HttpResponse:
    """The calendar file that came with a letter."""
    file = _letter(name).calendar
    if not file:
        raise Http404
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def _show(request: HttpRequest, chosen: letters.Letter | None) -> HttpResponse:
    to = request.GET.get("to", "")
    context = {"letters": letters.newest(to=to), "chosen": chosen, "to": to}
    return render(request, "demo/mailbox.html", context)


def _letter(name: str) -> letters.Letter:
    found = letters.read(name)
    if found is None:
        raise Http404
    return found
