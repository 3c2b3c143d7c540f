"""A small IMAP server (RFC 3501), as much of it as a reader of one folder asks for, over a real socket."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

UID = re.compile(rb"UID (SEARCH UNSEEN|FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)|STORE (\d+) \+FLAGS \(\\Seen\))$")


@dataclass
class Mails:
    """What lies in the folder; `seen` are the numbers that were read, counted from 1."""

    password: str = "the key to the box"
    kept: list[bytes] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    port: int = 0

    @property
    def address(self) -> str:
        return f"imap://bounces:{self.password.replace(' ', '%20')}@127.0.0.1:{self.port}/INBOX"


@contextmanager
def listening(mails: Mails) -> Iterator[Mails]:
    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                tag, _, asked = line.rstrip(b"\r\n").partition(b" ")
                self.wfile.write(_answer(mails, tag, asked))
                if asked.upper() == b"LOGOUT":
                    return

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
    server.daemon_threads = True
    mails.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield mails
    finally:
        server.shutdown()
        server.server_close()


def _answer(mails: Mails, tag: bytes, asked: bytes) -> bytes:
    name = asked.split(b" ", 1)[0].upper()
    if name == b"LOGIN" and mails.password.encode() not in asked:
        return b"%s NO LOGIN failed\r\n" % tag
    plain = {
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
        b"LOGIN": b"",
        b"SELECT": b"* %d EXISTS\r\n" % len(mails.kept),
        b"LOGOUT": b"* BYE\r\n",
    }
    told = plain[name] if name in plain else _about_mails(mails, asked)
    return b"%s%s OK done\r\n" % (told, tag)


def _about_mails(mails: Mails, asked: bytes) -> bytes:
    found = UID.match(asked)
    assert found, asked
    if found[1].startswith(b"SEARCH"):
        unseen = [b"%d" % one for one in range(1, len(mails.kept) + 1) if one not in mails.seen]
        return b"* SEARCH %s\r\n" % b" ".join(unseen)
    if found[2]:
        number, most = int(found[2]), int(found[3])
        raw = mails.kept[number - 1][:most]
        return b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (number, number, len(raw), raw)
    mails.seen.add(int(found[4]))
    return b""
