"""Addresses that a company's letters are not sent to any more, since one came back for good; and the way back."""

from datetime import datetime

from django.db import transaction

from lintel.companies.models import Company, Member
from lintel.core.refusal import Refusal
from lintel.messages.models import Message, Suppression


class NotSuppressed(Refusal):
    say = "Letters to this address are not held back."


@transaction.atomic
def suppress(*, company: Company, address: str, words: str, at: datetime) -> None:
    """From now on letters to it are held, with the reason."""
    row = Suppression(company=company, address=address.lower(), words=words[:500], at=at)
    Suppression.objects.bulk_create([row], ignore_conflicts=True)
    Company.objects.filter(pk=company.pk).update(suppresses=True)


@transaction.atomic
def lift(*, company: Company, address: str, by: Member, at: datetime) -> int:
    """Somebody says that it works: letters go there again, those that were held for it at once. How many of those.

    Raises NotSuppressed.
    """
    standing = Suppression.objects.of(company).filter(address=address.lower(), lifted_at=None)
    if not standing.update(lifted_at=at, lifted_by=by):
        raise NotSuppressed
    held = Message.objects.of(company).held(Message.Held.SUPPRESSED).filter(to_address__iexact=address)
    return held.update(state=Message.State.QUEUED, held_because="", due_at=at)


def suppressed(company: Company) -> frozenset[str]:
    """The addresses, in lower case. One statement, where there ever were any."""
    if not company.suppresses:
        return frozenset()
    rows = Suppression.objects.of(company).filter(lifted_at=None)
    return frozenset(rows.values_list("address", flat=True))
