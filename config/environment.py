"""What the operator says through environment variables, all of it, typed. One fault or five: all are told at once."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import keeping, mailing

MAILBOX_SCHEMES = ("imaps", "imap+tls", "imap")
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
NEAR = {"127.0.0.1", "localhost", "::1"}
YES, NO = {"yes", "true", "on", "1"}, {"no", "false", "off", "0"}


def _a_folder(given: str) -> Path:
    return Path(given).expanduser().resolve()


def _a_number(least: int, most: int) -> Callable[[str], int]:
    def read(given: str) -> int:
        if not (given.isdecimal() and least <= int(given) <= most):
            raise ValueError(f"is a whole number from {least} to {most}")
        return int(given)

    return read


def _yes_or_no(given: str) -> bool:
    if given.lower() not in YES | NO:
        raise ValueError("is yes or no")
    return given.lower() in YES


def _an_origin(given: str) -> str:
    parts = urlsplit(given)
    if given and (parts.scheme not in {"http", "https"} or not parts.hostname or given != origin_of(given)):
        raise ValueError("is an address such as https://office.example.com, without a path or a slash at its end")
    if parts.scheme == "http" and parts.hostname not in NEAR:
        raise ValueError("must begin with https:// (http:// is for this machine alone)")
    return given


def _a_stand_in(given: str) -> str:
    if given and (urlsplit(given).hostname not in NEAR or given != origin_of(given)):
        raise ValueError(
            "is for tests: a stand-in for Stripe or Twilio on this machine, such as http://127.0.0.1:12111"
        )
    return given


def _a_mailbox(given: str) -> str:
    parts = urlsplit(given)
    if given and (parts.scheme not in MAILBOX_SCHEMES or not parts.hostname or not parts.username):
        raise ValueError("is an address such as imaps://user:password@mail.example.com/INBOX")
    return given


def _fonts(given: str) -> Path | None:
    folder = _a_folder(given) if given else None
    if folder and not folder.is_dir():
        raise ValueError("is a folder with fonts, for what the fonts of this machine lack")
    return folder


def _a_database(given: str) -> str:
    if given and urlsplit(given).scheme not in DATABASE_SCHEMES:
        raise ValueError("is an address such as postgresql://user:password@host/lintel or sqlite:////path/file")
    return given


# How each variable is read, and what counts where it is empty.
VARIABLES: dict[str, tuple[Callable[[str], Any], str]] = {
    "data": (_a_folder, "data"),
    "database_url": (_a_database, ""),
    "port": (_a_number(1, 65535), "8000"),
    "public_origin": (_an_origin, ""),
    "email_url": (mailing.read, ""),
    "email_from": (str, ""),
    "email_hook_secret": (mailing.read_secret, ""),
    "email_opens": (_yes_or_no, "no"),
    "trusted_proxies": (_a_number(0, 9), "0"),
    "trial_for_later_companies": (_yes_or_no, "yes"),
    "demo": (_yes_or_no, "no"),
    "stripe_api": (_a_stand_in, ""),
    "font_folder": (_fonts, ""),
    "twilio_api": (_a_stand_in, ""),
    "bounces_url": (_a_mailbox, ""),
}


@dataclass(frozen=True, slots=True)
class Environment:
    """LINTEL_DATA is `data` here, and so on. Unknown variables are left alone."""

    data: Path
    database_url: str = field(repr=False)
    port: int
    public_origin: str
    email_url: str = field(repr=False)
    email_from: str
    email_hook_secret: str = field(repr=False)
    email_opens: bool
    trusted_proxies: int
    trial_for_later_companies: bool
    demo: bool
    stripe_api: str
    font_folder: Path | None
    twilio_api: str
    bounces_url: str = field(repr=False)

    @classmethod
    def read(cls) -> Self:
        """What the environment says, or ImproperlyConfigured with one sentence for each fault."""
        understood: dict[str, Any] = {}
        faults = []
        for name, (read, default) in VARIABLES.items():
            variable = f"LINTEL_{name.upper()}"
            try:
                understood[name] = read(os.environ.get(variable) or default)
            except ValueError as fault:
                faults.append(f"{variable} {fault}.")
        if faults:
            raise ImproperlyConfigured(" ".join(faults))
        return cls(**understood)

    def database_address(self) -> str:
        return self.database_url or f"sqlite:///{self.data / keeping.DATABASE}"

    def mail(self) -> dict[str, Any]:
        """Django's settings for sending; none when neither a mail server nor a mail service is named."""
        return mailing.settings(self.email_url, opens=self.email_opens)


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, in the spelling that browsers use; user names and paths fall away."""
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
