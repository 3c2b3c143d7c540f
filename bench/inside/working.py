"""The work itself, through the use cases, and what the pages are sent for it."""

import random
import time
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bench import crew
from bench.counting import Statements
from bench.driving import CSRF
from bench.founding import NEIGHBOUR, OWNER, ZONE
from bench.inside import orders
from lintel.access.uses import Visitor
from lintel.billing.models import Attempt
from lintel.billing.providers import sandbox
from lintel.companies.models import Member
from lintel.core import clock
from lintel.inspections import paying, receiving, scheduling, sharing
from lintel.inspections.models import Inspection, Share
from lintel.messages.models import Message
from lintel.services.models import Service

Asked = dict[str, Any]
GOOD_CARD = "4242424242424242"


def schedule(asked: Asked) -> Asked:
    """Schedules one after the other through the use case: how many a second, and the statements of one."""
    asked_for = orders.free(orders.measured(), OWNER, asked["count"] + 10)
    for _ in range(10):
        scheduling.schedule(**next(asked_for), at=clock.now())
    wall, cpu = time.monotonic(), time.process_time()
    for order in asked_for:
        scheduling.schedule(**order, at=clock.now())
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    Message.objects.filter(state="queued").update(state="sent", due_at=None, sent_at=clock.now())
    return {"rate": asked["count"] / wall, "cpu_ms": cpu * 1000 / asked["count"]}


def forms(asked: Asked) -> Asked:
    """Filled Schedule pages, ready to be posted, each with a client of its own."""
    company, bodies = orders.measured(), []
    recipients = [f"{asked['prefix']}{number}@example.com" for number in range(asked["count"])]
    services = list(Service.objects.of(company).offered()[:2])
    for number, order in enumerate(orders.free(company, OWNER, asked["count"])):
        local = order["starts_at"].astimezone(ZoneInfo(ZONE))
        person, place = order["people"][0], order["place"]
        bodies.append(
            urlencode(
                {
                    "csrfmiddlewaretoken": CSRF,
                    "act": "save",
                    "once": f"{random.getrandbits(96):024x}",
                    "client": "c0",
                    "c0-name": person.name,
                    "c0-email": recipients[number],
                    "c0-phone": person.phone,
                    "street": place.street,
                    "city": place.city,
                    "state": place.state,
                    "postcode": place.postcode,
                    "kind": place.kind,
                    "zone": "",
                    "year_built": "1978",
                    "square_feet": "2140",
                    "day": local.date().isoformat(),
                    "time": f"{local:%H:%M}",
                    "minutes": str(order["minutes"]),
                    "inspector": str(order["inspector"].pk),
                    **{
                        f"s-{one.key}-{name}": value
                        for one in services
                        for name, value in (("on", "on"), ("price", f"{one.price_cents / 100:.2f}"))
                    },
                }
            )
        )
    return {"bodies": bodies, "to": recipients}


def shares(asked: Asked) -> Asked:
    """Filled Share Details pages of one inspection, each to somebody else."""
    (order,) = orders.free(orders.measured(), OWNER, 1)
    inspection = scheduling.schedule(**order, at=clock.now())
    recipients = [f"{asked['prefix']}{number}@example.com" for number in range(asked["count"])]
    draft = sharing.starter(inspection.company, "status only")
    fixed = {
        "csrfmiddlewaretoken": CSRF,
        "act": "send",
        "preset": draft.preset,
        "subject": draft.subject,
        "body": draft.html,
        "format": "html",
    }
    return {
        "path": f"/office/inspections/{inspection.key}/share/",
        "bodies": [urlencode({**fixed, "once": f"{random.getrandbits(96):024x}", "to": to}) for to in recipients],
        "to": recipients,
    }


def letters(asked: Asked) -> Asked:
    """An inspection with so many letters, all sent: to twenty people, over and over."""
    (order,) = orders.free(orders.measured(), OWNER, 1)
    inspection = scheduling.schedule(**order, at=clock.now())
    people = [sharing.Recipient(f"reader{number}@example.com") for number in range(sharing.MOST_RECIPIENTS)]
    for number in range(asked["count"] // len(people)):
        sharing.share(
            inspection=inspection,
            recipients=people,
            draft=sharing.starter(inspection.company, "status only"),
            consent=None,
            without_button=False,
            by=order["by"],
            once=str(number),
            at=clock.now(),
        )
    Message.objects.filter(state="queued").update(state="sent", due_at=None, sent_at=clock.now())
    return {"path": f"/office/inspections/{inspection.key}/"}


def queue(asked: Asked) -> Asked:
    """Puts letters that were sent back into the outbox, due now."""
    Message.objects.filter(state="queued").update(state="sent", due_at=None, sent_at=clock.now())
    latest = Message.objects.filter(state="sent", kind="confirmation").order_by("-pk")
    keys = list(latest.values_list("pk", flat=True)[: asked["count"]])
    Message.objects.filter(pk__in=keys).update(state="queued", due_at=clock.now(), sent_at=None, attempts=0)
    return {"count": len(keys)}


def pay(asked: Asked) -> Asked:
    """Records as many payments by hand, each of a whole balance, so many at a time."""
    company = orders.measured()
    owner = Member.objects.get(user__email=OWNER)
    unpaid = [scheduling.schedule(**order, at=clock.now()) for order in orders.free(company, OWNER, asked["count"])]

    def receive(inspection: Inspection) -> str:
        total = asked["cents"]
        at = clock.now()
        receiving.receive(
            inspection=inspection,
            amount_cents=total,
            method="check",
            received_on=at.astimezone(ZoneInfo(ZONE)).date(),
            note="",
            balance_seen=total,
            anyway=False,
            by=owner,
            at=at,
        )
        return "paid"

    statements = Statements()
    with statements.counted():
        receive(unpaid.pop())
    done = crew.together(unpaid, receive, processes=asked["processes"], threads=asked["threads"])
    if set(done.outcomes) != {"paid"}:
        raise RuntimeError(str(set(done.outcomes)))
    Message.objects.filter(state="queued").update(state="sent", due_at=None, sent_at=clock.now())
    return {"rate": done.rate(), "milliseconds": done.milliseconds, "statements": len(statements.sql)}


def settle(asked: Asked) -> Asked:
    """Settles payments that were made at the practice bank, so many at a time: each once, on as many invoices; or, of
    one invoice, the same one over and over, as a bank that calls again and again has it.
    """
    many = asked["on"] == "many"
    paid = [
        _paid_at_the_bank(order) for order in orders.free(orders.neighbour(), NEIGHBOUR, asked["count"] if many else 2)
    ]

    def settled(attempt: Attempt) -> str:
        return "paid" if paying.settle(attempt, at=clock.now()).change else "known"

    statements = Statements()
    with statements.counted():
        settled(paid.pop())
    attempts = paid if many else paid * asked["count"]
    done = crew.together(attempts, settled, processes=asked["processes"], threads=asked["threads"])
    if done.outcomes.count("paid") != len(paid) or set(done.outcomes) - {"paid", "known"}:
        raise RuntimeError(str(set(done.outcomes)))
    return {"rate": done.rate(), "milliseconds": done.milliseconds, "statements": len(statements.sql)}


def _paid_at_the_bank(order: Asked) -> Attempt:
    inspection = scheduling.schedule(**order, at=clock.now())
    share = Share.objects.select_related("link__company", "link__holder", "company").get(inspection=inspection)
    address = paying.start(link=share.link, visitor=Visitor(), at=clock.now())
    sandbox.pay(address.rstrip("/").rsplit("/", 1)[1], card=GOOD_CARD, at=clock.now())
    return Attempt.objects.select_related("invoice", "link__holder").get(invoice__bill__inspection=inspection)
