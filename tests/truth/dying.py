"""A worker that dies: at any of these places, before it was done or after, with nothing put in order."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest

from lintel.access import uses
from lintel.billing import booking, hearing, invoicing, undoing
from lintel.core import work
from lintel.inspections import announcing, paying, refunding

PLACES: list[tuple[ModuleType, str]] = [
    (work, "claim"),
    (work, "finish"),
    (booking, "apply"),
    (invoicing, "lock"),
    (invoicing, "number"),
    (uses, "record"),
    (announcing, "tell"),
    (paying, "_ask"),
    (paying, "_book"),
    (hearing, "keep"),
    (undoing, "apply"),
    (undoing, "dispute"),
    (refunding, "_begin"),
    (refunding, "_book"),
]


class Killed(BaseException):
    """No code of ours catches it."""


class Reaper:
    """While `armed`, each of the places is deadly with this probability."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.odds, self.kills = chance, 0.0, 0

    @contextmanager
    def armed(self, odds: float) -> Iterator[None]:
        self.odds = odds
        try:
            yield
        finally:
            self.odds = 0.0

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def deadly(*args: Any, **kwargs: Any) -> Any:
            self.strike()
            answer = call(*args, **kwargs)
            self.strike()
            return answer

        return deadly

    def strike(self) -> None:
        if self.chance.random() < self.odds:
            self.kills += 1
            raise Killed


def reaper(monkeypatch: pytest.MonkeyPatch, chance: random.Random) -> Reaper:
    made = Reaper(chance)
    for module, name in PLACES:
        monkeypatch.setattr(module, name, made.around(getattr(module, name)))
    return made
