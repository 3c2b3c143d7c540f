"""The ways a message leaves, one file each, and what they may answer."""

from datetime import datetime
from typing import Any, Protocol

from lintel.messages.models import Message


class Answer(Exception):
    """Why a letter did not leave, in `words`: the other side's own where there are any."""

    def __init__(self, words: str) -> None:
        self.words = " ".join(words.split())[:500]
        super().__init__(self.words)


class Refused(Answer):
    """For good: this letter to this recipient will never be taken."""


class NotNow(Answer):
    """This letter may be taken later."""


class Unreachable(Answer):
    """The server itself is not there, or does not know us: nothing can leave at the moment."""


class HeldBack(Answer):
    """Ours alone: the letter must not leave. `words` is one of Message.Held."""


class Transport(Protocol):
    """What carries letters out of the house, those of one channel: each what `sending.WIRES` makes of it."""

    channel: str

    def deliver(self, message: Message, mail: Any, *, at: datetime) -> str | None:
        """Hand one letter over. Returns when the other side has taken it, with what a mail service calls it; raises an
        Answer, or LeaseLost.
        """

    def rest(self) -> None:
        """Nothing is to do: let go of what is kept open, once it has been idle for long enough."""

    def close(self) -> None:
        """Let go of what is kept open."""
