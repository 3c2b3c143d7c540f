"""Idempotency keys as Stripe documents them: https://docs.stripe.com/api/idempotent_requests.

The first status and body under a key are saved once an endpoint has begun, a 500 among them, and are given again for
24 hours. Nothing is saved when the parameters were refused or when a request with the same key was under way.
"""

import threading
from dataclasses import dataclass

from tests.stripe.errors import Refused

KEPT_SECONDS = 24 * 60 * 60


@dataclass(slots=True)
class Remembered:
    asked: str
    at: int
    answer: tuple[int, bytes] | None = None


class Keys:
    """One account's keys."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Remembered] = {}

    def begin(self, key: str, asked: str, *, now: int) -> tuple[int, bytes] | None:
        """The answer that was given before, or None: then this request is under way until `end` or `forget`.

        Raises Refused for other parameters under a known key (400) and for one that is under way (409).
        """
        with self._lock:
            known = self._known.get(key)
            if known and known.answer and now - known.at >= KEPT_SECONDS:
                known = None
            if known is None:
                self._known[key] = Remembered(asked, now)
                return None
            if known.asked != asked:
                raise Refused(
                    "Keys for idempotent requests can only be used with the same parameters they were first used "
                    f"with. Try using a key other than '{key}' if you meant to execute a different request.",
                    kind="idempotency_error",
                )
            if known.answer is None:
                raise Refused(
                    "There is currently another in-progress request using this Idempotent Key (that probably means "
                    f"you submitted twice, and the other request is still going through): {key}. Please try again.",
                    status=409,
                    kind="idempotency_error",
                    code="idempotency_key_in_use",
                )
            return known.answer

    def end(self, key: str, status: int, body: bytes) -> None:
        with self._lock:
            self._known[key].answer = (status, body)

    def forget(self, key: str) -> None:
        """No endpoint had begun."""
        with self._lock:
            self._known.pop(key, None)
