"""Eight at once on one thing: what they are given, and what came of it."""

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bench.driving import CSRF
from bench.founding import NEIGHBOUR, OWNER, ZONE
from bench.inside import orders
from lintel.billing.models import Attempt, Entry, Invoice
from lintel.core import clock
from lintel.inspections import scheduling
from lintel.inspections.models import Share

Asked = dict[str, Any]


def races(asked: Asked) -> Asked:
    """Fresh inspections of both companies: to start eight payments on, and to record eight payments for."""
    ridge, cedar = orders.neighbour(), orders.measured()
    starts, hands = [], []
    for order in orders.free(ridge, NEIGHBOUR, asked["count"]):
        inspection = scheduling.schedule(**order, at=clock.now())
        link = Share.objects.select_related("link").get(inspection=inspection).link
        starts.append([inspection.key, f"/p/{link.token()}/payment/", urlencode({"amount": asked["cents"]})])
    for order in orders.free(cedar, OWNER, asked["count"]):
        inspection = scheduling.schedule(**order, at=clock.now())
        body = {
            "csrfmiddlewaretoken": CSRF,
            "amount": f"{asked['cents'] / 100:.2f}",
            "balance_seen": asked["cents"],
            "method": "check",
            "received_on": clock.now().astimezone(ZoneInfo(ZONE)).date().isoformat(),
            "note": "",
        }
        hands.append([inspection.key, f"/office/inspections/{inspection.key}/payment/", urlencode(body)])
    return {"starts": starts, "hands": hands}


def raced(asked: Asked) -> Asked:
    """What came of them: attempts, live attempts and payments of each inspection."""
    rows = []
    for key in asked["keys"]:
        invoice = Invoice.objects.get(bill__inspection__key=key)
        attempts = Attempt.objects.filter(invoice=invoice)
        rows.append(
            [
                attempts.count(),
                attempts.filter(state__in=Attempt.LIVE).count(),
                Entry.objects.filter(invoice=invoice, kind="payment").count(),
            ]
        )
    return {"rows": rows}
