"""What every answer says about being kept and passed on, also those that no view has made: refusals, redirects."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lintel.web import doors

KEPT_BY_NOBODY = {"Cache-Control": "no-store, private"}
ADDRESS_IS_A_KEY = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
BEHIND_A_KEY = frozenset({"portal", "bank"})


class Privacy:
    """Middleware, inside the one that serves static files. What a view has said itself stands.

    An invitation's address is a key too, but its form is proved by a cookie: with `no-referrer` a browser would send
    it with the Origin `null`, and nobody could join. It keeps `same-origin`, like the office.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        found = request.resolver_match
        secret = found is not None and doors.of(found.func) in BEHIND_A_KEY
        for name, value in (KEPT_BY_NOBODY | (ADDRESS_IS_A_KEY if secret else {})).items():
            response.headers.setdefault(name, value)
        return response
