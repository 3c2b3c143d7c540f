"""How mail leaves, as one address names it: a mail server (SMTP), or a mail service by its own name and key.

The service's key stands where a host would, so what is read here keeps its capitals.
"""

import re
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

SERVERS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
KEYS = {"postmark": "POSTMARK_SERVER_TOKEN", "resend": "RESEND_API_KEY", "brevo": "BREVO_API_KEY"}
MAILGUN = {"mailgun": "https://api.mailgun.net/v3", "mailgun+eu": "https://api.eu.mailgun.net/v3"}
PATIENCE_SECONDS = 20
REGION, SECRET = re.compile(r"[a-z]{2}(-[a-z]+)+-\d"), re.compile(r"[A-Za-z0-9_+/=.-]{16,200}")


def read(given: str) -> str:
    """LINTEL_EMAIL_URL. Raises ValueError with the rest of a sentence."""
    parts = urlsplit(given)
    if parts.scheme in SERVERS and not parts.hostname:
        raise ValueError("is an address such as smtp+tls://user:password@mail.example.com:587")
    if parts.scheme in KEYS and (not parts.netloc or "@" in parts.netloc):
        raise ValueError(f"is {parts.scheme}://KEY, with the key that {parts.scheme.capitalize()} gave you")
    if parts.scheme in MAILGUN and not (parts.username and parts.hostname):
        raise ValueError(f"is {parts.scheme}://KEY@DOMAIN, with the domain that you send from at Mailgun")
    if parts.scheme == "ses" and not (parts.password and REGION.fullmatch(parts.hostname or "")):
        raise ValueError("is ses://USER:PASSWORD@REGION, with SMTP credentials of SES and a region such as eu-west-1")
    if given and parts.scheme not in {*SERVERS, *KEYS, *MAILGUN, "ses"}:
        raise ValueError(
            "is an address such as smtp+tls://user:password@mail.example.com:587, or begins with "
            "postmark://, mailgun://, mailgun+eu://, resend://, brevo:// or ses://"
        )
    return given


def read_secret(given: str) -> str:
    """LINTEL_EMAIL_HOOK_SECRET. Raises ValueError with the rest of a sentence."""
    if given and not SECRET.fullmatch(given):
        raise ValueError("has at least 16 characters: letters, digits and _ + / = . -")
    return given


def service(address: str) -> str:
    """The mail service that an address names, in the word that its webhook's address has; none for a mail server."""
    scheme = urlsplit(address).scheme.removesuffix("+eu")
    return "" if scheme in SERVERS else scheme


def settings(address: str, *, opens: bool) -> dict[str, Any]:
    """Django's settings for it; none where no address is given.

    No service may lead links through itself: a link is its holder's key. Whether letters were opened it notes only with
    `opens`. Resend and Brevo do not let a sender say either.
    """
    parts = urlsplit(address)
    if not address:
        return {}
    if parts.scheme in SERVERS:
        return _server(parts, parts.hostname or "", parts.port or SERVERS[parts.scheme])
    if parts.scheme == "ses":
        return _server(parts, f"email-smtp.{parts.hostname}.amazonaws.com", 587)
    tracking = {"track_clicks": False, "track_opens": opens}
    told: dict[str, Any] = {"REQUESTS_TIMEOUT": PATIENCE_SECONDS}
    if parts.scheme in MAILGUN:
        told |= {
            "MAILGUN_API_KEY": unquote(parts.username or ""),
            "MAILGUN_SENDER_DOMAIN": parts.hostname or "",
            "MAILGUN_API_URL": MAILGUN[parts.scheme],
            "SEND_DEFAULTS": tracking,
        }
    else:
        told |= {KEYS[parts.scheme]: unquote(parts.netloc)}
        told |= {"SEND_DEFAULTS": tracking} if parts.scheme == "postmark" else {}
    return {"EMAIL_BACKEND": f"anymail.backends.{service(address)}.EmailBackend", "ANYMAIL": told}


def _server(parts: SplitResult, host: str, port: int) -> dict[str, Any]:
    return {
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme in ("smtp+tls", "ses"),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
