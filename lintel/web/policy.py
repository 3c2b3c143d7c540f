"""What one page's content security policy says differently from every other's."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse


def let_forms_lead_to(answer: HttpResponse, origin: str) -> None:
    """A form of this page may end at `origin`: browsers hold a redirect after a form to the policy too."""
    csp_update({"form-action": [origin]})(lambda _: answer)(HttpRequest())
