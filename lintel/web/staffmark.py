"""The mark of a browser that ever signed in to a company. It gives no right; it takes one away: to be counted.

A look at a client's page from such a browser is no visit of the client's, even after the session has ended.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lintel.companies.models import Company

SALT = "lintel.staff"
LASTS = timedelta(days=365)
PATH = "/"


def name(company: Company) -> str:
    """What the cookie is called: one for each company, so that one browser may work for two."""
    return f"lintel_staff_{company.key}"


def put(response: HttpResponse, company: Company) -> None:
    """Mark the browser that gets this answer. To be done at every sign-in."""
    response.set_signed_cookie(
        name(company),
        company.key,
        salt=SALT,
        max_age=LASTS,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def clear(response: HttpResponse, company: Company) -> None:
    """Hand over this device: from now on its visits are the holder's."""
    response.delete_cookie(name(company), path=PATH, samesite="Lax")


def marked(request: HttpRequest, company: Company) -> bool:
    """Whether this browser ever signed in to `company`, as far as a genuine cookie tells."""
    found = request.get_signed_cookie(name(company), default=None, salt=SALT, max_age=int(LASTS.total_seconds()))
    return found == company.key
