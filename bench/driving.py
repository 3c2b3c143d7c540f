"""The load generator: a process of its own that keeps a number of connections busy for a while, and stops by itself.

`python -m bench.driving` reads one JSON object from standard input and prints one; `drive` is how others call it. Every
client waits for its answer before it asks again (closed loop), over a kept connection, on this machine alone.
"""

import json
import select
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from bench import processes

HOST = "127.0.0.1"
LONGEST_SECONDS = 60.0
WARM_SECONDS = 0.3
HEAD_ENDS, CHUNKS_END = b"\r\n\r\n", b"0\r\n\r\n"
BUSY_TRIES = 3
CSRF = "b" * 32  # the cookie and the field agree: that is all Django asks


@dataclass(frozen=True, slots=True)
class Driven:
    """What one run measured: answers a second, and milliseconds within which so many answers came."""

    rate: float
    p50: float
    p95: float
    p99: float
    count: int
    total: int
    bytes: int
    wrong: list[str]
    ends: list[float]
    statuses: list[int]
    found: int


def drive(
    port: int,
    requests: list[bytes],
    *,
    clients: int,
    seconds: float = LONGEST_SECONDS,
    once: bool = False,
    find: str = "",
) -> Driven:
    """Runs the generator; with `once` each request is sent one time, and it ends with the last of them.

    `find` is looked for in every answer (of `once`), which must not be compressed then.
    """
    asked = {
        "port": port,
        "requests": [request.decode("latin-1") for request in requests],
        "clients": clients,
        "seconds": seconds,
        "warm": WARM_SECONDS,
        "once": once,
        "find": find,
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bench.driving"],
        input=json.dumps(asked),
        env=processes.surroundings({}),
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_SECONDS + 30,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Driven(**json.loads(done.stdout))


def get(path: str, *, cookie: str = "") -> bytes:
    """A browser's request for a page."""
    return _request("GET", path, cookie, "Accept-Encoding: gzip\r\n")


def post(path: str, body: str, *, cookie: str = "") -> bytes:
    """A browser's form, by somebody who is signed in where there is a cookie."""
    cookie = f"{cookie}; csrftoken={CSRF}" if cookie else ""
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return _request("POST", path, cookie, f"{kind}Content-Length: {len(body)}\r\n") + body.encode("ascii")


def _request(method: str, path: str, cookie: str, more: str) -> bytes:
    cookies = f"Cookie: {cookie}\r\n" if cookie else ""
    return (
        f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/html\r\n{cookies}{more}"
        "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
        "Sec-Fetch-Site: same-origin\r\n\r\n"
    ).encode("ascii")


@dataclass(slots=True)
class Client:
    """One connection and the answer it waits for."""

    port: int
    connection: socket.socket = field(init=False)
    held: bytearray = field(default_factory=bytearray)
    needs: int | None = None
    asked_at: float = 0.0
    request: bytes = b""
    tries: int = 0

    def __post_init__(self) -> None:
        self.connect()

    def connect(self) -> None:
        self.connection = socket.create_connection((HOST, self.port), timeout=LONGEST_SECONDS)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> None:
        self.held.clear()
        self.needs, self.request, self.tries = None, request, 0
        self.asked_at = time.monotonic()
        self.connection.sendall(request)

    def ask_again(self) -> None:
        """The server closed a kept connection just when we asked."""
        self.tries += 1
        if self.tries > BUSY_TRIES or self.held:
            raise ConnectionError("The server hangs up in the middle of an answer.")
        self.connection.close()
        self.connect()
        self.connection.sendall(self.request)

    def take(self, data: bytes) -> bool:
        """Whether the answer is whole now."""
        held = self.held
        held += data
        if self.needs is None:
            end = held.find(HEAD_ENDS)
            if end < 0:
                return False
            head = bytes(held[:end]).lower()
            at = head.find(b"\r\ncontent-length:")
            if at >= 0:
                line = head[at + 17 :].split(b"\r\n", 1)[0]
                self.needs = end + len(HEAD_ENDS) + int(line)
            elif b"\r\ntransfer-encoding: chunked" in head:
                self.needs = -1
            else:
                self.needs = end + len(HEAD_ENDS)
        if self.needs < 0:
            return held.endswith(CHUNKS_END)
        return len(held) >= self.needs


class Run:
    """One run of the generator."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.requests = [request.encode("latin-1") for request in asked["requests"]]
        self.once = bool(asked["once"])
        self.seconds = min(float(asked["seconds"]), LONGEST_SECONDS)
        self.warm = 0.0 if self.once else float(asked["warm"])
        self.clients = [Client(asked["port"]) for _ in range(asked["clients"])]
        self.next = 0
        self.times: list[float] = []
        self.ends: list[float] = []
        self.wrong: list[str] = []
        self.statuses: list[int] = []
        self.find = asked["find"].encode()
        self.total = self.bytes = self.found = 0

    def measure(self) -> dict[str, Any]:
        poll = select.epoll()
        by_number = {}
        start = time.monotonic()
        counting, end = start + self.warm, start + self.warm + self.seconds
        for client in self.clients:
            if (request := self._request()) is not None:
                client.ask(request)
                by_number[client.connection.fileno()] = client
                poll.register(client.connection, select.EPOLLIN)
        while by_number:
            events = poll.poll(max(0.0, end - time.monotonic()) + 20.0)
            if not events:
                raise TimeoutError("The server does not answer any more.")
            for number, _ in events:
                client = by_number[number]
                data = client.connection.recv(262144)
                if not data:
                    del by_number[number]
                    client.ask_again()
                    by_number[client.connection.fileno()] = client
                    poll.register(client.connection, select.EPOLLIN)
                    continue
                if not client.take(data):
                    continue
                now = time.monotonic()
                self._note(client, now, counts=counting <= now <= end)
                request = self._request() if now < end else None
                if request is None:
                    poll.unregister(client.connection)
                    del by_number[number]
                else:
                    client.ask(request)
        return self._told(max(self.ends, default=end) - start if self.once else self.seconds)

    def _request(self) -> bytes | None:
        if self.once and self.next >= len(self.requests):
            return None
        request: bytes = self.requests[self.next % len(self.requests)]
        self.next += 1
        return request

    def _note(self, client: Client, now: float, *, counts: bool) -> None:
        self.total += 1
        status = bytes(client.held[9:12])
        if status[:1] not in {b"2", b"3"} and len(self.wrong) < 3:
            self.wrong.append(bytes(client.held[:600]).decode("latin-1"))
        if counts or self.once:
            self.times.append((now - client.asked_at) * 1000)
            self.bytes += len(client.held)
        if self.once:
            self.ends.append(now)
            self.statuses.append(int(status))
            self.found += bool(self.find) and self.find in client.held

    def _told(self, took: float) -> dict[str, Any]:
        times = sorted(self.times) or [0.0]
        count = len(self.times)
        return {
            "rate": count / took if took else 0.0,
            **{f"p{part}": times[min(len(times) - 1, len(times) * part // 100)] for part in (50, 95, 99)},
            "count": count,
            "total": self.total,
            "bytes": self.bytes // max(count, 1),
            "wrong": self.wrong,
            "ends": self.ends,
            "statuses": self.statuses,
            "found": self.found,
        }


if __name__ == "__main__":
    json.dump(Run(json.load(sys.stdin)).measure(), sys.stdout)
