"""Writing letters into the outbox and withdrawing them. Sending is the worker's."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from lintel.access.models import Link
from lintel.companies.models import Company
from lintel.core import ids
from lintel.messages.models import Message, Thread

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a letter, before it has a recipient."""

    kind: str
    subject: str
    heading: str = ""
    body: list[Block] = field(default_factory=list)
    calendar: str = ""


def write(
    letter: Letter,
    *,
    company: Company,
    thread: Thread,
    to_name: str,
    to_address: str,
    once: str,
    at: datetime,
    link: Link | None = None,
) -> Message | None:
    """Put a letter in the outbox, due now. Call it inside the transaction that causes the letter.

    `once` names the event and recipient: a second letter under the same name is not written, and None
    comes back.
    """
    key = ids.new_row_key()
    message, made = Message.objects.get_or_create(
        dedupe_key=once,
        defaults={
            "company": company,
            "key": key,
            "thread": thread,
            "kind": letter.kind,
            "to_name": to_name,
            "to_address": to_address,
            "subject": letter.subject[:200],
            "heading": letter.heading,
            "body": letter.body,
            "calendar": letter.calendar,
            "link": link,
            "message_id": f"<{key}.{ids.new_key(16)}@{settings.MESSAGE_ID_DOMAIN}>",
            "written_at": at,
            "due_at": at,
        },
    )
    return message if made else None


def withdraw(*, thread: Thread, kinds: list[str], because: str, at: datetime) -> int:
    """Take back the letters of these kinds that have not left. How many."""
    return (
        thread.messages.get_queryset()
        .unsent()
        .filter(kind__in=kinds)
        .update(state=Message.State.WITHDRAWN, withdrawn_at=at, withdrawn_because=because, due_at=None, held_because="")
    )
