"""Forms behind a secret address need no cookie: whoever knows the address has the right (decision 21).

What is left to refuse is a form on somebody else's site that guesses nothing but was handed the address.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

OURS = frozenset({"same-origin", "none"})


def foreign(request: HttpRequest) -> bool:
    """Whether a form was sent from another site.

    `Sec-Fetch-Site` decides where a browser sends it. Without it, only a named foreign Origin is refused;
    `null` counts as absent, because with `no-referrer` browsers say so of our own forms.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in OURS
    origin = request.headers.get("Origin", "null")
    if origin in {"null", "", settings.PUBLIC_ORIGIN}:
        return False
    return urlsplit(origin).netloc != request.get_host()
