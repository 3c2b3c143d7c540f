"""Webhooks that we send: what is signed, and with which secret.

`Lintel-Signature: t=<seconds since 1970>,v1=<HMAC-SHA256 in hexadecimal>` is over `<t>.<body>`, the body byte by byte
as it was sent. Who receives it computes the same with the company's secret, and takes nothing whose `t` is long ago.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from lintel.companies.models import Company

LONGEST = 254


def secret(company: Company) -> str:
    """What a company's webhooks are signed with; it follows from the installation's secret key, and rests nowhere."""
    made = hmac.new(settings.SECRET_KEY.encode(), f"webhooks of {company.key}".encode(), hashlib.sha256).digest()
    return f"whsec_{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def signature(company: Company, body: bytes, *, at: datetime) -> str:
    """The value of Lintel-Signature."""
    moment = int(at.timestamp())
    signed = hmac.new(secret(company).encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={signed}"


def wrong(address: str) -> str:
    """Why no webhook can go to this address; nothing where one can."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return f"“{address}” is not an address."
    if parts.scheme != "https" or not parts.hostname:
        return f"“{address}” is not an address that begins with https://."
    if parts.username or parts.password or port == 0 or len(address) > LONGEST:
        return "A webhook’s address holds no name and no password, and is no longer than 254 letters."
    return ""
