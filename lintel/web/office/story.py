"""The story of an inspection or of a one-off: what happened, what was sent, who opened it. Newest first, by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from lintel.access.models import Use
from lintel.inspections.models import Moment
from lintel.messages.models import Message
from lintel.web.office import post

TONES = {
    Moment.Kind.SIGNED.value: "good",
    Moment.Kind.ALL_SIGNED.value: "good",
    Moment.Kind.UPDATED.value: "wait",
    Moment.Kind.PAID.value: "good",
    Moment.Kind.BALANCED.value: "good",
    Moment.Kind.OVERPAID.value: "wait",
    Moment.Kind.UNDER_WAY.value: "wait",
    Moment.Kind.PAYMENT_FAILED.value: "bad",
    Moment.Kind.REFUNDED.value: "wait",
    Moment.Kind.REFUND_FAILED.value: "bad",
    Moment.Kind.DISPUTED.value: "bad",
    Moment.Kind.DISPUTE_CLOSED.value: "wait",
    Moment.Kind.STRAYED.value: "bad",
    Moment.Kind.KEPT.value: "wait",
    Moment.Kind.FEES_CHANGED.value: "wait",
    Moment.Kind.BILLED.value: "wait",
    Moment.Kind.RESCHEDULED.value: "wait",
    Moment.Kind.CANCELLED.value: "bad",
    Moment.Kind.TEXTED.value: "wait",
}

NAMES = {
    "confirmation": "Confirmation",
    "resend": "Link again",
    "link": "Link again",
    "again": "Link they asked for",
    "share": "Letter",
    "reminder": "Reminder",
    "still-to-sign": "Reminder to sign",
    "still-to-pay": "Reminder to pay",
    "report-waits": "Reminder that the report waits",
    "thanks": "Thanks",
    "agent": "Notice of the appointment",
    "assigned": "Notice of the assignment",
    "moved": "New time",
    "rescheduled": "New time",
    "cancelled": "Cancellation",
    "invoice": "Invoice",
    "invoice-reminder": "Reminder of the invoice",
    "receipt": "Receipt",
    "notice-paid": "Notice of the payment",
    "refunded": "Letter about the refund",
    "payment-failed": "Letter about the failed payment",
    "notice-money": "Notice about money",
    "notice-signed": "Notice of the signature",
    "signed": "Signed copy",
    "report": "Letter with the report",
    "report-changed": "Letter with the changed report",
    "report-status": "Notice that the report is ready",
}


@dataclass(frozen=True, slots=True)
class Event:
    """A line: when on the company's clocks, the words, who did it, and how it is marked."""

    at: datetime
    words: str
    by: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day."""

    day: date
    events: list[Event]


def told(
    moments: Iterable[Moment], letters: Iterable[Message], opened: Iterable[Use], *, zone: str, at: datetime
) -> list[Day]:
    """All of it, newest first. Uses need their link's holder loaded, letters their company."""
    # Given newest first; of one instant, what was caused stands above its cause.
    events = [
        *(Event(one.at, _opened(one), "", "good") for one in opened),
        *(_letter(one, at) for one in letters if one.state != Message.State.QUEUED),
        *(Event(one.at, one.words, one.by_name, TONES.get(one.kind, "")) for one in moments),
    ]
    clocks = ZoneInfo(zone)
    local = [Event(one.at.astimezone(clocks), one.words, one.by, one.tone) for one in events]
    newest_first = sorted(local, key=lambda one: one.at, reverse=True)
    return [Day(day, list(lines)) for day, lines in groupby(newest_first, key=lambda one: one.at.date())]


def _letter(message: Message, at: datetime) -> Event:
    mail = post.seen(message, at=at)
    name = NAMES.get(message.kind, "Letter") if message.channel == Message.Channel.EMAIL else "Text"
    about = f"{name} to {message.to_name}"
    match message.state:
        case Message.State.SENT:
            words = f"{about} marked as spam" if message.complained_at else f"{about} sent"
        case Message.State.FAILED:
            words = f"{about} came back: {message.last_error}"
        case Message.State.WITHDRAWN:
            words = f"{about} withdrawn: {message.withdrawn_because}"
        case _:
            words = f"{about} held: {message.held_because}"
    return Event(mail.at, words, "", mail.tone)


def _opened(use: Use) -> str:
    device = f", {use.device}" if use.device else ""
    return f"{use.link.holder.name} opened the {use.link.get_entrance_display()}{device}"
