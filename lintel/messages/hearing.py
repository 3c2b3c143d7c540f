"""What Twilio calls about: a text that came in, or what became of one of ours. Believed only when it is signed.

STOP counts from the moment it is kept: no text is sent without a look at what was said last.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from lintel.core import phones, sealing
from lintel.core.words import short
from lintel.messages import consenting, keywords, outbox
from lintel.messages.holding import REPLY
from lintel.messages.models import Message, TextAccount, TextConsent, TextHeard, TextState, Thread
from lintel.messages.providers.twilio import SEALED_FOR, explained, signature

STOPPED = "{company}: you get no more texts from us. Text START to have them again."
STARTED = "{company}: you get our texts again. Text STOP to end them, HELP for help."
HELPED = "{company}: texts about your appointment.{telephone} Text STOP to end them."
STATES = {
    "accepted": TextState.State.QUEUED,
    "scheduled": TextState.State.QUEUED,
    "queued": TextState.State.QUEUED,
    "sending": TextState.State.QUEUED,
    "sent": TextState.State.SENT,
    "delivered": TextState.State.DELIVERED,
    "read": TextState.State.DELIVERED,
    "undelivered": TextState.State.UNDELIVERED,
    "failed": TextState.State.FAILED,
    "canceled": TextState.State.FAILED,
}
MOST_DIGITS = 8
LOST = (TextState.State.UNDELIVERED, TextState.State.FAILED)


class NobodyListens(Exception):
    """No company has this address, or its token is gone: nothing can be believed."""


class Forged(Exception):
    """Not signed with the company's token, or not about its own account."""


def proven(*, hook_key: str, path: str, form: Mapping[str, str], signed: str) -> TextAccount:
    """The account that is called about, where Twilio did sign this. Raises NobodyListens, Forged."""
    account = TextAccount.objects.filter(hook_key=hook_key).exclude(sealed_token="").select_related("company").first()
    if account is None:
        raise NobodyListens
    try:
        token = sealing.unseal(account.sealed_token, purpose=SEALED_FOR)
    except sealing.Unsealable as error:
        raise NobodyListens from error
    right = signature(token, settings.PUBLIC_ORIGIN_OR_LOCAL + path, form)
    if not hmac.compare_digest(right.encode(), signed.encode()) or form.get("AccountSid") != account.account_sid:
        raise Forged
    return account


@transaction.atomic
def hear(
    account: TextAccount, form: Mapping[str, str], *, thread: Thread | None, name: str, at: datetime
) -> TextHeard | None:
    """Keep a text that came in, once however often Twilio calls; with its consequences. None where it was kept before.

    A number that is no number (a short code) cannot be answered, and is kept with what it said. `thread` is what it is
    about, where that is known, and `name` whose it is.
    """
    company, number = account.company, form.get("From", "")[:16]
    TextAccount.objects.select_for_update().get(pk=account.pk)  # one at a time: STOP twice is one confirmation
    said = consenting.last(company, number)
    words, stopped = form.get("Body", "").replace("\0", ""), bool(said and not said.agreed)
    meant = keywords.meaning(words, opted_out=stopped)
    heard = TextHeard(
        company=company,
        sid=form.get("MessageSid", "")[:34],
        number=number,
        name=name[:120],
        words=words[:2000],
        meaning=meant,
        at=at,
        thread=thread,
        answered_at=None if meant == keywords.Meaning.WORDS else at,
    )
    if TextHeard.objects.of(company).filter(sid=heard.sid).exists():
        return None
    heard.save()
    if meant in (keywords.Meaning.STOP, keywords.Meaning.START):
        _consent(heard, agreed=meant == keywords.Meaning.START)
    changes = meant == keywords.Meaning.HELP or stopped != (meant == keywords.Meaning.STOP)
    if meant != keywords.Meaning.WORDS and changes and not form.get("OptOutType"):  # else Twilio has answered itself
        _reply(heard)
    TextAccount.objects.filter(pk=account.pk).update(heard_at=at)
    return heard


@transaction.atomic
def told(account: TextAccount, message_key: str, form: Mapping[str, str], *, at: datetime) -> None:
    """Keep what became of a text; in any order, any number of times. What is not ours changes nothing."""
    texts = Message.objects.of(account.company).filter(channel=Message.Channel.TEXT, key=message_key)
    message, state = texts.select_for_update().first(), STATES.get(form.get("MessageStatus", ""))
    if message is None or state is None:
        return
    code, sid = form.get("ErrorCode", ""), form.get("MessageSid", "")[:34]
    words = explained(int(code)) if code.isdecimal() and len(code) < MOST_DIGITS and state in LOST else ""
    row = TextState(company=account.company, message=message, sid=sid, state=state, at=at, words=words[:300])
    TextState.objects.bulk_create([row], ignore_conflicts=True)
    settle(message, at=at)


def settle(message: Message, *, at: datetime) -> None:
    """Whether the text arrived, from all that was told of its last try: delivered counts before everything else."""
    told = list(message.text_states.order_by("-pk"))
    of_last_try = {row.state: row for row in told if row.sid == told[0].sid}
    lost = next((of_last_try[state] for state in LOST if state in of_last_try), None)
    rows = Message.objects.filter(pk=message.pk, leased_until=None)
    if any(row.state == TextState.State.DELIVERED for row in told):
        rows.filter(state=Message.State.FAILED).update(
            state=Message.State.SENT, sent_at=at, failed_at=None, last_error=""
        )
    elif lost:
        rows.filter(state=Message.State.SENT).update(
            state=Message.State.FAILED, sent_at=None, failed_at=at, last_error=lost.words or "It was not delivered."
        )


def _consent(heard: TextHeard, *, agreed: bool) -> None:
    TextConsent.objects.create(
        company=heard.company,
        number=heard.number,
        agreed=agreed,
        at=heard.at,
        words=short(heard.words, 200),
        source=TextConsent.Source.THEMSELVES,
    )


def _reply(heard: TextHeard) -> None:
    """The one answer to a word: it leaves at any hour, and a STOP does not stop its own confirmation."""
    if not phones.is_one(heard.number):
        return
    company = heard.company
    words = {"stop": STOPPED, "start": STARTED, "help": HELPED}[heard.meaning]
    telephone = f" Call {company.telephone}." if company.telephone else ""
    answer = outbox.text(
        words.format(company=short(company.name, 60), telephone=telephone),
        kind=REPLY,
        company=company,
        thread=heard.thread or Thread.objects.create(company=company),
        to_name=phones.show(heard.number),
        to_address=heard.number,
        zone=outbox.AT_ANY_HOUR,
        once=f"{REPLY}:{company.pk}:{heard.sid}",
        at=heard.at,
    )
    outbox.write([answer])
