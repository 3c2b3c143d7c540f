"""How a company arranges itself: its own particulars, and who works in it with which role."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from lintel.companies import colour
from lintel.companies.models import Company, Invitation, Member
from lintel.core import clock
from lintel.core.refusal import Refusal


class NameNeeded(Refusal):
    say = "A company needs a name: it heads every letter and every client’s page."


class UnknownZone(Refusal):
    say = "Choose a time zone from the list."


class NotAColour(Refusal):
    say = "Write a colour as # and six digits or letters a to f, such as #1b4f72, or leave it empty."


class LastOwner(Refusal):
    say = "A company needs an owner. Make somebody else owner first."


class NotOurs(Refusal):
    say = "Only an owner can change this."


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a company says about itself, as a form holds it."""

    name: str
    zone: str
    telephone: str = ""
    email: str = ""
    address: str = ""
    colour: str = ""
    steps: str = Company.Order.SIGN_FIRST.value
    payment_instructions: str = ""


@transaction.atomic
def have_manners(*, company: Company, quiet: tuple[time, time], most: int, by: Member) -> None:
    """From when until when nothing that is planned goes, and how much a day to one person. Raises NotOurs."""
    _only_owner(company, by, "settings")
    Company.objects.filter(pk=company.pk).update(quiet_from=quiet[0], quiet_until=quiet[1], most_letters_a_day=most)
    company.refresh_from_db()


@transaction.atomic
def describe(*, company: Company, particulars: Particulars, by: Member, at: datetime) -> Company:
    """Keep the company's particulars. Raises NotOurs, NameNeeded, UnknownZone, NotAColour."""
    _only_owner(company, by, "settings")
    name, tone = " ".join(particulars.name.split()), colour.read(particulars.colour)
    if not name:
        raise NameNeeded(field="name")
    if not clock.is_zone(particulars.zone):
        raise UnknownZone(field="zone")
    if tone is None:
        raise NotAColour(field="colour")
    Company.objects.filter(pk=company.pk).update(
        name=name,
        zone=particulars.zone,
        telephone=particulars.telephone.strip(),
        email=particulars.email.strip(),
        address=" ".join(particulars.address.split()),
        colour=tone,
        steps=particulars.steps,
        payment_instructions=particulars.payment_instructions.strip(),
    )
    company.refresh_from_db()
    return company


@transaction.atomic
def keep_quiet(*, company: Company, begins: time, ends: time, by: Member) -> Company:
    """From when until when nobody is texted; the same twice is never. Raises NotOurs."""
    _only_owner(company, by, "settings")
    Company.objects.filter(pk=company.pk).update(quiet_from=begins, quiet_until=ends)
    company.refresh_from_db()
    return company


@transaction.atomic
def assign(*, member: Member, name: str, role: str, inspects: bool, by: Member, at: datetime) -> Member:
    """Give a member another name, role, or the right to be booked. Raises NotOurs, LastOwner, NameNeeded."""
    _only_owner(member.company, by, "members")
    locked = Member.objects.select_for_update().get(pk=member.pk)
    name = " ".join(name.split())
    if not name:
        raise NameNeeded("A member needs a name: clients read it as their inspector's.", field="name")
    if locked.role == Member.Role.OWNER and role != Member.Role.OWNER and locked.left_at is None:
        _another_owner(locked, field="role")
    locked.name, locked.role, locked.inspects = name, role, inspects
    locked.save(update_fields=["name", "role", "inspects"])
    return locked


@transaction.atomic
def let_go(*, member: Member, by: Member, at: datetime) -> Member:
    """The member has left: signed out at once and everywhere, cannot sign in; what they did stays theirs.

    Raises NotOurs, LastOwner.
    """
    _only_owner(member.company, by, "members")
    locked = Member.objects.select_for_update().select_related("user").get(pk=member.pk)
    if locked.left_at is not None:
        return locked
    if locked.role == Member.Role.OWNER:
        _another_owner(locked)
    locked.left_at = at
    locked.save(update_fields=["left_at"])
    locked.user.is_active = False
    locked.user.save(update_fields=["is_active"])
    return locked


@transaction.atomic
def take_back(*, member: Member, by: Member, at: datetime) -> Member:
    """Somebody who left works here again, with the password they had. Raises NotOurs."""
    _only_owner(member.company, by, "members")
    locked = Member.objects.select_for_update().select_related("user").get(pk=member.pk)
    locked.left_at = None
    locked.save(update_fields=["left_at"])
    locked.user.is_active = True
    locked.user.save(update_fields=["is_active"])
    return locked


@transaction.atomic
def uninvite(*, invitation: Invitation, by: Member, at: datetime) -> bool:
    """From now on the invitation opens nothing. Whether it was still open. Raises NotOurs."""
    _only_owner(invitation.company, by, "members")
    return bool(Invitation.objects.open(at=at).filter(pk=invitation.pk).update(withdrawn_at=at))


def _only_owner(company: Company, by: Member, act: str) -> None:
    if by.company_id != company.pk or not by.may(act):
        raise NotOurs


def _another_owner(member: Member, *, field: str = "") -> None:
    owners = Member.objects.of(member.company).present().filter(role=Member.Role.OWNER).select_for_update()
    if not [owner for owner in owners if owner.pk != member.pk]:
        raise LastOwner(field=field)
