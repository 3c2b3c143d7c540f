"""A mail server with moods: it hangs up, before or after it has kept a letter, and counts who calls."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.rig.smtp import Sink


class Moody(Sink):
    """`hang_up_before` and `hang_up_after` say how many letters it still does that to."""

    def __init__(self) -> None:
        super().__init__()
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

    def _gone(self, server: SMTP) -> str:
        assert isinstance(server.transport, asyncio.WriteTransport)
        server.transport.abort()
        return "421 gone"


@contextmanager
def listening(sink: Moody) -> Iterator[Moody]:
    """`sink` behind its port, until the end."""
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
