"""The taxes a company adds to what it sells: a new one, a corrected one, one that is raised no more."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lintel.companies.models import Company, Member
from lintel.core.refusal import Refusal
from lintel.services.models import Service, Tax
from lintel.services.offering import NotAllowed


class TaxNameNeeded(Refusal):
    say = "A tax needs a name: clients read it on the invoice."


class AlreadyRaised(Refusal):
    say = "There is a tax of that name already. Change that one, or give this one another name."


@dataclass(frozen=True, slots=True)
class Levy:
    """A tax as a form holds it; `rate` in thousandths of a percent."""

    name: str
    rate: int
    number: str = ""


@transaction.atomic
def levy(*, company: Company, what: Levy, by: Member, at: datetime) -> Tax:
    """A new tax. Raises NotAllowed, TaxNameNeeded, AlreadyRaised."""
    return _raise(company, what, by, but=None)


@transaction.atomic
def correct(*, tax: Tax, what: Levy, by: Member, at: datetime) -> Tax:
    """Another name, rate or number from now on: a tax in the old one's place, on the services that had it.

    What was sold before keeps the tax as it was. Raises as `levy` does.
    """
    Tax.objects.filter(pk=tax.pk).update(withdrawn_at=at)
    new = _raise(tax.company, what, by, but=tax)
    Service.objects.of(tax.company).filter(tax=tax).update(tax=new)
    return new


@transaction.atomic
def withdraw(*, tax: Tax, by: Member, at: datetime) -> None:
    """It is raised no more: no service carries it; lines that do keep it. Raises NotAllowed."""
    _allowed(tax.company, by)
    Tax.objects.filter(pk=tax.pk, withdrawn_at=None).update(withdrawn_at=at)
    Service.objects.of(tax.company).filter(tax=tax).update(tax=None)


def _raise(company: Company, what: Levy, by: Member, *, but: Tax | None) -> Tax:
    _allowed(company, by)
    name, number = " ".join(what.name.split()), " ".join(what.number.split())
    if not name:
        raise TaxNameNeeded(field="name")
    same = Tax.objects.of(company).raised().filter(name__iexact=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise AlreadyRaised(field="name")
    return Tax.objects.create(company=company, name=name, rate=what.rate, number=number)


def _allowed(company: Company, by: Member) -> None:
    if by.company_id != company.pk or not by.may("settings"):
        raise NotAllowed
