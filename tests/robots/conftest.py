"""What machines and random staff are let loose on."""

from contextlib import closing

import pytest

from lintel.core import clock
from lintel.messages import sending
from lintel.messages.providers.email import Email
from lintel.web.portal import again


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "ANSWERS_AFTER_SECONDS", 0.0)


def drain() -> None:
    """The worker's turn, until nothing is due."""
    with closing(Email()) as post:
        while sending.drain(through=post, clock=clock.now):
            pass
