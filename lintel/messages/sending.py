"""Sending what is due in the outbox: at least once, each letter under one Message-ID, however often it is tried.

A crash between the server's yes and our mark sends the letter again, and mail programs show one.
"""

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import Compat32
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError, transaction
from django.db.models import F, Q, prefetch_related_objects

from lintel.access import addresses
from lintel.companies import invitation_keys
from lintel.core import mailboxes, phones, work
from lintel.messages import (
    delivering,
    handling,
    hearing,
    holding,
    hours,
    outbox,
    rendering,
    texts,
    unsubscribing,
    webhooks,
)
from lintel.messages.models import Message, Step
from lintel.messages.providers import HeldBack, NotNow, Refused, Transport, Unreachable

BATCH = 50
BY_NO_INDEX = F("company") + 0  # an index by company holds what is due later, too, and SQLite would read all of it
TIME_FOR_ONE = timedelta(seconds=20)
TRIES = 53  # with the steps of work.backoff, about four days (RFC 5321, 4.5.4.1)
METHOD = re.compile(r"^METHOD:(\w+)", re.MULTILINE)
UNFIT_FOR_NAMES = re.compile(r'[@:,"<>\\\x00-\x1f\x7f]')

SERVER = {"email": "mail server", "text": "text provider", "webhook": "other side"}
LINE = 76  # with the colon and the blank 78 (RFC 5322, 2.1.1)

log = logging.getLogger(__name__)


class ShortLines(Compat32):
    """Writes a header that fits into its line as it stands; the library asks every one where it could be folded."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header's bytes; what is long, or not plain ASCII, is the library's."""
        plain = isinstance(value, str) and value.isascii() and value.isprintable()
        if plain and len(name) + len(value) < LINE:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


class Letter(EmailMultiAlternatives):
    """Has boundaries of its own, so that a letter tried again is the same to the byte; made up anew they cost more."""

    boundary = ""

    def message(self, **given: Any) -> EmailMessage:
        """The parts, each multipart under its boundary."""
        whole = super().message(**given)
        for place, part in enumerate(whole.walk()):
            part.policy = SHORT_LINES
            if part.is_multipart():
                part.set_boundary(f"={self.boundary}-{place}=")
        return whole


SHORT_LINES = ShortLines()


class Wire(NamedTuple):
    """How the letters of one channel cross the wire; what is wrong with an address; what is done when one has left."""

    made: Callable[[Message, datetime], Any]
    wrong: Callable[[str], str]
    after: Callable[[Message, datetime], None] = lambda _, __: None


def drain(
    *,
    through: Transport,
    clock: Callable[[], datetime],
    stopped: Callable[[], bool] = lambda: False,
    moot: Callable[[Message, datetime], str] = lambda _message, _at: "",
) -> int:
    """Claim one batch of due letters and send them, one after the other, until `stopped`. How many there were.

    A letter for which `moot` has a reason is withdrawn for it, however long it lay.
    What the batch's lease leaves no time for is put back; what the server was not there for comes back later.
    """
    at = clock()
    letters = _claim(through.channel, at)
    prefetch_related_objects(letters, "company", "link")
    leaving = _mark([letter for letter in letters if _is_wanted(letter, moot, at) and _may_leave(letter, at)], at)
    for place, letter in enumerate(leaving):
        at = clock()
        if stopped() or (letter.leased_until and letter.leased_until - at < TIME_FOR_ONE):
            _put_back(leaving[place:], due_at=at)
            break
        try:
            _try(letter, through, at, clock)
        except Unreachable as answer:
            log.warning("No letter can leave: %s", answer.words)
            _put_back(leaving[place:], due_at=at + work.backoff(letter.attempts), words=answer.words)
            break
    return len(letters)


def _claim(channel: str, at: datetime) -> list[Message]:
    """The oldest due letters; where several companies have some, each gets its share, however many one of them has."""
    if not work.is_due(Message, at=at, channel=channel):
        return []
    due = Message.objects.filter(Q(leased_until=None) | Q(leased_until__lt=at), channel=channel, due_at__lte=at)
    companies = list(due.order_by().annotate(whose=BY_NO_INDEX).values_list("whose", flat=True).distinct()[:BATCH])
    if not companies:
        return []
    if len(companies) == 1:
        return work.claim(Message, at=at, most=BATCH, only=Q(channel=channel))
    each = max(1, BATCH // len(companies))
    keys = [
        pk
        for company in companies
        for pk in due.filter(company=company).order_by("due_at", "pk").values_list("pk", flat=True)[:each]
    ]
    fair = work.claim(Message, at=at, most=BATCH, only=Q(pk__in=keys))
    return fair or work.claim(Message, at=at, most=BATCH, only=Q(channel=channel))  # another worker has those


def _is_wanted(message: Message, moot: Callable[[Message, datetime], str], at: datetime) -> bool:
    because = moot(message, at) or unsubscribing.moot(message)
    if because:
        changes = {"state": Message.State.WITHDRAWN, "withdrawn_at": at, "withdrawn_because": because[:120]}
        work.finish(message, due_at=None, **changes)
    return not because


def _may_leave(message: Message, at: datetime) -> bool:
    """Whether a claimed letter may go to the transport; what may not is written down as held or failed."""
    try:
        if held := holding.reason(message, at=at):
            _hold(message, held, at)
        elif (due_at := _awake(message, at)) > at:
            work.finish(message, due_at=due_at, state=Message.State.QUEUED)
        elif wrong := WIRES[message.channel].wrong(message.to_address):
            _fail(message, wrong, at)
        else:
            return True
    except work.LeaseLost:
        log.info("%s is somebody else's now", message.message_id)
    return False


def _awake(message: Message, at: datetime) -> datetime:
    """When a text that is due may leave: now, or when the night there is over."""
    if message.channel != Message.Channel.TEXT or message.zone == outbox.AT_ANY_HOUR:
        return at
    return hours.leaves_at(message.company, message.zone or message.company.zone, at=at)


def _mark(messages: list[Message], at: datetime) -> list[Message]:
    """Mark letters as sending, in one statement where the database lets all of them go. Those that are marked.

    The database has a word of its own on trials (`trialgate`); a letter that it refuses comes back later.
    """
    try:
        with transaction.atomic():
            keys = [message.pk for message in messages]
            Message.objects.filter(pk__in=keys, leased_until__gt=at).update(state=Message.State.SENDING)
    except DatabaseError as refusal:
        if len(messages) > 1:
            return [marked for message in messages for marked in _mark([message], at)]
        log.exception("The database refuses to send message %s", messages[0].pk)
        work.put_back(messages[0], refusal, at)
        return []
    for message in messages:
        message.state = Message.State.SENDING
    return messages


def envelope(message: Message, *, at: datetime) -> EmailMultiAlternatives:
    """The letter as it crosses the wire. The recipient's own link is written in here, and nowhere else."""
    no_more = unsubscribing.address(message) if message.promotional else ""
    letter = rendering.render(message, address=_address(message), no_more=no_more)
    company, recipient = message.company, mailboxes.wire(message.to_address)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mail = Letter(
        subject=" ".join(message.subject.split()),
        body=letter.text,
        from_email=sender,
        to=[recipient],
        reply_to=[mailboxes.wire(company.email)] if mailboxes.is_one(company.email) else None,
        headers={
            "Message-ID": message.message_id,
            "Date": format_datetime(at),
            "From": formataddr((_fit(company.name), sender)),
            "To": formataddr((_fit(message.to_name), recipient)),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            **(unsubscribing.headers(no_more) if no_more else {}),
        },
    )
    mail.boundary = message.key
    mail.attach_alternative(letter.html, "text/html")
    if message.calendar:
        method = METHOD.search(message.calendar)
        kind = f"text/calendar; method={method[1] if method else 'REQUEST'}"
        mail.attach("appointment.ics", message.calendar, kind)
    return mail


def _address(message: Message) -> str | None:
    """Where this letter's button leads: its recipient's link, or the invitation it is about."""
    if message.link:
        return addresses.of(message.link)
    invited = [str(block["invitation"]) for block in message.body if "invitation" in block]
    return invitation_keys.address(invited[0]) if invited else None


def _try(letter: Message, through: Transport, at: datetime, clock: Callable[[], datetime]) -> None:
    """A bug in one letter does not stop the others: it is logged, kept with the row, and tried again."""
    try:
        _deliver(letter, through, at, clock)
    except Unreachable:
        raise
    except work.LeaseLost:
        log.info("%s is somebody else's now", letter.message_id)
    except Exception as error:
        log.exception("Message %s failed", letter.pk)
        _put_back([letter], due_at=at + work.backoff(letter.attempts), words=f"{type(error).__name__}: {error}"[:500])


def _deliver(message: Message, through: Transport, at: datetime, clock: Callable[[], datetime]) -> None:
    try:
        called = through.deliver(message, WIRES[message.channel].made(message, at), at=at)
    except HeldBack as answer:
        _hold(message, answer.words, at)
    except Refused as answer:
        _fail(message, answer.words, at)
    except NotNow as answer:
        _again(message, answer.words, at)
    else:
        sent: dict[str, Any] = {"state": Message.State.SENT, "sent_at": clock(), "last_error": ""}
        work.finish(message, due_at=None, **sent, **({"service_id": called[:200]} if called else {}))
        WIRES[message.channel].after(message, clock())


def _hold(message: Message, reason: str, at: datetime) -> None:
    work.finish(message, due_at=None, state=Message.State.HELD, held_because=reason)
    handling.note(message, Step.Kind.HELD, reason, at=at)


def _fail(message: Message, words: str, at: datetime) -> None:
    work.finish(message, due_at=None, state=Message.State.FAILED, failed_at=at, last_error=words)


def _again(message: Message, words: str, at: datetime) -> None:
    if message.attempts >= TRIES:
        _fail(message, f"Given up after four days. The {SERVER[message.channel]} last said: {words}", at)
    else:
        due_at = at + work.backoff(message.attempts)
        work.finish(message, due_at=due_at, state=Message.State.QUEUED, last_error=words)
        handling.note(message, Step.Kind.PUT_OFF, words, at=at)


def _put_back(letters: list[Message], *, due_at: datetime, words: str = "") -> None:
    changes = {"last_error": words} if words else {}
    for letter in letters:
        if words and letter.attempts >= TRIES:
            _fail(letter, f"Given up after four days. {words}", due_at)
        else:
            work.finish(letter, due_at=due_at, state=Message.State.QUEUED, **changes)


def _fit(name: str) -> str:
    """A name that no mail program takes for an address or a list, and no server for too long a line."""
    return " ".join(UNFIT_FOR_NAMES.sub(" ", name).split())[:75].strip()


WIRES: dict[str, Wire] = {
    Message.Channel.EMAIL.value: Wire(
        lambda message, at: envelope(message, at=at),
        lambda address: "" if mailboxes.is_one(address) else f"“{address}” is not an email address.",
        lambda message, _: delivering.settle(message) if settings.MAIL_SERVICE else None,
    ),
    Message.Channel.TEXT.value: Wire(
        lambda message, _: texts.written(message, address=_address(message)),
        lambda address: "" if phones.is_one(address) else f"“{address}” is not a telephone number.",
        lambda message, at: hearing.settle(message, at=at),
    ),
    Message.Channel.WEBHOOK.value: Wire(lambda message, _: texts.words(message), webhooks.wrong),
}
