"""The proof in an invitation's address: the invitation's own key and a 192-bit MAC over it, one path segment.

The same keys as for links, another context: neither kind of token is ever good for the other.
"""

import base64
import hashlib
import hmac

from django.conf import settings

MAC_BYTES = 24
PROOF = 32
CONTEXT = b"lintel invitation 1:"
PATH = "/join/{token}/"


def token(key: str) -> str:
    """The token of the invitation with this key. Never store it, never log it."""
    return key + _proof(settings.LINK_KEYS[0], key)


def read(token: str) -> str | None:
    """The key of the invitation a token names, or None where any of our keys did not make it."""
    key, proof = token[:-PROOF], token[-PROOF:]
    if not key or not token.isascii():
        return None
    genuine = [hmac.compare_digest(_proof(secret, key), proof) for secret in settings.LINK_KEYS]
    return key if any(genuine) else None


def address(key: str) -> str:
    """Where an invited person sets a password, from the public origin alone."""
    return str(settings.PUBLIC_ORIGIN_OR_LOCAL) + PATH.format(token=token(key))


def _proof(secret: bytes, key: str) -> str:
    mac = hmac.new(secret, CONTEXT + key.encode(), hashlib.sha256).digest()[:MAC_BYTES]
    return base64.urlsafe_b64encode(mac).decode()
