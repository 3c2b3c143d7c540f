"""Secrets of others (a provider's keys, a second factor) that do not rest in the clear.

They are sealed under the installation's secret key: a copy of the database alone opens none of them.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unsealable(Exception):
    """It was sealed under another key, or is damaged."""


def seal(text: str, *, purpose: bytes) -> str:
    """`text`, readable only with the installation's secret key and for the same purpose (16 bytes at most)."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: bytes) -> str:
    """What `seal` was given. Raises Unsealable."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unsealable from error


def _box(purpose: bytes) -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=purpose).digest()
    return Fernet(base64.urlsafe_b64encode(key))
