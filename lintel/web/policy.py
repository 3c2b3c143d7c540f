"""The content security policy: one for every page, but for a nonce, and for what a page says differently."""

from functools import cache

from csp.constants import HEADER
from csp.decorators import csp_update
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse, HttpResponseBase

PLACE = "(nonce)"


class Policy(CSPMiddleware):
    """django-csp's middleware. It builds the policy anew for each answer; here the usual one is built once."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The usual policy, with the nonce if the page has used it; where the answer says otherwise, django-csp's."""
        if HEADER in response or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        nonce: str | None = getattr(request, "_csp_nonce", None)
        response.headers[HEADER] = _usual(PLACE if nonce else None).replace(PLACE, nonce or "")
        if nonce is None:
            request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response


def let_forms_lead_to(answer: HttpResponse, *origins: str) -> None:
    """A form of this page may end at `origins`: browsers hold a redirect after a form to the policy too."""
    csp_update({"form-action": [*origins]})(lambda _: answer)(HttpRequest())


@cache
def _usual(nonce: str | None) -> str:
    return str(build_policy(nonce=nonce))
