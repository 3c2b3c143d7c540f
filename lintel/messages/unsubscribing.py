"""Letters that are promotional: nobody gets one of a company again who said no to them. Other letters go on.

The address that says no holds a proof like an invitation's: the letter's key, and a MAC over it in its own context.
"""

import base64
import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction

from lintel.companies.models import Company
from lintel.messages.models import Message, Unsubscription

MAC_BYTES, PROOF = 24, 32
CONTEXT = b"lintel unsubscribe 1:"
PATH = "/unsubscribe/{token}/"
ONE_CLICK = "List-Unsubscribe=One-Click"  # RFC 8058, 2
THEY_SAID_NO = "they want no promotional letters"
NO_POSTAL_ADDRESS = "a promotional letter needs your postal address, and the company has none"


def token(message: Message) -> str:
    """Says no for this letter's recipient. Never store it, never log it."""
    return message.key + _proof(settings.LINK_KEYS[0], message.key)


def address(message: Message) -> str:
    """Where its recipient says no, from the public origin alone."""
    return str(settings.PUBLIC_ORIGIN_OR_LOCAL) + PATH.format(token=token(message))


def read(given: str) -> Message | None:
    """The letter that a token is of, with its company; None where any of our keys did not make it."""
    key, proof = given[:-PROOF], given[-PROOF:]
    if not key or not given.isascii():
        return None
    genuine = [hmac.compare_digest(_proof(secret, key), proof) for secret in settings.LINK_KEYS]
    rows = Message.objects.filter(key=key, promotional=True).select_related("company")
    return rows.first() if any(genuine) else None


def headers(no_more: str) -> dict[str, str]:
    """What tells mail programs where to say no, in one click (RFC 8058, 3.1)."""
    return {"List-Unsubscribe": f"<{no_more}>", "List-Unsubscribe-Post": ONE_CLICK}


def wants_none(company: Company, to_address: str) -> bool:
    """Whether whoever reads there said no to this company's promotional letters."""
    return Unsubscription.objects.of(company).filter(address=to_address.lower()).exists()


def moot(message: Message) -> str:
    """Why this letter is not to leave, or nothing."""
    if not message.promotional:
        return ""
    if not message.company.address:
        return NO_POSTAL_ADDRESS
    return THEY_SAID_NO if wants_none(message.company, message.to_address) else ""


@transaction.atomic
def unsubscribe(*, message: Message, at: datetime) -> None:
    """Its recipient says no; once, however often."""
    row = Unsubscription(company=message.company, address=message.to_address.lower(), at=at)
    Unsubscription.objects.bulk_create([row], ignore_conflicts=True)


def _proof(secret: bytes, key: str) -> str:
    mac = hmac.new(secret, CONTEXT + key.encode(), hashlib.sha256).digest()[:MAC_BYTES]
    return base64.urlsafe_b64encode(mac).decode()
