"""The mailbox that bounces come to, read over IMAP (RFC 3501). Mails are marked as seen, and never deleted."""

import imaplib
import ssl
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

PATIENCE_SECONDS = 20
MOST = 50
LONGEST = 262_144  # of a mail that is longer its beginning is enough: the notification stands before the letter
PORTS = {"imap": 143, "imap+tls": 143, "imaps": 993}


class Unreadable(Exception):
    """Why the mailbox cannot be read, in words."""


class Mailbox:
    """One folder: `imaps://user:password@mail.example.com/INBOX`."""

    def __init__(self, address: str) -> None:
        self._parts = urlsplit(address)
        self._folder = unquote(self._parts.path.strip("/")) or "INBOX"

    def read(self, hear: Callable[[bytes], object]) -> int:
        """Hand every mail that nobody has seen to `hear`, the oldest first. How many. Raises Unreadable."""
        try:
            with self._opened() as server:
                return self._each(server, hear)
        except (OSError, imaplib.IMAP4.error) as fault:
            raise Unreadable(f"The mailbox at {self._parts.hostname} cannot be read: {fault}") from fault

    def look(self) -> None:
        """Only whether it can be opened. Raises Unreadable."""
        try:
            with self._opened() as server:
                self._choose(server)
        except (OSError, imaplib.IMAP4.error) as fault:
            raise Unreadable(f"The mailbox at {self._parts.hostname} cannot be read: {fault}") from fault

    def _opened(self) -> imaplib.IMAP4:
        host, scheme = self._parts.hostname or "", self._parts.scheme
        port, context = self._parts.port or PORTS[scheme], ssl.create_default_context()
        if scheme == "imaps":
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=PATIENCE_SECONDS)
        else:
            server = imaplib.IMAP4(host, port, timeout=PATIENCE_SECONDS)
        try:
            if scheme == "imap+tls":
                server.starttls(context)
            server.login(unquote(self._parts.username or ""), unquote(self._parts.password or ""))
        except BaseException:
            server.shutdown()
            raise
        return server

    def _choose(self, server: imaplib.IMAP4) -> None:
        answer, told = server.select(f'"{self._folder}"')
        if answer != "OK":
            raise Unreadable(f"There is no folder {self._folder}: {_said(told)}")

    def _each(self, server: imaplib.IMAP4, hear: Callable[[bytes], object]) -> int:
        self._choose(server)
        _, found = server.uid("SEARCH", "UNSEEN")
        names = (found[0] or b"").split()[:MOST]
        for name in names:
            _, parts = server.uid("FETCH", name.decode(), f"(BODY.PEEK[]<0.{LONGEST}>)")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            hear(bytes(raw))
            server.uid("STORE", name.decode(), "+FLAGS", r"(\Seen)")
        return len(names)


def _said(told: list[bytes | None]) -> str:
    return b" ".join(one for one in told if one).decode(errors="replace")
