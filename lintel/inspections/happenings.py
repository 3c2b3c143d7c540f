"""What an automation can wait for, and what it can ask: the words that rules are written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lintel.inspections.models import Moment

Kind = Moment.Kind
START, END, SENT = "start", "end", "confirmation sent"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something to wait for: how a rule says it, and whether its time is known before it comes."""

    name: str
    words: str
    is_known_ahead: bool = False


HAPPENINGS = {
    one.name: one
    for one in (
        Happening(START, "the inspection starts", is_known_ahead=True),
        Happening(END, "the inspection ends", is_known_ahead=True),
        Happening("scheduled", "it is scheduled"),
        Happening("confirmed", "one that was not confirmed is"),
        Happening(SENT, "the confirmation has left"),
        Happening("rescheduled", "it is rescheduled"),
        Happening("inspector changed", "another inspector takes it"),
        Happening("cancelled", "it is cancelled"),
        Happening("client added", "a client is added"),
        Happening("client removed", "a client is removed"),
        Happening("service added", "a service is added"),
        Happening("service removed", "a service is removed"),
        Happening("fee added", "a fee is added"),
        Happening("fee removed", "a fee is removed"),
        Happening("signed", "somebody signs"),
        Happening("all signed", "everything is signed"),
        Happening("paid", "a payment arrives"),
        Happening("balance paid", "it is paid in full"),
        Happening("payment failed", "a payment fails"),
        Happening("refunded", "money is given back"),
        Happening("attachment added", "a report is uploaded"),
        Happening("attachment removed", "a report is removed"),
        Happening("published", "the report is published"),
        Happening("report viewed", "somebody reads the report"),
    )
}
KINDS: Mapping[Moment.Kind, str] = {
    Kind.SCHEDULED: "scheduled",
    Kind.CONFIRMED: "confirmed",
    Kind.RESCHEDULED: "rescheduled",
    Kind.CANCELLED: "cancelled",
    Kind.SIGNED: "signed",
    Kind.ALL_SIGNED: "all signed",
    Kind.PAID: "paid",
    Kind.BALANCED: "balance paid",
    Kind.PAYMENT_FAILED: "payment failed",
    Kind.REFUNDED: "refunded",
    Kind.REMOVED: "attachment removed",
    Kind.PUBLISHED: "published",
    Kind.READ: "report viewed",
}
FACTS = {
    "unsigned": ("something is still to sign", "everything is signed"),
    "unpaid": ("something is still to pay", "nothing is left to pay"),
    "published": ("the report is published", "the report is not published yet"),
    "read": ("a client has read the report", "no client has read the report"),
    "agent": ("an agent takes part", "no agent takes part"),
}
NUMBERS = {
    "year_built<": ("built before", "not built before"),
    "square_feet>": ("larger, in square feet, than", "not larger, in square feet, than"),
}
CHOSEN = {
    "service": ("has", "does not have"),
    "inspector": ("inspector is", "inspector is not"),
    "kind": ("property is", "property is not"),
    "state": ("state is", "state is not"),
    "tag": ("somebody in it has the tag", "nobody in it has the tag"),
    "role": ("takes part:", "does not take part:"),
}


def is_asked(kind: Moment.Kind, marks: Sequence[str] | None) -> bool:
    """Whether the worker looks at a line of the story: an automation may wait for it, or its plans move by it."""
    return kind == Kind.CHANGED or bool(words_of(kind, marks))


def not_any_more(condition: str) -> str:
    """Why something is not sent, where this condition does not hold."""
    name, holds = condition.removeprefix("!"), not condition.startswith("!")
    if name in FACTS:
        return FACTS[name][1 if holds else 0]
    return "its conditions do not hold"


def words_of(kind: Moment.Kind, marks: Sequence[str] | None) -> list[str]:
    """What automations call a line of the story; nothing for what none can wait for."""
    return [*([KINDS[kind]] if kind in KINDS else []), *(marks or ())]
