"""Tokens: a link's random 64-bit id and a 192-bit MAC over it, 43 characters, one path segment.

Nothing usable rests in the database: the MAC is made from `LINK_KEYS`, of which the first signs and all verify.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

ID_BYTES = 8
MAC_BYTES = 24
LENGTH = 43
CONTEXT = b"lintel link 1:"


def new_public_id() -> str:
    """Sixteen hexadecimal digits, 64 random bits."""
    return secrets.token_hex(ID_BYTES)


def token(public_id: str) -> str:
    """The token of the link with this id, signed with the first key."""
    raw = bytes.fromhex(public_id)
    return base64.urlsafe_b64encode(raw + _mac(settings.LINK_KEYS[0], raw)).rstrip(b"=").decode()


def read(token: str) -> str | None:
    """The public id a token names, or None where any of our keys did not make it."""
    if len(token) != LENGTH:
        return None
    try:
        raw = base64.b64decode(token + "=", altchars=b"-_", validate=True)
    except ValueError:
        return None
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != token:
        return None
    public_id, mac = raw[:ID_BYTES], raw[ID_BYTES:]
    genuine = [hmac.compare_digest(_mac(key, public_id), mac) for key in settings.LINK_KEYS]
    return public_id.hex() if any(genuine) else None


def _mac(key: bytes, raw: bytes) -> bytes:
    return hmac.new(key, CONTEXT + raw, hashlib.sha256).digest()[:MAC_BYTES]
