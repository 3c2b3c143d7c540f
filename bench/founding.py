"""The company that is measured."""

import math
import random
from datetime import datetime

from django.conf import settings

from bench import names
from lintel.companies import joining
from lintel.companies.models import Company, Member, User
from lintel.inspections import opening

SEED = 1914
ZONE = "America/Boise"
OWNER = "dana@cedarandstone.example"
NEIGHBOUR = "juni@juniperridge.example"


def inspectors_for(count: int) -> int:
    """A small office has four inspectors; one with a hundred thousand inspections has forty."""
    return max(4, round(4 * math.sqrt(count / 1000)))


def found(inspectors: int, *, at: datetime) -> tuple[Company, list[Member]]:
    """The company, subscribed, with its starter services and agreement; its owner first, then its inspectors."""
    dana = User.objects.create_user(OWNER, "correct horse battery", name="Dana Ortiz")
    company = joining.found(
        name="Cedar & Stone Home Inspections",
        owner=dana,
        owner_name="Dana Ortiz",
        zone=ZONE,
        code=settings.SETUP_CODE,
        at=at,
    )
    Company.objects.filter(pk=company.pk).update(
        email="office@cedarandstone.example",
        telephone="(208) 555-0114",
        address="812 West Idaho Street, Boise, ID 83702",
        colour="#8a3b24",
    )
    company.refresh_from_db()
    opening.open_company(company, at=at)
    rng = random.Random(SEED)
    staff = [Member.objects.get(user=dana)]
    for place in range(inspectors):
        name = "Ike Marsh" if place == 0 else f"{rng.choice(names.FIRST)} {rng.choice(names.LAST)}"
        user = User(email=f"inspector{place + 1}@cedarandstone.example", name=name, password="!")
        user.save()
        staff.append(
            Member.objects.create(company=company, user=user, name=name, role=Member.Role.INSPECTOR, inspects=True)
        )
    return company, staff
