"""Whether what the clients were last told still holds, in words: what proposes Resend."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum

from lintel.billing.models import Entry
from lintel.companies.models import Company
from lintel.core import money
from lintel.core.prepared import Prepared
from lintel.inspections import bills, gathering
from lintel.inspections.gathering import Counted
from lintel.inspections.models import Inspection, Moment
from lintel.messages.models import Message

CLIENT_LETTERS = ("confirmation", "resend", "rescheduled", "share")
TELL_ALL, TELL_WHEN = ("confirmation", "resend"), ("confirmation", "resend", "rescheduled")
CHANGES = (
    *(Moment.Kind.CHANGED, Moment.Kind.FEES_CHANGED, Moment.Kind.BILLED, Moment.Kind.RESCHEDULED),
    Moment.Kind.UPDATED,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Why the link should be sent again: one sentence, and each change since the last letter."""

    words: str
    changes: list[str] = field(default_factory=list)


def proposal(inspection: Inspection) -> Proposal | None:
    """What changed since some client was last told, or None when all of them know.

    A letter about a new time tells the time and nothing else; one from Share Details tells whatever somebody wrote.
    Of what is billed to others they are told when it changes their own part.
    """
    if inspection.cancelled_at is not None or inspection.unconfirmed_since is not None:
        return None
    told = _told(inspection)
    if not told:
        return None
    all_told, when_told = (min(one[place] for one in told) for place in (0, 1))
    moments = _changes(inspection=inspection.pk, since=min(all_told, when_told))
    later = Q(kind=Entry.Kind.CHARGE, at__gt=all_told)
    own = Entry.objects.filter(invoice__bill__inspection=inspection, invoice__payer__in=bills.clients(inspection))
    sums = own.aggregate(owed=Sum("amount_cents", default=0), dearer=Sum("amount_cents", filter=later, default=0))
    changes = [
        words
        for kind, at, words in moments
        if at > (when_told if kind == Moment.Kind.RESCHEDULED else all_told)
        and (kind != Moment.Kind.BILLED or sums["dearer"])
    ]
    if not changes:
        return None
    if sums["dearer"]:
        was = sums["owed"] - sums["dearer"]
        before, after = (money.show(cents, inspection.company.currency) for cents in (was, sums["owed"]))
        return Proposal(f"The balance changed from {before} to {after} since the last letter.", changes)
    more = f", and {len(changes) - 1} more" if len(changes) > 1 else ""
    return Proposal(f"Changed since the last letter: {changes[-1]}{more}.", changes)


def _told(inspection: Inspection) -> list[tuple[datetime, datetime]]:
    """Of each client who was written to: when they were last told all of it, and when the time."""
    found = _last_told(thread=inspection.thread_id)
    return [(everything, when) for everything, when in found if everything]


@Prepared
def _last_told(thread: int) -> "QuerySet[Any, Any]":
    standing = {"link__share__participant__role": "client", "link__share__participant__left_at": None}
    letters = Message.objects.filter(thread=thread, kind__in=TELL_WHEN, **standing)
    each = letters.exclude(state=Message.State.WITHDRAWN).order_by().values("link__share__participant")
    found = each.annotate(all=Max("written_at", filter=Q(kind__in=TELL_ALL)), when=Max("written_at"))
    return found.values_list("all", "when")


@Prepared
def _changes(inspection: int, since: datetime) -> "QuerySet[Any, Any]":
    moments = Moment.objects.filter(inspection=inspection, kind__in=CHANGES, at__gt=since)
    return moments.order_by("at", "pk").values_list("kind", "at", "words")


def overtaken(company: Company, letters: Sequence[Message], *, at: datetime) -> dict[int, list[str]]:
    """What each of these letters does not know, in words, by its key: what happened since it was written.

    Five statements for any number of the company's letters. A letter without an inspection is never overtaken.
    """
    threads = {letter.thread_id for letter in letters}
    about = {one.thread_id: one for one in Inspection.objects.of(company).filter(thread__in=threads)}
    counted = gathering.counted(company, [one.pk for one in about.values()])
    settled = {thread for thread, one in about.items() if _settled(counted[one.pk])}
    told = Moment.objects.filter(inspection__thread__in=threads, kind__in=CHANGES).order_by("at", "pk")
    moments = list(told.values_list("inspection__thread_id", "at", "words"))
    found = {}
    for letter in letters:
        later = [words for thread, when, words in moments if thread == letter.thread_id and when > letter.written_at]
        moot = _moot(letter, about.get(letter.thread_id), at, settled=letter.thread_id in settled)
        found[letter.pk] = [*moot, *later]
    return found


def _moot(letter: Message, inspection: Inspection | None, at: datetime, *, settled: bool) -> list[str]:
    """Why this letter may be of no use to its reader any more. Its link and the link's holder must be loaded."""
    words = []
    if inspection is not None and letter.kind != "cancelled":
        if inspection.cancelled_at is not None:
            words.append("The inspection is cancelled")
        elif inspection.starts_at <= at:
            words.append("The inspection has begun or is over")
        if letter.kind in CLIENT_LETTERS and settled:
            words.append("Everything is signed and paid")
    if letter.link is not None:
        if not letter.link.alive(at=at):
            words.append("Its link opens nothing any more")
        if letter.link.holder.email.lower() != letter.to_address.lower():
            words.append(f"Their address is now {letter.link.holder.email or 'gone'}")
    return words


def _settled(come: Counted) -> bool:
    """Whether nothing is left to sign or to pay."""
    return come.signed >= come.to_sign and come.balance <= 0
