"""Writing letters into the outbox and withdrawing them. Sending is the worker's."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from lintel.access.models import Link
from lintel.companies.models import Company, Member
from lintel.core import ids
from lintel.core.inserting import insert_new
from lintel.messages import hours
from lintel.messages.models import Message, MessageQuerySet, Thread
from lintel.messages.texts import LINK

Block = dict[str, Any]
AT_ANY_HOUR = "any"  # instead of a zone, for the answer to somebody who just wrote


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a letter, before it has a recipient."""

    kind: str
    subject: str
    heading: str = ""
    body: list[Block] = field(default_factory=list)
    calendar: str = ""


def message(
    letter: Letter,
    *,
    company: Company,
    thread: Thread,
    to_name: str,
    to_address: str,
    once: str,
    at: datetime,
    link: Link | None = None,
    author: Member | None = None,
) -> Message:
    """A letter with its recipient, not written yet. `once` names the event and the recipient."""
    key = ids.new_row_key()
    return Message(
        company=company,
        key=key,
        thread=thread,
        kind=letter.kind,
        dedupe_key=once,
        to_name=to_name,
        to_address=to_address,
        subject=letter.subject[:200],
        heading=letter.heading,
        body=letter.body,
        calendar=letter.calendar,
        link=link,
        author=author,
        message_id=f"<{key}.{ids.new_key(16)}@{settings.MESSAGE_ID_DOMAIN}>",
        written_at=at,
        due_at=at,
    )


def text(
    words: str,
    *,
    kind: str,
    company: Company,
    thread: Thread,
    to_name: str,
    to_address: str,
    once: str,
    at: datetime,
    zone: str = "",
    link: Link | None = None,
    author: Member | None = None,
) -> Message:
    """A text with its recipient, not written yet. {{LINK}} in its words is where the address of `link` will stand.

    `to_address` is a number as networks take it (`phones.wire`). In the quiet hours of
    `zone` (the company's own where none is given) it waits. `subject` is for lists: how it begins.
    """
    made = message(
        Letter(
            kind=kind, subject=textwrap.shorten(words.replace(LINK, ""), 80, placeholder=" …"), body=[{"text": words}]
        ),
        company=company,
        thread=thread,
        to_name=to_name,
        to_address=to_address,
        once=once,
        at=at,
        link=link,
        author=author,
    )
    made.channel, made.zone = Message.Channel.TEXT, zone or company.zone
    if made.zone != AT_ANY_HOUR:
        made.due_at = hours.leaves_at(company, made.zone, at=at)
    return made


def webhook(
    body: str, *, kind: str, company: Company, thread: Thread, to_address: str, once: str, at: datetime
) -> Message:
    """A webhook, not written yet: `body` is the JSON that is signed and sent. `to_address` begins with https://."""
    host = urlsplit(to_address).hostname or to_address
    made = message(
        Letter(kind=kind, subject=f"Webhook to {host}", body=[{"text": body}]),
        company=company,
        thread=thread,
        to_name=host[:120],
        to_address=to_address,
        once=once,
        at=at,
    )
    made.channel = Message.Channel.WEBHOOK
    return made


def write(messages: Sequence[Message]) -> None:
    """Put letters in the outbox, due now, in one statement. Call it inside the transaction that causes them.

    A second letter under the same `once` is not written.
    """
    insert_new(messages)


def withdraw(*, thread: Thread, kinds: list[str], because: str, at: datetime, once: str = "") -> int:
    """Take back the letters of these kinds that have not left; with `once`, those of that event. How many."""
    letters = Message.objects.filter(thread=thread, kind__in=kinds)
    return _withdraw(letters.filter(dedupe_key__endswith=f":{once}") if once else letters, because, at)


def withdraw_for(*, link: Link, because: str, at: datetime) -> int:
    """Take back every letter with this link that has not left. How many."""
    return _withdraw(Message.objects.filter(link=link), because, at)


def _withdraw(messages: MessageQuerySet, because: str, at: datetime) -> int:
    return messages.unsent().update(
        state=Message.State.WITHDRAWN, withdrawn_at=at, withdrawn_because=because, due_at=None, held_because=""
    )
