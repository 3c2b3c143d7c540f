"""What staff do to a letter by hand: let a held one go, try again, call it back, send it elsewhere."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from lintel.companies.models import Company, Member
from lintel.core.prepared import Prepared
from lintel.core.refusal import Refusal
from lintel.messages import holding
from lintel.messages.models import Message, MessageQuerySet, Step


class AlreadyLeft(Refusal):
    say = "This letter has left, or is leaving now. Send it again if it has to change."


class StillOnTrial(Refusal):
    say = "Your company is on trial, so letters to people outside it stay held. Upgrade to send them."


class StillHeld(Refusal):
    """What held the letters back still does; says which, and what would let them go."""


class NotHeld(Refusal):
    say = "This letter is not held any more."


class NotAText(Refusal):
    say = "A text goes to the number that is kept under People. Correct it there."


class NothingToRetry(Refusal):
    say = "This letter did not come back, so there is nothing to try again."


@transaction.atomic
def let_go(*, messages: Iterable[Message], by: Member, at: datetime) -> int:
    """Queue those held letters that nothing holds any more. How many. Raises StillOnTrial, StillHeld."""
    if by.company.on_trial():
        raise StillOnTrial
    rows = Message.objects.of(by.company).held().filter(pk__in=[message.pk for message in messages])
    held = list(rows.select_related("company"))
    reasons = [holding.reason(message, at=at) for message in held]
    free = [message for message, still in zip(held, reasons, strict=True) if not still]
    if held and not free:
        raise StillHeld(f"Still held: {reasons[0]}. {holding.way_out(held[0], reasons[0])}")
    Message.objects.filter(pk__in=[message.pk for message in free]).update(
        state=Message.State.QUEUED, held_because="", due_at=at
    )
    _note_all(free, Step.Kind.RELEASED, by, at)
    return len(free)


@transaction.atomic
def discard(*, messages: Iterable[Message], by: Member, at: datetime) -> int:
    """Throw held letters away: they stay to be read, and never leave. How many were held."""
    held = Message.objects.of(by.company).held().filter(pk__in=[message.pk for message in messages])
    return _withdraw(held, f"discarded by {by.name}", at)


@transaction.atomic
def cancel(*, message: Message, by: Member, at: datetime) -> None:
    """Call back a letter that has not left. Raises AlreadyLeft."""
    if not _withdraw(Message.objects.filter(pk=message.pk).unsent(), f"cancelled by {by.name}", at):
        raise AlreadyLeft
    message.refresh_from_db()


@transaction.atomic
def retry(*, message: Message, by: Member, at: datetime) -> None:
    """Try a letter again that came back. Raises NothingToRetry."""
    _keep_refusal(message)
    _again(message, message.to_address, at)
    note(message, Step.Kind.RETRIED, "", by=by.name, at=at)


@transaction.atomic
def readdress(*, message: Message, address: str, by: Member, at: datetime) -> None:
    """Send a letter that came back, or has not left, to another address. Raises NothingToRetry, NotAText."""
    if message.channel != Message.Channel.EMAIL:
        raise NotAText
    before = message.to_address
    _keep_refusal(message)
    _again(message, address.strip(), at)
    note(message, Step.Kind.READDRESSED, f"{before} to {message.to_address}", by=by.name, at=at)


def came_back(company: Company, addresses: Iterable[str]) -> dict[str, str]:
    """Of these addresses, those whose last letter came back, with the server's words. Case does not matter.

    Few letters come back, while an inspector's address has had thousands: it begins with the few.
    """
    asked = set(addresses)
    found = dict(_came_back(company=company.pk, addresses=sorted({one.lower() for one in asked})))
    return {one: found[one.lower()] for one in asked if one.lower() in found}


@Prepared
def _came_back(company: int, addresses: list[str]) -> "QuerySet[Any, Any]":
    letters = Message.objects.filter(company=company).annotate(lowered=Lower("to_address"))
    taken = letters.filter(
        lowered=OuterRef("lowered"), written_at__gte=OuterRef("written_at"), state=Message.State.SENT
    )
    failed = letters.came_back().filter(lowered__in=addresses).exclude(Exists(taken))
    return failed.order_by("written_at", "pk").values_list("lowered", "last_error")


def note(message: Message, kind: Step.Kind, words: str, *, by: str = "", at: datetime) -> None:
    """Add a step to a letter's history."""
    Step.objects.create(company_id=message.company_id, message=message, kind=kind, words=words[:500], by_name=by, at=at)


def _keep_refusal(message: Message) -> None:
    """The row is about to forget that its letter came back; its history is not."""
    if message.failed_at:
        note(message, Step.Kind.CAME_BACK, message.last_error, at=message.failed_at)


def _again(message: Message, address: str, at: datetime) -> None:
    waiting = Message.objects.filter(pk=message.pk, leased_until=None).exclude(
        state__in=[Message.State.SENT, Message.State.WITHDRAWN]
    )
    if not waiting.update(
        state=Message.State.QUEUED,
        to_address=address,
        due_at=at,
        attempts=0,
        failed_at=None,
        held_because="",
        last_error="",
        service_id=None,
        delivered_at=None,
    ):
        raise NothingToRetry
    message.letter_states.update(past=True)
    message.refresh_from_db()


def _withdraw(messages: MessageQuerySet, because: str, at: datetime) -> int:
    return messages.update(
        state=Message.State.WITHDRAWN, withdrawn_at=at, withdrawn_because=because[:120], due_at=None, held_because=""
    )


def _note_all(messages: list[Message], kind: Step.Kind, by: Member, at: datetime) -> None:
    Step.objects.bulk_create(
        [Step(company_id=by.company_id, message=message, kind=kind, at=at, by_name=by.name) for message in messages]
    )
