"""Who is at the door, as far as a request tells."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from lintel.access.uses import Visitor


def visitor(request: HttpRequest) -> Visitor:
    """Address and browser, for the log of a link's uses and the evidence of a signature."""
    return Visitor(address=address(request), browser=request.headers.get("User-Agent", ""))


def address(request: HttpRequest) -> str:
    """The visitor's network address; empty where there is none (a Unix socket).

    Behind N trusted proxies it is the N-th from the right of X-Forwarded-For: what a visitor writes there
    themselves stands further left. Without proxies the header is not looked at.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if proxies := settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(chain) >= proxies:
            found = chain[-proxies]
    try:
        return str(ip_address(found))
    except ValueError:
        return ""
