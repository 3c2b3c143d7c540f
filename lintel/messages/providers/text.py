"""Texts, each through its company's own account. The last look before a text leaves is here."""

from datetime import datetime

from django.conf import settings

from lintel.core import sealing
from lintel.core.work import LeaseLost
from lintel.messages import holding, hooks
from lintel.messages.models import Message, TextAccount, TextConsent, TextState
from lintel.messages.providers import HeldBack, NotNow, console
from lintel.messages.providers.twilio import SEALED_FOR, KeysRefused, OptedOut, Twilio


class Texts:
    """See providers.Transport for what is promised. For one thread."""

    channel = Message.Channel.TEXT.value

    def deliver(self, message: Message, mail: str, *, at: datetime) -> None:
        """The last look before a text leaves: ours to send, not held, and to somebody who agrees to it now."""
        if message.state != Message.State.SENDING or message.leased_until is None or message.leased_until <= at:
            raise LeaseLost(f"Message {message.pk}")
        if held := holding.reason(message, at=at):
            raise HeldBack(held)
        if settings.DEMO:
            console.send(message, mail, at=at)
            return
        account = TextAccount.objects.of(message.company).exclude(sealed_token="").first()
        if account is None:
            raise HeldBack(Message.Held.NO_TEXTS)
        try:
            _send(account, message, mail, at)
        except KeysRefused as answer:
            TextAccount.objects.filter(pk=account.pk, refused_at=None).update(refused_at=at)
            raise NotNow(answer.words) from answer
        except OptedOut as answer:
            _remember(message, answer.words, at)
            raise HeldBack(Message.Held.OPTED_OUT) from answer
        if account.refused_at:
            TextAccount.objects.filter(pk=account.pk).update(refused_at=None)

    def rest(self) -> None:
        """Nothing is kept open."""

    def close(self) -> None:
        """Nothing is kept open."""


def _send(account: TextAccount, message: Message, words: str, at: datetime) -> None:
    try:
        twilio = Twilio(account.account_sid, sealing.unseal(account.sealed_token, purpose=SEALED_FOR))
    except sealing.Unsealable as error:
        raise KeysRefused("The token was sealed by another installation. Enter it again.") from error
    taken = twilio.find(to=message.to_address, words=words, since=message.written_at) if message.attempts > 1 else None
    taken = taken or twilio.send(
        sender=account.sender, to=message.to_address, words=words, callback=hooks.told_at(account, message)
    )
    state = TextState.State.QUEUED
    told = TextState(company_id=message.company_id, message=message, sid=taken.sid[:34], state=state, at=at)
    TextState.objects.bulk_create([told], ignore_conflicts=True)


def _remember(message: Message, words: str, at: datetime) -> None:
    """Twilio knows of a STOP that we were not told of."""
    TextConsent.objects.create(
        company_id=message.company_id,
        number=message.to_address,
        agreed=False,
        at=at,
        words=words[:200],
        source=TextConsent.Source.PROVIDER,
    )
