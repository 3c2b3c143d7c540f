"""Letters that came back after the server had taken them: delivery status notifications (RFC 3464), read and believed
only for a letter of ours that was sent to that very recipient.
"""

import email
import email.policy
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as Mail
from email.utils import unquote

from django.db import transaction

from lintel.messages import handling, suppressing
from lintel.messages.models import Message, Step

FAILED, DELAYED = "failed", "delayed"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What became of one letter to one recipient: `failed` for good, or `delayed`; in the words of the server."""

    recipient: str
    message_id: str
    action: str
    words: str


def hear(raw: bytes, *, at: datetime) -> int:
    """A mail that came into the mailbox for bounces. How many letters it told something of; whatever it is, it does no
    harm.
    """
    try:
        found = list(read(raw))
    except Exception:
        log.exception("A mail in the mailbox for bounces cannot be read")
        return 0
    return sum(_take(bounce, at) for bounce in found)


def read(raw: bytes) -> Iterator[Bounce]:
    """What a notification tells; nothing of any other mail."""
    mail = email.message_from_bytes(raw, policy=email.policy.compat32)
    told = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    blocks = told.get_payload() if told is not None else None
    if not isinstance(blocks, list):
        return
    message_id = _of_the_letter(mail)
    for block in blocks:
        if not isinstance(block, Mail):
            continue
        recipient = _after_type(block.get("Final-Recipient") or block.get("Original-Recipient") or "")
        action, status = str(block.get("Action", "")).strip().lower(), str(block.get("Status", "")).strip()
        if recipient and action in (FAILED, DELAYED):
            said = " ".join(_after_type(str(block.get("Diagnostic-Code", ""))).split())
            yield Bounce(recipient, message_id, action, (said or status or "The server did not say why.")[:500])


def _of_the_letter(mail: Mail) -> str:
    """The Message-ID of the letter that a notification is about: it brings the letter, or its headers, along."""
    for part in mail.walk():
        kind, payload = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(payload, list) and payload and isinstance(payload[0], Mail):
            return _id(payload[0].get("Message-ID", ""))
        if kind in ("text/rfc822-headers", "message/rfc822-headers") and isinstance(payload, str):
            return _id(email.message_from_string(payload).get("Message-ID", ""))
    return _id(mail.get("In-Reply-To", ""))


def _id(given: object) -> str:
    return str(given).strip()[:200]


def _after_type(given: str) -> str:
    """`cora@example.com` of `rfc822; cora@example.com`."""
    return unquote(given.partition(";")[2].strip() or given.strip())


@transaction.atomic
def _take(bounce: Bounce, at: datetime) -> bool:
    key = bounce.message_id.lstrip("<").partition(".")[0]
    letter = Message.objects.select_related("company").filter(key=key, message_id=bounce.message_id).first()
    if letter is None or letter.to_address.lower() != bounce.recipient.lower():
        return False
    if bounce.action == DELAYED:
        handling.note(letter, Step.Kind.PUT_OFF, bounce.words, at=at)
        return True
    sent = Message.objects.filter(pk=letter.pk, state=Message.State.SENT)
    if not sent.update(state=Message.State.FAILED, failed_at=at, sent_at=None, last_error=bounce.words):
        return False
    handling.note(letter, Step.Kind.TAKEN, "", at=letter.sent_at or letter.written_at)
    suppressing.suppress(company=letter.company, address=letter.to_address, words=bounce.words, at=at)
    return True
