"""The policy that is built once says what django-csp would say each time."""

import pytest
from csp.constants import HEADER
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lintel.web import policy


def answered(kind: type[CSPMiddleware], *, nonce: str = "", leads_to: str = "") -> tuple[HttpRequest, set[str]]:
    def page(request: HttpRequest) -> HttpResponse:
        answer = HttpResponse()
        if nonce:
            request._csp_nonce = nonce  # type: ignore[attr-defined]
        if leads_to:
            policy.let_forms_lead_to(answer, leads_to)
        return answer

    request = RequestFactory().get("/")
    return request, set(kind(page)(request)[HEADER].split("; "))  # type: ignore[index]


@pytest.mark.parametrize("nonce", ["", "abc", "def"])
@pytest.mark.parametrize("leads_to", ["", "https://bank.example"])
def test_it_is_the_same(nonce: str, leads_to: str) -> None:
    _, ours = answered(policy.Policy, nonce=nonce, leads_to=leads_to)
    assert ours == answered(CSPMiddleware, nonce=nonce, leads_to=leads_to)[1]
    assert (f"style-src 'self' 'nonce-{nonce}'" if nonce else "style-src 'self'") in ours
    assert f"form-action 'self' {leads_to}".strip() in ours


def test_a_nonce_that_comes_too_late_is_an_error() -> None:
    request, _ = answered(policy.Policy)
    with pytest.raises(CSPNonceError):
        str(request.csp_nonce)  # type: ignore[attr-defined]
