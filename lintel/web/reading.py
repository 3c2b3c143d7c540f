"""Looking never writes: GET and HEAD are answered by a connection that refuses to change anything."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lintel.core import reading

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
SIGN_IN = "/accounts/"  # allauth keeps challenges (one-time codes, passkeys) in the session when its pages are shown
SESSIONS = "django_session"
DEMO_SIGN_IN = "/demo/enter/"  # the one named exception: demo only, loopback only


class Reading:
    """Middleware. It stands outside the sessions, whose saving it watches too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE or (settings.DEMO and request.path_info.startswith(DEMO_SIGN_IN)):
            return self.get_response(request)
        with reading.only(except_table=SESSIONS if request.path_info.startswith(SIGN_IN) else ""):
            return self.get_response(request)
