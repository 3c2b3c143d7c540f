"""What machines and random staff are let loose on."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from lintel.core import clock
from lintel.messages import sending
from lintel.messages.providers.email import Email
from lintel.web.portal import again
from lintel.web.portal.misses import asked_for, asked_from, misses


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(again, "ANSWERS_AFTER_SECONDS", 0.0)
    yield
    for limit in (misses, asked_for, asked_from):
        limit.forget()


def drain() -> None:
    """The worker's turn, until nothing is due."""
    with closing(Email()) as post:
        while sending.drain(through=post, clock=clock.now):
            pass
