"""Whether what the clients were last told still holds, in words: what proposes Resend."""

from dataclasses import dataclass, field
from datetime import datetime

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
