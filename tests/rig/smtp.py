"""A real SMTP server that keeps every letter and can refuse chosen recipients."""

import email
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """What arrived, in order. `refuse` makes the server answer 550 (for ever) or 451 (for now) to a recipient."""

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        self.port = _free_port()
        self.letters: list[EmailMessage] = []
        self._answers: dict[str, str] = {}
        self._arrived = threading.Condition()

    @property
    def url(self) -> str:
        """The value of LINTEL_EMAIL_URL that leads here."""
        return f"smtp://{self.host}:{self.port}"

    def refuse(self, recipient: str, code: int = 550, words: str = "No such mailbox here") -> None:
        self._answers[recipient.lower()] = f"{code} {words}"

    def accept(self, recipient: str) -> None:
        self._answers.pop(recipient.lower(), None)

    def to(self, recipient: str) -> list[EmailMessage]:
        """The letters that crossed the wire for `recipient`, whatever their headers say."""
        return [letter for letter in self.letters if recipient.lower() in letter["X-Envelope-To"].lower()]

    def wait_for(self, count: int, within: float = 10.0) -> list[EmailMessage]:
        """All letters, once there are `count`; fails when they do not come."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.letters) >= count, timeout=within)
        assert came, f"{len(self.letters)} of {count} letters arrived within {within} s"
        return list(self.letters)

    # What aiosmtpd calls, by its own names.

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refusal = self._answers.get(address.lower())
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        letter = email.message_from_bytes(content, policy=default)
        letter["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        with self._arrived:
            self.letters.append(letter)
            self._arrived.notify_all()
        return "250 Kept"


@contextmanager
def listening() -> Iterator[Sink]:
    sink = Sink()
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
