"""What there is to open, and how many statements it takes."""

import random
from typing import Any

from django.conf import settings
from django.db import models
from django.test import Client

from bench.counting import Statements
from bench.founding import OWNER
from bench.inside import orders
from lintel.access import addresses
from lintel.billing.invoicing import Fee
from lintel.companies.models import User
from lintel.core import clock
from lintel.inspections import scheduling
from lintel.inspections.models import Inspection, Participant, Share

Asked = dict[str, Any]


def targets(asked: Asked) -> Asked:
    """Links of clients whose inspection stands, the owner's session, and one inspection's key."""
    company = orders.measured()
    rng = random.Random(11)
    last = Inspection.objects.aggregate(last=models.Max("pk"))["last"]
    shares = Share.objects.filter(
        pk__in=rng.sample(range(1, last + 1), min(600, last)),
        participant__role=Participant.Role.CLIENT,
        inspection__cancelled_at=None,
    ).select_related("link", "inspection")
    chosen = list(shares[:200])
    return {
        "portal": [f"/p/{share.link.token()}/" for share in chosen],
        "details": [f"/office/inspections/{share.inspection.key}/" for share in chosen],
        "cookie": _cookie(OWNER),
        "day": company.created_at.date().isoformat(),
    }


def statements(asked: Asked) -> Asked:
    """Statements of each page and of schedule; of the portal also with one line and with fifty."""
    client, company = Client(headers={"accept-encoding": "gzip", "host": "127.0.0.1"}), orders.measured()
    owner = Client(headers={"accept-encoding": "gzip", "host": "127.0.0.1"})
    owner.cookies[settings.SESSION_COOKIE_NAME] = asked["cookie"].partition("=")[2]
    counted = Statements()
    asked_for = orders.free(company, OWNER, 3)
    scheduling.schedule(**next(asked_for), at=clock.now())
    with counted.counted():
        few = scheduling.schedule(**next(asked_for), at=clock.now())
    found: Asked = {"schedule": counted.sql}
    order = next(asked_for)
    lines = [Fee(f"Outbuilding {number}", 10_00) for number in range(1, 51)]
    many = scheduling.schedule(**{**order, "fees": lines}, at=clock.now())
    pages = {
        "today": (owner, "/office/"),
        "list": (owner, "/office/inspections/"),
        "search": (owner, "/office/inspections/?q=smith"),
        "details": (owner, asked["details"][0]),
        "portal": (client, asked["portal"][0]),
        "portal, 2 lines": (client, _portal(few)),
        "portal, 50 lines": (client, _portal(many)),
        "portal order, 50 lines": (client, _portal(many) + "order/"),
        "portal payment": (client, _portal(few) + "payment/"),
    }
    for name, (who, path) in pages.items():
        who.get(path)
        with counted.counted():
            answer = who.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        found[name] = counted.sql
        found[f"{name}: bytes"] = len(answer.content)
    return found


def _portal(inspection: Inspection) -> str:
    link = Share.objects.select_related("link").filter(inspection=inspection).order_by("pk")[0].link
    return addresses.PORTAL.format(token=link.token())


def _cookie(email: str) -> str:
    client = Client()
    client.force_login(User.objects.get(email=email))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
