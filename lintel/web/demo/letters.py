"""The letters that crossed the demo's mail server, read from its Maildir."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from lintel.core import demo

SHOWN = 200
HEAD_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter as the list shows it."""

    name: str
    sender: str
    recipient: str
    subject: str
    at: datetime

    def recipient_name(self) -> str:
        """What the list says: the name, or the address where there is none."""
        name, address = parseaddr(self.recipient)
        return name or address


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter taken out of its envelope."""

    envelope: Envelope
    html: str
    text: str
    calendar: str


def newest(*, to: str = "") -> list[Envelope]:
    """The last letters, newest first; only those to an address that contains `to`, where it is given."""
    found = [_envelope(file.name, _head(file)) for file in _files()]
    wanted = [one for one in found if to.lower() in one.recipient.lower()]
    return sorted(wanted, key=lambda one: one.at, reverse=True)[:SHOWN]


def read(name: str) -> Letter | None:
    """The whole letter, or None where there is no such file."""
    file = next((file for file in _files() if file.name == name), None)
    if file is None:
        return None
    message = message_from_bytes(file.read_bytes(), policy=default)
    calendar = [str(part.get_content()) for part in message.walk() if part.get_content_type() == "text/calendar"]
    return Letter(
        envelope=_envelope(name, message),
        html=_part(message, "html"),
        text=_part(message, "plain"),
        calendar=calendar[0] if calendar else "",
    )


def _files() -> Iterator[Path]:
    for folder in ("new", "cur"):
        yield from (demo.mailbox() / folder).glob("*")


def _head(file: Path) -> EmailMessage:
    with file.open("rb") as opened:
        return BytesHeaderParser(policy=default).parsebytes(opened.read(HEAD_BYTES))


def _envelope(name: str, message: EmailMessage) -> Envelope:
    return Envelope(
        name=name,
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=_when(str(message["Date"] or "")),
    )


def _when(date: str) -> datetime:
    try:
        when = parsedate_to_datetime(date)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return when if when.tzinfo else when.replace(tzinfo=UTC)  # `-0000`: in UTC, written nobody says where


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
