"""Founding a company, inviting people into it, and their coming in."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from lintel.companies.models import Company, Invitation, Member, User
from lintel.core import clock
from lintel.core.refusal import Refusal

WRONG_CODE = "That is not the code. It was printed in the terminal when Lintel was started."
INVITATION_LASTS = timedelta(days=14)


class CodeNeeded(Refusal):
    say = "The first sign-up needs the code that was printed in the terminal when Lintel was started."


class AlreadyHere(Refusal):
    say = "Someone already signs in with that address."


class InvitationClosed(Refusal):
    say = "This invitation no longer opens anything. Ask your office for a new one."


def is_first() -> bool:
    """Whether the next company is this installation's own: the operator's, never on trial."""
    return not Company.objects.exists()


@transaction.atomic
def found(*, name: str, owner: User, owner_name: str, zone: str, code: str = "", at: datetime) -> Company:
    """A new company and its owner. The first one is subscribed and needs the code of the terminal.

    Raises CodeNeeded, and AlreadyHere when `owner` belongs to a company.
    """
    first = is_first()
    if first and code.strip() != settings.SETUP_CODE:
        raise CodeNeeded(WRONG_CODE if code.strip() else None, field="code")
    if Member.objects.filter(user=owner).exists():
        raise AlreadyHere
    company = Company.objects.create(
        name=name.strip(),
        zone=zone if clock.is_zone(zone) else "America/New_York",
        email=owner.email,
        created_at=at,
        subscribed_at=at if first or not settings.NEW_COMPANIES_ON_TRIAL else None,
    )
    Member.objects.create(company=company, user=owner, name=owner_name.strip(), role=Member.Role.OWNER, inspects=True)
    return company


@transaction.atomic
def invite(
    *, company: Company, by: Member, email: str, name: str, role: str, inspects: bool, at: datetime
) -> Invitation:
    """Ask somebody in. An open invitation to the same address is withdrawn for the new one."""
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyHere(field="email")
    Invitation.objects.of(company).filter(email__iexact=email, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=at
    )
    return Invitation.objects.create(
        company=company,
        email=email.lower(),
        name=name.strip(),
        role=role,
        inspects=inspects,
        invited_by=by,
        invited_at=at,
        expires_at=at + INVITATION_LASTS,
    )


@transaction.atomic
def accept(*, invitation: Invitation, password: str, at: datetime) -> Member:
    """The invited person sets a password and is a member. Raises InvitationClosed, AlreadyHere."""
    took = Invitation.objects.open(at=at).filter(pk=invitation.pk).update(accepted_at=at)
    if not took:
        raise InvitationClosed
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=invitation.name)
    except IntegrityError as error:
        raise AlreadyHere from error
    return Member.objects.create(
        company=invitation.company,
        user=user,
        name=invitation.name,
        role=invitation.role,
        inspects=invitation.inspects,
    )
