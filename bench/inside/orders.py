"""What scheduling.schedule() takes, over and over."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

from bench import loading, names
from bench.founding import NEIGHBOUR, OWNER, ZONE
from lintel.billing.invoicing import Fee
from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.inspections import scheduling
from lintel.inspections.models import Inspection
from lintel.services.models import Service

Asked = dict[str, Any]


def measured() -> Company:
    return Member.objects.select_related("company").get(user__email=OWNER).company


def neighbour() -> Company:
    """The company on trial, whose clients pay at the practice bank."""
    return Member.objects.select_related("company").get(user__email=NEIGHBOUR).company


def free(company: Company, email: str, count: int) -> Iterator[Asked]:
    """What schedule() takes, for so many free hours after everything that is booked."""
    rng = random.Random()
    by = Member.objects.select_related("company").get(user__email=email)
    inspectors = list(Member.objects.of(company).inspectors().select_related("user"))
    service, other = Service.objects.of(company).offered()[:2]
    fees = [Fee(service.name, service.price_cents, service), Fee(other.name, other.price_cents, other)]
    last = Inspection.objects.of(company).aggregate(last=models.Max("starts_at"))["last"] or clock.now()
    day = max(last, clock.now()).astimezone(ZoneInfo(ZONE)).date() + timedelta(days=1)
    for number in range(count):
        place, inspector = divmod(number, len(inspectors))
        day_number, slot = divmod(place, len(loading.SLOTS))
        local = datetime.combine(day + timedelta(days=day_number), loading.SLOTS[slot], tzinfo=ZoneInfo(ZONE))
        first, family = rng.choice(names.FIRST), rng.choice(names.LAST)
        yield {
            "company": company,
            "by": by,
            "people": [scheduling.Person(f"{first} {family}", f"client{rng.randrange(10**9)}@example.com")],
            "place": scheduling.Place(
                street=f"{rng.randrange(100, 9900)} {rng.choice(names.STREETS)} {rng.choice(names.KINDS)}",
                city="Boise",
                state="ID",
                postcode="83702",
                zone=ZONE,
            ),
            "starts_at": local.astimezone(UTC),
            "minutes": 180,
            "inspector": inspectors[inspector],
            "fees": fees,
        }
