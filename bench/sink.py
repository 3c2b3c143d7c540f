"""A mail server that says yes to everything and keeps nothing but when each letter came.

`python -m bench.sink PORT` serves until it is ended. The command XCAME answers them as one line of
JSON, [seconds on the monotonic clock, recipient, bytes] for each; XCOUNT tells how many; XEMPTY forgets them.
"""

import asyncio
import json
import socket
import sys
import time

HOST = "127.0.0.1"


class Session(asyncio.Protocol):
    """One connection. Commands are answered as they come, pipelined or not."""

    came: list[tuple[float, str, int]] = []
    connections = 0

    def __init__(self) -> None:
        self.held = bytearray()
        self.recipient = ""
        self.reads_letter = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        Session.connections += 1
        self._say("220 sink")

    def data_received(self, data: bytes) -> None:
        self.held += data
        while True:
            end = self.held.find(b"\r\n.\r\n" if self.reads_letter else b"\r\n")
            if end < 0:
                return
            if self.reads_letter:
                Session.came.append((time.monotonic(), self.recipient, end))
                del self.held[: end + 5]
                self.reads_letter = False
                self._say("250 kept")
            else:
                line = bytes(self.held[:end]).decode("latin-1")
                del self.held[: end + 2]
                self._answer(line)

    def _answer(self, line: str) -> None:
        match line[:4].upper():
            case "EHLO":
                self._say("250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8")
            case "RCPT":
                self.recipient = line.partition("<")[2].partition(">")[0]
                self._say("250 ok")
            case "DATA":
                self.reads_letter = True
                self._say("354 go on")
            case "QUIT":
                self._say("221 bye")
                self.transport.close()
            case "XCAM":
                self._say("250 " + json.dumps(Session.came))
            case "XCOU":
                self._say(f"250 {len(Session.came)}")
            case "XEMP":
                Session.came, Session.connections = [], 0
                self._say("250 empty")
            case _:
                self._say("250 ok")

    def _say(self, line: str) -> None:
        self.transport.write(line.encode() + b"\r\n")


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Session, HOST, port)
    await server.serve_forever()


class Sink:
    """How the bench asks the sink."""

    def __init__(self, port: int) -> None:
        self.port = port

    def until_ready(self) -> None:
        """Waits until it listens."""
        end = time.monotonic() + 20
        while True:
            try:
                self.empty()
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)
            else:
                return

    def empty(self) -> None:
        self._ask("XEMP")

    def came(self) -> list[tuple[float, str, int]]:
        """When each letter came, to whom, and how long it was."""
        return [(at, to, size) for at, to, size in json.loads(self._ask("XCAME"))]

    def wait_for(self, count: int, *, within: float) -> list[tuple[float, str, int]]:
        """All letters, once there are `count`."""
        end = time.monotonic() + within
        while (came := int(self._ask("XCOU"))) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{came} of {count} letters came within {within:.0f} s.")
            time.sleep(0.05)
        return self.came()

    def _ask(self, command: str) -> str:
        with socket.create_connection((HOST, self.port), timeout=10) as connection:
            connection.sendall(f"{command}\r\nQUIT\r\n".encode())
            with connection.makefile("rb") as answers:
                lines = answers.read().decode().splitlines()
        return lines[1].partition(" ")[2]


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
