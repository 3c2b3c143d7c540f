"""Asking people into a company: the invitation and its letter, in one transaction."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from lintel.companies import joining
from lintel.companies.models import Company, Invitation, Member
from lintel.core.refusal import Refusal
from lintel.inspections import calendar, letters
from lintel.messages import outbox
from lintel.messages.models import Message, Thread

KIND = "invitation"
DOUBLE_CLICK = timedelta(minutes=1)


class NotAllowed(Refusal):
    say = "Only an owner can invite people."


class NameNeeded(Refusal):
    say = "Write the person's name: it is how clients will know them."


@transaction.atomic
def invite(
    *, company: Company, name: str, email: str, role: str, inspects: bool, by: Member, at: datetime
) -> Invitation:
    """Invite somebody and write the letter; an open invitation to the same address gives way to the new one.

    The very same invitation within a minute is a double click: the first one stands, with its one letter.
    Raises NotAllowed, NameNeeded, joining.AlreadyHere.
    """
    _allowed(company, by)
    if not name.strip():
        raise NameNeeded(field="name")
    for earlier in Invitation.objects.of(company).filter(email__iexact=email, accepted_at=None, withdrawn_at=None):
        same = (earlier.name, earlier.role, earlier.inspects) == (name.strip(), role, inspects)
        if same and at - earlier.invited_at < DOUBLE_CLICK:
            return earlier
        withdraw(invitation=earlier, by=by, at=at)
    invitation = joining.invite(company=company, by=by, email=email, name=name, role=role, inspects=inspects, at=at)
    _write(invitation, once="first", by=by, at=at)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, once: str, by: Member, at: datetime) -> Invitation:
    """The letter again, good for another fortnight. `once` is the form's own key: a double click is one letter.

    Raises NotAllowed, joining.InvitationClosed when it was accepted or withdrawn.
    """
    _allowed(invitation.company, by)
    if Message.objects.filter(dedupe_key=f"{KIND}:{invitation.key}:{once}").exists():
        return invitation
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not waiting.update(expires_at=at + joining.INVITATION_LASTS):
        raise joining.InvitationClosed("This invitation was already used or withdrawn. Write a new one.")
    invitation.refresh_from_db()
    outbox.withdraw(thread=_thread(invitation), kinds=[KIND], because="sent again", at=at)
    _write(invitation, once=once, by=by, at=at)
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Member, at: datetime) -> None:
    """From now on the invitation opens nothing, and its letter does not leave any more. Raises NotAllowed."""
    _allowed(invitation.company, by)
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    outbox.withdraw(thread=_thread(invitation), kinds=[KIND], because="invitation withdrawn", at=at)


def letters_of(invitations: list[Invitation]) -> dict[str, Message]:
    """The latest letter of each invitation, by the invitation's key."""
    found = Message.objects.filter(kind=KIND, company__in={each.company_id for each in invitations})
    wanted = {each.key for each in invitations}
    return {key: message for message in found.order_by("pk") if (key := _key(message)) in wanted}


def _write(invitation: Invitation, *, once: str, by: Member, at: datetime) -> None:
    company = invitation.company
    until = invitation.expires_at.astimezone(ZoneInfo(company.zone))
    fields = {
        "COMPANY_NAME": company.name,
        "FIRST_NAME": invitation.name.split()[0],
        "ACTOR": by.name,
        "ROLE": Member.Role(invitation.role).label.lower(),
        "UNTIL": calendar.day_words(until),
    }
    letter = letters.Texts(company).compose(
        KIND, fields, heading=company.name, particulars=letters.Particulars(invitation=invitation.key)
    )
    message = outbox.message(
        letter,
        company=company,
        thread=_thread(invitation),
        to_name=invitation.name,
        to_address=invitation.email,
        once=f"{KIND}:{invitation.key}:{once}",
        at=at,
    )
    outbox.write([message])


def _thread(invitation: Invitation) -> Thread:
    """What the letters of this invitation hang on: made with the first of them."""
    earlier = Message.objects.of(invitation.company).filter(dedupe_key=f"{KIND}:{invitation.key}:first").first()
    return earlier.thread if earlier else Thread.objects.create(company=invitation.company)


def _key(message: Message) -> str:
    return message.dedupe_key.split(":")[1]


def _allowed(company: Company, by: Member) -> None:
    if by.company_id != company.pk or not by.may("members"):
        raise NotAllowed
