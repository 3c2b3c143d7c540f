"""Stripe calls us: signed, and more than once, out of order, late or never.

https://docs.stripe.com/webhooks: the signature is an HMAC-SHA256 of `<seconds>.<body>` under the endpoint's secret.
"""

import hashlib
import hmac
import http.client
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.stripe.store import Object, Store

Post = Callable[[bytes, dict[str, str]], int]


class Webhooks:
    """What has happened and was not yet told to us is `waiting`, oldest first."""

    def __init__(self, store: Store, secret: str) -> None:
        self._store, self.secret = store, secret
        self._told: set[str] = set()

    @property
    def waiting(self) -> list[Object]:
        with self._store.lock:
            return [one for one in self._store.of_kind["event"] if one["id"] not in self._told]

    def deliver(
        self, to: str | Post, *, chance: random.Random | None = None, most: int = 1, share: float = 1.0
    ) -> list[int]:
        """Tell what is waiting to an address or a function; the statuses it answered.

        With `chance`: each event one to `most` times, shuffled, and only about this `share` of them; the others
        wait for the next time. What is not answered with 2xx waits too, and is told again.
        """
        letters = self.waiting
        if chance:
            told = [event for event in letters if chance.random() < share]
            letters = [event for event in told for _ in range(chance.randint(1, most))]
            chance.shuffle(letters)
        return [self.tell(event, to) for event in letters]

    def tell(self, event: Object, to: str | Post) -> int:
        """One event, once."""
        body = payload(event)
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": self.signature(body)}
        status = post(to, body, headers) if isinstance(to, str) else to(body, headers)
        if 200 <= status < 300:
            self._told.add(event["id"])
        return status

    def lose(self, kind: str = "") -> None:
        """What is waiting (of this type, or all) will never be told."""
        self._told |= {event["id"] for event in self.waiting if kind in ("", event["type"])}

    def signature(self, body: bytes, *, secret: str | None = None, at: int | None = None) -> str:
        at = self._store.now() if at is None else at
        return f"t={at},v1={sign(body, secret or self.secret, at)}"


def sign(body: bytes, secret: str, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def payload(event: dict[str, Any]) -> bytes:
    """As Stripe writes it: indented by two."""
    return json.dumps(event, indent=2).encode()


def post(to: str, body: bytes, headers: dict[str, str]) -> int:
    address = urlsplit(to)
    line = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=60)
    try:
        line.request("POST", address.path, body, headers)
        return line.getresponse().status
    finally:
        line.close()
