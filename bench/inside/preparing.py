"""The database before anything is measured."""

import time
from typing import Any

from django.core.management import call_command

from bench import loading
from bench.founding import NEIGHBOUR, ZONE
from lintel.companies.models import Company, Member, User
from lintel.core import clock
from lintel.inspections import opening
from lintel.inspections.models import Inspection

Asked = dict[str, Any]


def migrate(asked: Asked) -> Asked:
    call_command("migrate", verbosity=0)
    return {}


def load(asked: Asked) -> Asked:
    """Cedar & Stone with so many inspections; Juniper Ridge, on trial, whose clients pay at the practice bank."""
    at = clock.now()
    start = time.monotonic()
    company = loading.load(asked["count"], at=at)
    took = time.monotonic() - start
    ridge = Company.objects.create(name="Juniper Ridge Inspections", zone=ZONE, created_at=at)
    juni = User.objects.create_user(NEIGHBOUR, "correct horse battery", name="Juni Park")
    Member.objects.create(company=ridge, user=juni, name="Juni Park", role=Member.Role.OWNER, inspects=True)
    opening.open_company(ridge, at=at)
    return {"seconds": took, "inspections": Inspection.objects.of(company).count()}


def doctor(asked: Asked) -> Asked:
    """What `lintel doctor` says of the loaded data."""
    call_command("doctor")
    return {}
