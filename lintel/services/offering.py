"""What a company offers: adding a service, correcting it, putting it in its place, withdrawing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from lintel.companies.models import Company, Member
from lintel.core.refusal import Refusal
from lintel.services.models import Service, Tax

MOST_CENTS = 10_000_00
MOST_MINUTES = 24 * 60


class NameNeeded(Refusal):
    say = "A service needs a name: clients read it on the invoice."


class AbsurdPrice(Refusal):
    say = "A price is between $0.00 and $10,000.00."


class AbsurdDuration(Refusal):
    say = "A service takes between 0 and 1,440 minutes (24 hours)."


class AlreadyOffered(Refusal):
    say = "There is a service of that name already. Change that one, or give this one another name."


class NotAllowed(Refusal):
    say = "Only an owner can change what the company offers."


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as a form holds it."""

    name: str
    price_cents: int
    minutes: int
    description: str = ""
    tax: Tax | None = None


@transaction.atomic
def offer(*, company: Company, what: Offer, by: Member, at: datetime) -> Service:
    """A new service, last in the list. Raises NotAllowed, NameNeeded, AbsurdPrice, AbsurdDuration, AlreadyOffered."""
    fields = _checked(company, what, by, but=None)
    last = Service.objects.of(company).offered().aggregate(last=Max("position"))["last"]
    return Service.objects.create(company=company, position=(last or 0) + 1, **fields)


@transaction.atomic
def correct(*, service: Service, what: Offer, by: Member, at: datetime) -> Service:
    """Change a service. What was sold before keeps its price. Raises as `offer` does."""
    for name, value in _checked(service.company, what, by, but=service).items():
        setattr(service, name, value)
    service.save(update_fields=["name", "description", "price_cents", "minutes", "tax"])
    return service


@transaction.atomic
def arrange(*, company: Company, keys: Sequence[str], by: Member, at: datetime) -> None:
    """Put the services in this order; those not named follow in the order they had. Raises NotAllowed."""
    _allowed(company, by)
    wanted = {key: place for place, key in enumerate(keys)}
    offered = list(Service.objects.of(company).offered().select_for_update())
    offered.sort(key=lambda service: wanted.get(service.key, len(wanted)))
    for place, service in enumerate(offered, start=1):
        service.position = place
    Service.objects.bulk_update(offered, ["position"])


@transaction.atomic
def withdraw(*, service: Service, by: Member, at: datetime) -> None:
    """From now on it cannot be chosen; inspections that have it keep it. Raises NotAllowed."""
    _allowed(service.company, by)
    Service.objects.filter(pk=service.pk, withdrawn_at=None).update(withdrawn_at=at)


@transaction.atomic
def bring_back(*, service: Service, by: Member, at: datetime) -> None:
    """Offer a withdrawn service again, last in the list. Raises NotAllowed, AlreadyOffered."""
    _allowed(service.company, by)
    _unique(service.company, service.name, but=service)
    last = Service.objects.of(service.company).offered().aggregate(last=Max("position"))["last"]
    Service.objects.filter(pk=service.pk).update(withdrawn_at=None, position=(last or 0) + 1)


def _checked(company: Company, what: Offer, by: Member, *, but: Service | None) -> dict[str, Any]:
    _allowed(company, by)
    name = " ".join(what.name.split())
    if not name:
        raise NameNeeded(field="name")
    if not 0 <= what.price_cents <= MOST_CENTS:
        raise AbsurdPrice(field="price")
    if not 0 <= what.minutes <= MOST_MINUTES:
        raise AbsurdDuration(field="minutes")
    if but is None or but.withdrawn_at is None:
        _unique(company, name, but=but)
    description = " ".join(what.description.split())
    sold = {"price_cents": what.price_cents, "minutes": what.minutes, "tax": what.tax}
    return {"name": name, "description": description, **sold}


def _unique(company: Company, name: str, *, but: Service | None) -> None:
    same = Service.objects.of(company).offered().filter(name__iexact=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise AlreadyOffered(field="name")


def _allowed(company: Company, by: Member) -> None:
    if by.company_id != company.pk or not by.may("settings"):
        raise NotAllowed
