"""What one page's content security policy says differently from every other's."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse


def let_forms_lead_to(answer: HttpResponse, *origins: str) -> None:
    """A form of this page may end at `origins`: browsers hold a redirect after a form to the policy too."""
    csp_update({"form-action": [*origins]})(lambda _: answer)(HttpRequest())
