"""The secrets of one installation: made once, kept in DATA/secrets for the owner alone, read at every start.

Standard library only, so that `./dev` can use it before anything is installed.
"""

import base64
import binascii
import os
import secrets
from pathlib import Path

DATABASE = "lintel.sqlite3"
NAMES = ("secret_key", "link_keys", "setup_code")
KEY_BYTES = 32
ENOUGH = 50
SETUP_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class Unkept(Exception):
    """The secrets are missing, weak or must not be made. The message is a sentence for the operator."""


def make(data: Path) -> bool:
    """Make the secrets that `data` lacks; tells whether any were made.

    Refuses where a database stands without them: with new keys every link already sent would be dead,
    so somebody has to put the old ones back, not us replace them.
    """
    lacking = [name for name in NAMES if not (data / "secrets" / name).exists()]
    if not lacking:
        return False
    if (data / DATABASE).exists():
        raise Unkept(
            f"{data / DATABASE} is there, but {_listed(lacking)} in {data / 'secrets'} "
            f"{'is' if len(lacking) == 1 else 'are'} not. New secrets would kill every link already sent: "
            "put the old files back from your backup, or move the database away to begin anew."
        )
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = data / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    for name in lacking:
        _write_once(folder / name, _fresh(name))
    return True


def read_secret_key(data: Path) -> str:
    """The key that signs sessions and forms."""
    key = _read(data, "secret_key")
    if len(key) < ENOUGH or len(set(key)) < 10:
        raise Unkept(f"{data / 'secrets' / 'secret_key'} is weak: it needs {ENOUGH} random characters.")
    return key


def read_link_keys(data: Path) -> list[bytes]:
    """The keys of client links, one a line: the first signs, all verify."""
    where = data / "secrets" / "link_keys"
    keys = [_decoded(line, where) for line in _read(data, "link_keys").split()]
    if not keys or any(len(key) < KEY_BYTES or len(set(key)) < KEY_BYTES // 4 for key in keys):
        raise Unkept(f"{where} is weak: each line needs {KEY_BYTES} random bytes in URL-safe base64.")
    return keys


def read_setup_code(data: Path) -> str:
    """The code that the first sign-up of an installation is asked for."""
    return _read(data, "setup_code")


def _read(data: Path, name: str) -> str:
    where = data / "secrets" / name
    try:
        found = where.read_text("ascii").strip()
    except FileNotFoundError:
        demo = data / "demo"
        if (demo / "secrets").exists():
            raise Unkept(
                f"{data} holds no installation, but a demo is beside it. Name its data: LINTEL_DATA={demo}"
            ) from None
        raise Unkept(
            f"{where} is missing. `./dev up` makes the secrets of a new installation; those of an old one "
            "belong to its backup. LINTEL_DATA says where an installation lives."
        ) from None
    except PermissionError:
        raise Unkept(f"{where} may not be read by this user.") from None
    except UnicodeDecodeError:
        raise Unkept(f"{where} is damaged: it holds plain ASCII only.") from None
    if not found:
        raise Unkept(f"{where} is empty.")
    return found


def _decoded(line: str, where: Path) -> bytes:
    try:
        return base64.b64decode(line + "=" * (-len(line) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Unkept(f"{where} is damaged: a line is not URL-safe base64.") from None


def _fresh(name: str) -> str:
    if name == "setup_code":
        letters = [secrets.choice(SETUP_LETTERS) for _ in range(12)]
        return "-".join("".join(letters[at : at + 4]) for at in (0, 4, 8))
    return secrets.token_urlsafe(KEY_BYTES if name == "link_keys" else 64)


def _write_once(where: Path, content: str) -> None:
    """A file that only its owner reads; one that another start has just made is left as it is."""
    try:
        handle = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(content + "\n")
        file.flush()
        os.fsync(file.fileno())


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
