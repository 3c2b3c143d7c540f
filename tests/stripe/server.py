"""The server: authentication, parameters, faults, idempotency and the answer, in Stripe's order."""

import json
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.stripe import page, shapes
from tests.stripe.errors import Refused
from tests.stripe.forms import decode
from tests.stripe.operations import OPERATIONS, Operation, expand
from tests.stripe.store import Object, random_letters

if TYPE_CHECKING:
    from tests.stripe.fake import Stripe

BROKEN = {"error": {"type": "api_error", "message": "An unknown error occurred."}}
LIMITED = Refused("Request rate limit exceeded.", status=429, code="rate_limit")
LOCKED = Refused(
    "This object cannot be accessed right now because another API request or Stripe process is currently accessing it.",
    status=409,
    code="lock_timeout",
)


class Cut(Exception):
    """The connection ends here, without an answer."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, stripe: "Stripe") -> None:
        self.stripe = stripe
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no fault of ours; a fault of ours fails the test at its end."""
        fault = sys.exc_info()[1]
        if fault and not isinstance(fault, OSError):
            self.stripe.broken.append(fault)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Nothing is printed."""

    def _handle(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        address = urlsplit(self.path)
        try:
            if address.path.startswith("/c/pay/"):
                self._hosted(method, address.path.removeprefix("/c/pay/"), body)
            else:
                status, answer, more = self._api(method, address.path, body or address.query)
                self._answer(status, answer, {"Content-Type": "application/json", **more})
        except Cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _hosted(self, method: str, key: str, body: str) -> None:
        stripe, said = self.server.stripe, ""
        with stripe.store.lock:
            if method == "POST":
                to, said = page.act(stripe.store, key, parse_qs(body).get("how", [""])[0])
                if to:
                    self._answer(303, b"", {"Location": to})
                    return
            status, html = page.show(stripe.store, key, said)
        self._answer(status, html.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def _api(self, method: str, path: str, words: str) -> tuple[int, bytes, dict[str, str]]:
        more = {"Request-Id": f"req_{random_letters(14)}", "Stripe-Version": self.headers.get("Stripe-Version", "")}
        try:
            self._authenticate()
            operation, keys = _find(method, path)
            fault = self.server.stripe.faults.draw(operation.name)
            if fault == "cut":
                raise Cut
            if fault in ("limited", "locked"):
                raise LIMITED if fault == "limited" else LOCKED
            asked = _read(operation, words)
            status, answer, replayed = self._once(operation, keys, asked, f"{method} {path} {words}", fault)
        except Refused as refused:
            status, answer, replayed, fault = refused.status, json.dumps(refused.body).encode(), False, ""
        if fault == "hang":
            self.server.stripe.faults.hang()
        if fault == "lost":
            raise Cut
        if replayed:
            more["Idempotent-Replayed"] = "true"
        if status == 409:
            more["Stripe-Should-Retry"] = "true"
        return status, answer, more

    def _authenticate(self) -> None:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not given:
            raise Refused("You did not provide an API key.", status=401)
        if given != self.server.stripe.secret_key:
            raise Refused(f"Invalid API Key provided: {given[:8]}********{given[-4:]}", status=401)

    def _once(
        self, operation: Operation, keys: list[str], asked: Object, words: str, fault: str
    ) -> tuple[int, bytes, bool]:
        """Status, body, and whether they were given before."""
        stripe, key = self.server.stripe, self.headers.get("Idempotency-Key", "")
        if operation.method != "POST" or not key:
            return *self._execute(operation, keys, asked, fault), False
        before = stripe.keys.begin(key, words, now=stripe.store.now())
        if before:
            return *before, True
        try:
            answer = self._execute(operation, keys, asked, fault)
        except BaseException:
            stripe.keys.forget(key)
            raise
        stripe.keys.end(key, *answer)
        return *answer, False

    def _execute(self, operation: Operation, keys: list[str], asked: Object, fault: str) -> tuple[int, bytes]:
        stripe = self.server.stripe
        status = 200
        answer: Object = BROKEN
        if fault == "stuck":
            stripe.faults.hang()
        with stripe.store.lock:
            try:
                if fault != "broken":
                    answer = expand(stripe.store, operation.do(stripe.store, asked, *keys), asked.get("expand", []))
                    stripe.fits(operation, asked, answer)
            except Refused as refused:
                status, answer = refused.status, refused.body
                stripe.refused.append((operation, refused.body))
        if fault in ("broken", "half done"):
            status, answer = 500, BROKEN
        return status, json.dumps(answer, indent=2).encode()

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _find(method: str, path: str) -> tuple[Operation, list[str]]:
    for operation in OPERATIONS:
        keys = operation.matches(method, path)
        if keys is not None:
            return operation, keys
    raise Refused(f"Unrecognized request URL ({method}: {path}).", status=404)


def _read(operation: Operation, words: str) -> Object:
    """The parameters, typed. What Stripe does not know is refused before anything begins."""
    try:
        asked: Object = shapes.read(operation.takes, decode(words))
    except shapes.Misfit as misfit:
        code = (
            "parameter_unknown" if "unknown" in misfit.why else "parameter_missing" if "Missing" in misfit.why else ""
        )
        raise Refused(f"{misfit.why}: {misfit.where}", code=code, param=misfit.where) from misfit
    return asked
