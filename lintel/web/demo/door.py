"""Who may come in: a browser on this machine, while the demo runs. To everybody else there is nothing here."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from lintel.web import doors, visitors

View = Callable[..., HttpResponse]


def demo(view: View) -> View:
    """A view of the demo; 404 where there is none, and for other machines."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.DEMO and _is_near(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return doors.mark(guarded, "demo")


def _is_near(request: HttpRequest) -> bool:
    address = visitors.address(request)
    return bool(address) and ip_address(address).is_loopback
