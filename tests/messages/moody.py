"""A mail server with moods: it hangs up, in a letter, before or after it has kept one, and counts who calls."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.rig.smtp import Sink


class Moody(Sink):
    """`cut_off`, `hang_up_before` and `hang_up_after` say how many letters it still does that to."""

    def __init__(self) -> None:
        super().__init__()
        self.cut_off = 0
        self.hang_up_before = 0
        self.hang_up_after = 0
        self.callers: set[str] = set()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.callers.add(str(session.peer))
        if self.hang_up_before:
            self.hang_up_before -= 1
            return self._gone(server)
        kept = await super().handle_DATA(server, session, envelope)
        if self.hang_up_after:
            self.hang_up_after -= 1
            return self._gone(server)
        return kept

    def cuts(self) -> bool:
        """Whether the letter that begins now is cut off in the middle."""
        cuts, self.cut_off = self.cut_off > 0, max(0, self.cut_off - 1)
        return cuts

    def _gone(self, server: SMTP) -> str:
        assert isinstance(server.transport, asyncio.WriteTransport)
        server.transport.abort()
        return "421 gone"


class Line(SMTP):
    """A connection that is cut in the middle of a letter, where the server is in that mood."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """After the letter's first line nothing is read or said any more."""
        if not self.event_handler.cuts():
            await super().smtp_DATA(arg)
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        await self._reader.readuntil(b"\r\n")
        assert isinstance(self.transport, asyncio.WriteTransport)
        self.transport.abort()


class Lines(Controller):
    """Answers each call with such a connection."""

    def factory(self) -> Line:
        """What aiosmtpd asks for."""
        return Line(self.handler, **self.SMTP_kwargs)


@contextmanager
def listening(sink: Moody) -> Iterator[Moody]:
    """`sink` behind its port, until the end."""
    controller = Lines(sink, hostname=sink.host, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
