"""The office names who still has to pay, whoever it is, and its lists cost the same for any number of payers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lintel.access import uses
from lintel.access.models import Use
from lintel.billing import invoicing
from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import adding, bills, gathering, receiving, splitting
from lintel.inspections.adding import Portion
from lintel.inspections.models import Inspection
from lintel.web.office import progress
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> cast.Office:
    return cast.cedar_stone()


def bill(office: cast.Office, inspection: Inspection, cents: int) -> Invoice:
    payer = cast.part(inspection, "Marisol Vega").contact
    return adding.add(inspection=inspection, payer=payer, portion=Portion(cents=cents), by=office.owner, at=clock.now())


def pay(office: cast.Office, invoice: Invoice, inspection: Inspection) -> None:
    at, due = clock.now(), invoicing.balance(invoice)
    receiving.receive(
        inspection=inspection,
        invoice=invoice,
        amount_cents=due,
        method="cash",
        received_on=(at - timedelta(days=1)).date(),
        note="",
        balance_seen=due,
        anyway=False,
        by=office.owner,
        at=at,
    )


def sentence(office: cast.Office, inspection: Inspection) -> str:
    uses.record(cast.link(inspection), Use.Kind.OPENED, visitor=cast.PHONE, at=clock.now())
    (found,) = gathering.of(office.company, [inspection.pk])
    return progress.standing(found).sentence


def test_it_waits_on_the_payer_who_owes(office: cast.Office) -> None:
    inspection = cast.book(office)
    bill(office, inspection, 195_00)
    assert sentence(office, inspection) == "Waits on Cora to sign and to pay $395.00. Marisol Vega owes $195.00."
    cast.sign(inspection)
    pay(office, bills.of(inspection)[0], inspection)
    assert sentence(office, inspection) == "Waits on Marisol Vega to pay $195.00."
    pay(office, bills.of(inspection)[1], inspection)
    assert sentence(office, inspection) == "Nothing open."


def test_each_client_is_named_with_their_own_share(office: cast.Office) -> None:
    inspection = cast.book(office, people=(cast.CORA, cast.THEO))
    cora, theo = (cast.part(inspection, name).contact for name in ("Cora Whitfield", "Theo Whitfield"))
    ways = [splitting.Way(cora, 400_00), splitting.Way(theo, 190_00)]
    splitting.split(inspection=inspection, invoice=cast.invoice(inspection), ways=ways, by=office.owner, at=clock.now())
    for name in ("Cora Whitfield", "Theo Whitfield"):
        cast.sign(inspection, name)
    assert sentence(office, inspection) == "Waits on Cora to pay $400.00. Theo Whitfield owes $190.00."


def test_today_names_who_owes_and_costs_the_same(office: cast.Office) -> None:
    shown = [cast.book(office, days=0, hour=hour, minutes=60) for hour in (22, 23)]
    for one in shown:
        cast.sign(one)
        bill(office, one, 195_00)
        pay(office, bills.of(one)[0], one)
    dana = Client()
    dana.force_login(office.owner.user)
    before = statements(dana)
    bill_more(office, shown[0])
    assert statements(dana) == before
    said = dana.get("/office/").content.decode()
    assert "Marisol Vega owes $195.00" in said
    assert "Marisol Vega and 1 more owe $195.00" in said


def statements(dana: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        dana.get("/office/")
    return len(asked)


def bill_more(office: cast.Office, inspection: Inspection) -> None:
    first = bills.of(inspection)[1]
    splitting.split(
        inspection=inspection,
        invoice=first,
        ways=[splitting.Way(first.payer, 100_00), splitting.Way(cast.part(inspection).contact, 95_00)],
        by=office.owner,
        at=clock.now(),
    )
