"""The demo's own mail server: what arrives is kept in a Maildir, and one address is refused, as it happens in life."""

import asyncio
import logging
import mailbox
import signal
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

REFUSED = {"gmial.com": "550 5.1.2 The mail domain gmial.com does not exist"}
ENVELOPE = "X-Envelope-To"


class Keeper:
    """What aiosmtpd calls, by its own names."""

    def __init__(self, folder: Path) -> None:
        self._box = mailbox.Maildir(folder, create=True)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Every address is good, except those that are bound to be mistyped."""
        refusal = REFUSED.get(address.rpartition("@")[2].lower())
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Kept on disk before it is acknowledged."""
        content = envelope.content
        letter = mailbox.MaildirMessage(content if isinstance(content, bytes) else str(content).encode())
        letter[ENVELOPE] = ", ".join(envelope.rcpt_tos)
        self._box.add(letter)
        return "250 Kept"


def serve(*, folder: Path, host: str, port: int) -> None:
    """Listen until SIGTERM or SIGINT. aiosmtpd would tell every word of it to the log."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    asyncio.run(_listen(Keeper(folder), host, port))


async def _listen(keeper: Keeper, host: str, port: int) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(lambda: SMTP(keeper, hostname="mail.lintel.example"), host, port)
    async with server:
        await stop.wait()
