"""What the Payment Portal says in every state of its invoice, and in how few statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lintel.access import addresses
from lintel.billing import asking
from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import one_offs, rebilling, scheduling
from lintel.inspections.models import Inspection
from tests import cast
from tests.invoices.conftest import AGAIN, one_off, pay_behind, take
from tests.office.desk import Desk
from tests.portal import pages
from tests.undoing.test_debits import SETTLES


def path(invoice: Invoice, page: str = "") -> str:
    return addresses.path(invoice.invoice_links.earliest("pk").link, page)


def read(invoice: Invoice, page: str = "", client: Client | None = None) -> str:
    answer = (client or Client()).get(path(invoice, page))
    assert answer.status_code == 200
    return pages.text(answer.content)


def bar(invoice: Invoice) -> bool:
    return 'class="bar down"' in Client().get(path(invoice)).content.decode()


def test_unpaid(insurers: Invoice) -> None:
    said = read(insurers)
    for words in (
        "$195.00 is billed to Gem State Mutual.",
        "Claim number 24-118-0937",
        "Is this the right property?",
        "Pay Now $195.00",
        "The report and the agreement belong to the client",
    ):
        assert words in said
    assert bar(insurers)


def test_paid_in_part(office: cast.Office, insurers: Invoice) -> None:
    take(insurers, office, 95_00)
    assert "$100.00 is left to pay of what is billed to Gem State Mutual." in read(insurers)


def test_the_report_is_not_spoken_of_where_parts_may_be_paid(office: cast.Office, insurers: Invoice) -> None:
    asking.decide(
        company=office.company, policy="minimum", least_cents=50_00, report_opens="settled", by=office.owner,
        at=clock.now(),
    )  # fmt: skip
    said = read(insurers)
    assert "The rest stays open until it is paid." in said
    assert "From $50.00 to" in said


def test_paid_by_them_and_paid_by_somebody_else(office: cast.Office, insurers: Invoice, inspection: Inspection) -> None:
    pay_behind(insurers)
    said = read(insurers)
    assert "This invoice is paid already." in said
    assert "somebody was faster" not in said
    assert not bar(insurers)


def test_a_late_payer_reads_that_it_is_paid_and_whom_to_ask(office: cast.Office, inspection: Inspection) -> None:
    made = one_off(office)
    first = made.invoice_links.get().link
    made.payer.pk, made.payer.key = None, "another"
    made.payer.save(force_insert=True)
    take(made, office, 120_00)
    Invoice.objects.filter(pk=made.pk).update(payer=made.payer)
    said = pages.text(Client().get(addresses.path(first)).content)
    assert "This invoice is paid already." in said
    assert "somebody was faster. Ask Cedar & Stone Home Inspections" in said
    answer = Client().post(addresses.path(first, "payment/"), {"amount": "12000"})
    assert answer.status_code == 409
    assert "There is nothing left to pay." in pages.text(answer.content)


def test_overpaid(office: cast.Office, insurers: Invoice) -> None:
    take(insurers, office, 200_00, anyway=True)
    said = read(insurers)
    assert "Paid too much −$5.00" in said
    assert "$5.00 more came in than was due. The office gives it back" in said


def test_a_bank_debit_under_way(insurers: Invoice) -> None:
    pay_behind(insurers, card=SETTLES)
    said = read(insurers)
    assert "$195.00 is under way at the bank." in said
    assert "Please do not pay again" in said
    assert not bar(insurers)


def test_billed_to_somebody_else_void_and_cancelled(
    office: cast.Office, inspection: Inspection, insurers: Invoice
) -> None:
    agent = cast.part(inspection, "Marisol Vega").contact
    rebilling.change_payer(inspection=inspection, invoice=insurers, payer=agent, by=office.owner, at=clock.now())
    assert "This invoice is now billed to someone else." in read(insurers)
    made = one_off(office)
    one_offs.void(invoice=made, by=office.owner, at=clock.now())
    assert "This invoice is void." in read(made)
    scheduling.cancel(inspection=inspection, because="", by=office.owner, at=clock.now())
    theirs = addresses.path(insurers.invoice_links.latest("pk").link)
    said = pages.text(Client().get(theirs).content)
    assert "This inspection is cancelled" in said
    assert "Pay Now" not in said


def test_a_one_off_says_what_it_is_for_and_nothing_of_a_report(office: cast.Office) -> None:
    said = read(one_off(office))
    assert "For Re-inspection" in said
    assert "$120.00 is billed to Gem State Mutual: re-inspection." in said
    assert "report" not in said
    bare = one_off(office, subject=one_offs.Subject("Consultation"), once="bare")
    assert "Consultation" in read(bare)
    assert AGAIN.street not in read(bare)


def test_staff_see_it_marked_and_can_neither_pay_nor_count(dana: Desk, insurers: Invoice) -> None:
    said = read(insurers, client=dana)
    assert "What Gem State Mutual sees, at the real link." in said
    assert "Off in a staff preview" in said
    assert 'class="bar down"' not in dana.get(path(insurers)).content.decode()
    assert dana.post(path(insurers, "payment/"), {"amount": "19500"}).status_code == 403
    dana.post(path(insurers, "opened/"))
    assert not insurers.invoice_links.get().link.uses.exists()


@pytest.mark.parametrize("payments", [0, 3])
def test_it_takes_four_statements(office: cast.Office, insurers: Invoice, payments: int) -> None:
    for _ in range(payments):
        take(insurers, office, 10_00)
    where = path(insurers)
    Client().get(where)
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(where).status_code == 200
    assert len(asked.captured_queries) == 4


def test_an_end_of_the_link_shuts_it(insurers: Invoice) -> None:
    tie = insurers.invoice_links.get()
    tie.link.expires_at = clock.now() - timedelta(seconds=1)
    tie.link.save()
    assert Client().get(path(insurers)).status_code == 404
