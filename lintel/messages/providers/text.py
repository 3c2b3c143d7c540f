"""Texts, each through its company's own provider. The last look before a text leaves is here."""

from datetime import datetime

from lintel.core.work import LeaseLost
from lintel.messages import holding
from lintel.messages.models import Message
from lintel.messages.providers import HeldBack


class Texts:
    """See providers.Transport for what is promised. For one thread."""

    channel = Message.Channel.TEXT.value

    def deliver(self, message: Message, mail: str, *, at: datetime) -> None:
        """Ours to send, not held: then the provider gets it."""
        if message.state != Message.State.SENDING or message.leased_until is None or message.leased_until <= at:
            raise LeaseLost(f"Message {message.pk}")
        if held := holding.reason(message, at=at):
            raise HeldBack(held)
        raise HeldBack(Message.Held.NO_TEXTS)

    def rest(self) -> None:
        """Nothing is kept open."""

    def close(self) -> None:
        """Nothing is kept open."""
