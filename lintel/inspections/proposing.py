"""Whether what the clients were last told still holds, in words: what proposes Resend."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Sum

from lintel.billing.models import Entry
from lintel.core import money
from lintel.inspections.models import Inspection, Moment
from lintel.messages.models import Message

CLIENT_LETTERS = ("confirmation", "resend", "rescheduled", "share")
CHANGES = (Moment.Kind.CHANGED, Moment.Kind.FEES_CHANGED, Moment.Kind.RESCHEDULED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Why the link should be sent again: one sentence, and each change since the last letter."""

    words: str
    changes: list[str] = field(default_factory=list)


def proposal(inspection: Inspection) -> Proposal | None:
    """What changed since the last letter with a client's link, or None when nothing did."""
    last = (
        Message.objects.filter(
            thread=inspection.thread, kind__in=CLIENT_LETTERS, link__share__participant__role="client"
        )
        .exclude(state=Message.State.WITHDRAWN)
        .order_by("-written_at")
        .first()
    )
    if last is None or inspection.cancelled_at is not None:
        return None
    since = inspection.moments.filter(at__gt=last.written_at, kind__in=CHANGES).order_by("at", "pk")
    changes = list(since.values_list("words", flat=True))
    if not changes:
        return None
    before, now = _balance(inspection, last.written_at), _balance(inspection, None)
    if before != now:
        shown = [money.show(cents, inspection.company.currency) for cents in (before, now)]
        return Proposal(f"The balance changed from {shown[0]} to {shown[1]} since the last letter.", changes)
    return Proposal("This changed since the last letter.", changes)


def _balance(inspection: Inspection, at: datetime | None) -> int:
    entries = Entry.objects.filter(invoice__bill__inspection=inspection)
    entries = entries if at is None else entries.filter(at__lte=at)
    return entries.aggregate(sum=Sum("amount_cents"))["sum"] or 0


def overtaken(letters: Sequence[Message], *, at: datetime) -> dict[int, list[str]]:
    """What each of these letters does not know, in words, by its key: what happened since it was written.

    Three statements for any number of letters. A letter without an inspection is never overtaken.
    """
    threads = {letter.thread_id for letter in letters}
    about = {one.thread_id: one for one in Inspection.objects.filter(thread__in=threads).with_progress()}
    told = Moment.objects.filter(inspection__thread__in=threads, kind__in=CHANGES).order_by("at", "pk")
    moments = list(told.values_list("inspection__thread_id", "at", "words"))
    found = {}
    for letter in letters:
        later = [words for thread, when, words in moments if thread == letter.thread_id and when > letter.written_at]
        found[letter.pk] = [*_moot(letter, about.get(letter.thread_id), at), *later]
    return found


def _moot(letter: Message, inspection: Inspection | None, at: datetime) -> list[str]:
    """Why this letter may be of no use to its reader any more. Its link and the link's holder must be loaded."""
    words = []
    if inspection is not None and letter.kind != "cancelled":
        if inspection.cancelled_at is not None:
            words.append("The inspection is cancelled")
        elif inspection.starts_at <= at:
            words.append("The inspection has begun or is over")
        if letter.kind in CLIENT_LETTERS and _settled(inspection):
            words.append("Everything is signed and paid")
    if letter.link is not None:
        if not letter.link.alive(at=at):
            words.append("Its link opens nothing any more")
        if letter.link.holder.email.lower() != letter.to_address.lower():
            words.append(f"Their address is now {letter.link.holder.email or 'gone'}")
    return words


def _settled(inspection: Inspection) -> bool:
    """Whether nothing is left to sign or to pay. Asked of an inspection `with_progress`."""
    come: Any = inspection
    return bool(come.signed >= come.to_sign and come.balance <= 0)
