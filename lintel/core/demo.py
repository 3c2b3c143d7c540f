"""What only a demo has, shared by the process that starts it and the pages that it serves: files under DATA."""

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def mark() -> Path:
    """The file that says: what lives here is a demo, and may never be taken for the real thing."""
    return settings.DATA / "demo"


def is_here() -> bool:
    """Whether what lives here is a demo. One that lives beside the real thing has a folder of this name."""
    return mark().is_file()


def mailbox() -> Path:
    """The Maildir of the letters that crossed the demo's own mail server."""
    return settings.DATA / "mailbox"


def new_codes(users: Iterable[int]) -> list[str]:
    """For each user a code that signs them in, once. Earlier codes stop working."""
    folder = _codes()
    folder.mkdir(mode=0o700, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    return [_new_code(user) for user in users]


def use_code(code: str) -> int | None:
    """Whom the code signs in; it is used up by asking. None for a code that is unknown or was used."""
    file = _codes() / _name(code)
    with suppress(OSError, ValueError):
        user = int(file.read_text("ascii"))
        file.unlink()
        return user
    return None


def _new_code(user: int) -> str:
    code = secrets.token_urlsafe(24)
    (_codes() / _name(code)).write_text(str(user), "ascii")
    return code


def _codes() -> Path:
    return settings.DATA / "sign-in"


def _name(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
