"""What holds a letter back at the place where letters leave, and what lets it go."""

from datetime import datetime
from functools import cached_property

from django.conf import settings

from lintel.companies import trial
from lintel.companies.models import Company
from lintel.messages import consenting, suppressing
from lintel.messages.models import Message, TextAccount

REPLY = "text-reply"
NEEDED = {
    Message.Held.TRIAL: "you upgrade",
    Message.Held.NO_MAIL_SERVER: "LINTEL_EMAIL_URL names a mail server",
    Message.Held.NO_PUBLIC_ADDRESS: "LINTEL_PUBLIC_ORIGIN names your address",
    Message.Held.NO_TEXTS: "Settings → Texts names a sender",
    Message.Held.OPTED_OUT: "they text START, or their consent is recorded anew",
    Message.Held.NO_CONSENT: "it is recorded that they agreed to texts",
    Message.Held.SUPPRESSED: "somebody says that the address works again; or correct it",
}
BY_ITSELF = (Message.Held.NO_MAIL_SERVER, Message.Held.NO_PUBLIC_ADDRESS)


class Gate:
    """What holds the letters of one company back now. Who is inside is asked once, and only where it matters."""

    def __init__(self, company: Company, *, at: datetime) -> None:
        self.company, self.at = company, at

    def holds(self, address: str, channel: str = Message.Channel.EMAIL) -> str:
        """Why a letter to this address may not leave: one of `Message.Held`, or nothing.

        Letters to people inside the company need only a mail server; everyone else's also need a public
        address, and a company that is not on trial. A telephone number is never inside.
        """
        if channel != Message.Channel.EMAIL:
            return self._holds_out(address, channel)
        if self.company.on_trial() and address.lower() not in self._insiders:
            return Message.Held.TRIAL
        if address.lower() in self._suppressed:
            return Message.Held.SUPPRESSED
        if not settings.MAIL_CONFIGURED:
            return Message.Held.NO_MAIL_SERVER
        if not settings.PUBLIC_ORIGIN and address.lower() not in self._insiders:
            return Message.Held.NO_PUBLIC_ADDRESS
        return ""

    def of(self, message: Message) -> str:
        """Why this letter of the company may not leave, or nothing."""
        return _of(message, self.holds(message.to_address, message.channel))

    def _holds_out(self, address: str, channel: str) -> str:
        if self.company.on_trial():
            return Message.Held.TRIAL
        if not settings.PUBLIC_ORIGIN:
            return Message.Held.NO_PUBLIC_ADDRESS
        if channel == Message.Channel.WEBHOOK:
            return ""
        return consenting.holds(self.company, address) if self._texts else Message.Held.NO_TEXTS

    @cached_property
    def _texts(self) -> bool:
        return settings.DEMO or TextAccount.objects.of(self.company).exclude(sealed_token="").exists()

    @cached_property
    def _suppressed(self) -> frozenset[str]:
        return suppressing.suppressed(self.company)

    @cached_property
    def _insiders(self) -> frozenset[str]:
        return trial.insiders(self.company, at=self.at)


def _of(message: Message, held: str) -> str:
    """What holds this letter: the answer to STOP, or to another word, is not stopped by what it confirms."""
    return "" if held in (Message.Held.OPTED_OUT, Message.Held.NO_CONSENT) and message.kind == REPLY else held


def would_hold(company: Company, address: str, *, at: datetime, channel: str = Message.Channel.EMAIL) -> str:
    """Why a letter of this company to this address may not leave now, or nothing."""
    return Gate(company, at=at).holds(address, channel)


def reason(message: Message, *, at: datetime) -> str:
    """Why this letter may not leave now, or nothing."""
    return _of(message, would_hold(message.company, message.to_address, at=at, channel=message.channel))


def lacking() -> str:
    """What this installation lacks, so that no letter to a client may leave: one of `Message.Held`, or nothing."""
    if not settings.MAIL_CONFIGURED:
        return Message.Held.NO_MAIL_SERVER
    return "" if settings.PUBLIC_ORIGIN else Message.Held.NO_PUBLIC_ADDRESS


def for_outsiders(company: Company) -> str:
    """What holds back the letters of this company to anybody outside it: one of `Message.Held`, or nothing."""
    return Message.Held.TRIAL if company.on_trial() else lacking()


def way_out(message: Message, still: str) -> str:
    """What becomes of a letter that is held, or will be, and may not leave yet, because of `still`."""
    held = message.held_because or still
    happens = "It leaves by itself" if held in BY_ITSELF else "It can be sent by hand"
    return f"{happens} once {NEEDED[Message.Held(still)]}."


def release(*, at: datetime) -> int:
    """Queue again what was held for want of a mail server or a public address, where that is mended.

    Letters held by a trial never go by themselves. How many were queued.
    """
    mended = []
    if settings.MAIL_CONFIGURED:
        mended.append(Message.Held.NO_MAIL_SERVER)
    if settings.PUBLIC_ORIGIN:
        mended.append(Message.Held.NO_PUBLIC_ADDRESS)
    return (
        Message.objects.held()
        .filter(held_because__in=mended)
        .update(state=Message.State.QUEUED, held_because="", due_at=at)
    )
