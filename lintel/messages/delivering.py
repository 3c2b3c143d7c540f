"""What a mail service tells of letters after it took them: kept once, and applied so that order and repetition make no
difference. Whoever calls this has looked at the signature.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from lintel.core import mailboxes
from lintel.messages import handling, suppressing
from lintel.messages.models import LetterState, Message, Step

State = LetterState.State
LOST = (State.BOUNCED, State.RETURNED)
SUPPRESSES = (State.BOUNCED, State.COMPLAINED)
SPAM = "A letter was marked as spam there."


@dataclass(frozen=True, slots=True)
class Told:
    """One event. `letter` is our key, where it travelled with the letter; `service_id` what the service calls it."""

    state: str
    recipient: str
    service_id: str
    letter: str = ""
    words: str = ""
    at: datetime | None = None


@transaction.atomic
def hear(told: Told, *, at: datetime) -> bool:
    """Whether it is news of a letter of ours that was sent to this very recipient. Anything else changes nothing.

    That a letter was opened is kept only where it was asked for.
    """
    if told.state == State.OPENED and not settings.MAIL_OPENS:
        return False
    message = _letter(told)
    if message is None:
        return False
    named = {"message": message, "service_id": told.service_id[:200], "state": told.state}
    if LetterState.objects.filter(**named).exists():
        return False
    happened = told.at if told.at and message.written_at <= told.at <= at else at
    address, words = message.to_address.lower(), told.words or ("" if told.state not in LOST else "No reason given.")
    before = message.letter_states.filter(past=True, service_id=named["service_id"]).exists()
    LetterState.objects.create(
        company_id=message.company_id, address=address, at=happened, words=words[:500], past=before, **named
    )
    if told.state in SUPPRESSES:
        said = words if told.state == State.BOUNCED else SPAM
        suppressing.suppress(company=message.company, address=address, words=said, at=at)
    settle(message)
    return True


@transaction.atomic
def settle(message: Message) -> None:
    """How the letter stands after all that was told of its last try. What came back counts before what arrived."""
    first = {row.state: row for row in message.letter_states.filter(past=False).order_by("-at", "-pk")}
    if not first:
        return
    delivered, complained = first.get(State.DELIVERED), first.get(State.COMPLAINED)
    row = Message.objects.filter(pk=message.pk, leased_until=None)
    row.update(delivered_at=delivered and delivered.at, complained_at=complained and complained.at)
    lost = next((first[state] for state in LOST if state in first), None)
    sent = row.filter(state=Message.State.SENT)
    taken = sent.values_list("sent_at", flat=True).first() if lost else None
    if lost and sent.update(state=Message.State.FAILED, failed_at=lost.at, sent_at=None, last_error=lost.words):
        handling.note(message, Step.Kind.TAKEN, "", at=taken or message.written_at)


def _letter(told: Told) -> Message | None:
    """The row, locked. A key that is unknown here, or a recipient that is not the letter's, is somebody else's news."""
    named = Q(key=told.letter) if told.letter else Q(service_id=told.service_id)
    if not (told.letter or told.service_id):
        return None
    rows = Message.objects.filter(named, channel=Message.Channel.EMAIL)
    message = rows.select_for_update(of=("self",)).select_related("company").first()
    if message is None or not mailboxes.is_one(message.to_address):
        return None
    is_theirs = mailboxes.wire(message.to_address).lower() == told.recipient.strip().lower()
    return message if is_theirs else None
