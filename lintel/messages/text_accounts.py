"""A company's own account at Twilio: its token, sealed, and whom its texts are from.

Twilio is asked before a transaction opens. The token goes in and never comes out.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from lintel.companies.models import Company, Member
from lintel.core import ids, phones, sealing
from lintel.core.refusal import Refusal
from lintel.messages import outbox
from lintel.messages.models import Message, TextAccount, TextConsent, Thread
from lintel.messages.providers import Answer
from lintel.messages.providers.twilio import SEALED_FOR, KeysRefused, Twilio

ACCOUNT, SERVICE, TOKEN = re.compile(r"AC[0-9a-f]{32}"), re.compile(r"MG[0-9a-f]{32}"), re.compile(r"[0-9a-zA-Z]{32}")
TEST = "text-test"
TEST_WORDS = (
    "{company}: this is a test. Texts to your clients leave from this number. Reply HELP for help, STOP to end."
)


class NotOurs(Refusal):
    say = "Only an owner can change whom texts are from."


class NotAnAccount(Refusal):
    say = "That is not an account SID. It begins with AC and has 34 characters; Twilio shows it on the first page."


class NotAToken(Refusal):
    say = "That is not an auth token. It has 32 characters; Twilio shows it below the account SID."


class SenderNeeded(Refusal):
    say = "Write the number that your texts come from, or the SID of a messaging service, which begins with MG."


class NotAccepted(Refusal):
    say = "Twilio does not accept this account SID with this token. Copy both once more, whole."


class TwilioSilent(Refusal):
    say = "Twilio does not answer just now, so nothing could be checked. Nothing was changed; try again."


class NotSetUp(Refusal):
    say = "Enter the account at Twilio first."


class OnTrial(Refusal):
    say = "Your company is on trial, so no text leaves. Upgrade first."


class OptedOut(Refusal):
    say = "This number wrote STOP. Text START from it first."


@dataclass(frozen=True, slots=True)
class Checked:
    """An account, token and sender that Twilio accepts."""

    account_sid: str
    token: str
    sender: str


def of(company: Company) -> TextAccount | None:
    """The company's account, where there is one."""
    return TextAccount.objects.of(company).exclude(sealed_token="").select_related("changed_by").first()


def last_known(company: Company) -> TextAccount | None:
    """The same, or what is left of one that was disconnected."""
    return TextAccount.objects.of(company).select_related("changed_by").first()


def check(*, company: Company, account_sid: str, token: str, sender: str) -> Checked:
    """Ask Twilio whether this works; no transaction may be open. Without a token the one that is kept is meant.

    Raises NotAnAccount, NotAToken, SenderNeeded, phones.NotANumber, NotAccepted, TwilioSilent.
    """
    account_sid, token, sender = ("".join(part.split()) for part in (account_sid, token, sender))
    known = of(company)
    if not token and known and known.account_sid == account_sid:
        token = sealing.unseal(known.sealed_token, purpose=SEALED_FOR)
    if not ACCOUNT.fullmatch(account_sid):
        raise NotAnAccount(field="account_sid")
    if not TOKEN.fullmatch(token):
        raise NotAToken(field="token")
    if not sender:
        raise SenderNeeded(field="sender")
    try:
        sender = sender if SERVICE.fullmatch(sender) else phones.wire(sender)
    except phones.NotANumber as error:
        raise phones.NotANumber(error.say, field="sender") from error
    try:
        wrong = Twilio(account_sid, token).check(sender)
    except KeysRefused as answer:
        raise NotAccepted(field="token") from answer
    except Answer as answer:
        raise TwilioSilent(field="token") from answer
    if wrong:
        raise NotAccepted(wrong, field="sender")
    return Checked(account_sid, token, sender)


@transaction.atomic
def connect(*, company: Company, checked: Checked, by: Member, at: datetime) -> TextAccount:
    """Keep an account that was checked, in place of an earlier one. Raises NotOurs."""
    _allowed(company, by)
    known = TextAccount.objects.of(company).select_for_update().first()
    account = known or TextAccount(company=company, hook_key=ids.new_key(32))
    account.change = "Changed" if known and known.sealed_token else "Connected"
    account.account_sid, account.sender = checked.account_sid, checked.sender
    account.sealed_token = sealing.seal(checked.token, purpose=SEALED_FOR)
    account.refused_at, account.changed_at, account.changed_by = None, at, by
    account.save()
    return account


@transaction.atomic
def disconnect(*, company: Company, by: Member, at: datetime) -> None:
    """Forget the token: no text leaves any more. Raises NotOurs, NotSetUp."""
    _allowed(company, by)
    account = TextAccount.objects.of(company).exclude(sealed_token="").select_for_update().first()
    if account is None:
        raise NotSetUp
    account.sealed_token, account.refused_at = "", None
    account.change, account.changed_at, account.changed_by = "Disconnected", at, by
    account.save()


@transaction.atomic
def try_out(*, company: Company, number: str, by: Member, once: str, at: datetime) -> Message:
    """A test text to whoever is setting it up, who agrees to it by asking for it; at any hour.

    Raises NotOurs, OnTrial, NotSetUp, OptedOut, phones.NotANumber.
    """
    _allowed(company, by)
    if company.on_trial():
        raise OnTrial(field="number")
    if not settings.DEMO and of(company) is None:
        raise NotSetUp(field="number")
    try:
        number = phones.wire(number)
    except phones.NotANumber as error:
        raise phones.NotANumber(error.say, field="number") from error
    said = TextConsent.objects.of(company).filter(number=number).order_by("-pk").first()
    if said and not said.agreed:
        raise OptedOut(field="number")
    if said is None:
        TextConsent.objects.create(
            company=company,
            number=number,
            agreed=True,
            at=at,
            words="asked for a test text",
            source=TextConsent.Source.STAFF,
            by=by,
        )
    text = outbox.text(
        TEST_WORDS.format(company=company.name[:40]),
        kind=TEST,
        company=company,
        thread=Thread.objects.create(company=company),
        to_name=by.name,
        to_address=number,
        author=by,
        zone=outbox.AT_ANY_HOUR,
        once=f"{TEST}:{company.pk}:{once}",
        at=at,
    )
    outbox.write([text])
    return text


def _allowed(company: Company, by: Member) -> None:
    if by.company_id != company.pk or not by.may("settings"):
        raise NotOurs
