"""The ways of being paid by hand that a company adds to cash, check and card on site."""

from datetime import datetime

from django.db import models, transaction

from lintel.billing.models import Entry, Way
from lintel.companies.models import Company, Member
from lintel.core.refusal import Refusal

BUILT_IN = (Entry.Method.CHECK, Entry.Method.CASH, Entry.Method.ON_SITE, Entry.Method.OTHER)


class WayNameNeeded(Refusal):
    say = "Say what it is called: clients read it on the receipt."


class AlreadyAccepted(Refusal):
    say = "That way of paying is there already."


class NotAllowed(Refusal):
    say = "Only an owner can change how the company is paid."


@transaction.atomic
def accept(*, company: Company, name: str, by: Member, at: datetime) -> Way:
    """One way more, such as Zelle. Raises NotAllowed, WayNameNeeded, AlreadyAccepted."""
    _allowed(company, by)
    name = " ".join(name.split())
    if not name:
        raise WayNameNeeded(field="name")
    taken = name.casefold() in {method.label.casefold() for method in BUILT_IN}
    if taken or accepted(company).filter(name__iexact=name).exists():
        raise AlreadyAccepted(field="name")
    return Way.objects.create(company=company, name=name)


@transaction.atomic
def withdraw(*, way: Way, by: Member, at: datetime) -> None:
    """It cannot be chosen any more; payments that came by it keep its name. Raises NotAllowed."""
    _allowed(way.company, by)
    Way.objects.filter(pk=way.pk, withdrawn_at=None).update(withdrawn_at=at)


def accepted(company: Company) -> models.QuerySet[Way]:
    """The company's own ways, by name."""
    return Way.objects.of(company).filter(withdrawn_at=None).order_by("name", "pk")


def _allowed(company: Company, by: Member) -> None:
    if by.company_id != company.pk or not by.may("settings"):
        raise NotAllowed
