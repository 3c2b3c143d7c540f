"""What goes wrong between us and Stripe, on demand.

`lost`      done, and the connection cut before the answer
`cut`       not done, and the connection cut
`broken`    not done, and a 500 that the idempotency key remembers
`half done` done, and a 500 that the idempotency key remembers
`locked`    not done, and a 409 of another request's lock
`limited`   not done, and a 429
`hang`      done, and no answer until `let_go` (or a minute)
`stuck`     under way until `let_go` (or a minute), then done and answered
"""

import random
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

KINDS = ("lost", "cut", "broken", "half done", "locked", "limited")
LONGEST_SECONDS = 60.0


class Faults:
    """`next` says what happens to the next requests, `roll` lets chance say it, `outage` cuts everything."""

    def __init__(self) -> None:
        self.happened: list[tuple[str, str]] = []
        self.released, self.stuck = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._planned: dict[str, deque[str]] = {}
        self._chance: tuple[random.Random, float, Sequence[str]] | None = None
        self._out = False

    def next(self, operation: str, *kinds: str) -> None:
        """What happens to the next requests of this operation, such as `sessions.create`, in order. `` is nothing."""
        with self._lock:
            self._planned.setdefault(operation, deque()).extend(kinds)

    def roll(self, chance: random.Random, share: float, kinds: Sequence[str] = KINDS) -> None:
        """From now on, this share of all requests goes wrong in one of these ways."""
        with self._lock:
            self._chance = (chance, share, kinds)

    def clear(self) -> None:
        with self._lock:
            self._planned, self._chance = {}, None
        self.let_go()

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Nothing is answered meanwhile."""
        self._out = True
        try:
            yield
        finally:
            self._out = False

    def let_go(self) -> None:
        """Those that hang are answered."""
        self.released.set()
        self.released, self.stuck = threading.Event(), threading.Event()

    def hang(self) -> None:
        """`stuck` is set as soon as somebody waits here."""
        released = self.released
        self.stuck.set()
        released.wait(LONGEST_SECONDS)

    def draw(self, operation: str) -> str:
        """What happens to this request; most often nothing."""
        with self._lock:
            kind = self._drawn(operation)
            if kind:
                self.happened.append((operation, kind))
            return kind

    def _drawn(self, operation: str) -> str:
        if self._out:
            return "cut"
        if self._planned.get(operation):
            return self._planned[operation].popleft()
        if self._chance:
            chance, share, kinds = self._chance
            if chance.random() < share:
                return chance.choice(kinds)
        return ""
