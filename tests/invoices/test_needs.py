"""Money that needs somebody, on invoices that are not the client's: named on Today, and mended from there."""

import re
from datetime import timedelta

import pytest

from lintel.billing import invoicing
from lintel.billing.models import Dispute, Entry, Invoice, Refund
from lintel.core import clock
from lintel.inspections import bills, paying
from lintel.inspections.models import Inspection
from tests import cast
from tests.invoices.conftest import one_off, pay_behind, take
from tests.office.desk import Desk, text
from tests.office_work.pages import value
from tests.undoing.test_debits import FAILS

A_HOUSE = pytest.mark.usefixtures("inspection")  # before the first one Today says how to begin


def overpay(invoice: Invoice, office: cast.Office, over: int) -> Entry:
    return take(invoice, office, invoicing.balance(invoice) + over, anyway=True)


def disputed(payment: Entry) -> None:
    Dispute.objects.create(
        company=payment.company,
        payment=payment,
        reference="dp_1",
        amount_cents=payment.received(),
        reason="fraudulent",
        state=Dispute.State.NEEDS_ANSWER,
        opened_at=clock.now(),
    )


@A_HOUSE
def test_a_one_off_paid_too_much_is_given_back_or_kept_from_today(dana: Desk, office: cast.Office) -> None:
    kept, given = one_off(office), one_off(office, once="another")
    overpay(kept, office, 15_00)
    pay_behind(given)
    cents = Entry.objects.filter(invoice=given, kind="charge").get()
    invoicing.change_line(cents.line, amount_cents=100_00, by=office.owner, at=clock.now())  # type: ignore[arg-type]
    said = dana.read("/office/")
    assert "Gem State Mutual paid $15.00 too much 1214 Harrison Boulevard. Give it back, or keep it" in said
    assert "Give $20.00 back to Gem State Mutual by card" in said
    page = dana.get("/office/")
    payment = Entry.objects.get(kind="payment", invoice=given)
    press = f"/office/invoices/{given.key}/payment/{payment.pk}/give-back/"
    assert press in page.content.decode()
    sends = {"why": "over", "cents": value(page, "cents"), "seen": value(page, "seen")}
    assert "$20.00 is refunded." in text(dana.post(press, sends, follow=True).content)
    assert invoicing.balance(given) == 0
    assert f"/office/invoices/{kept.key}/payment/" in page.content.decode()
    dana.post(f"/office/invoices/{kept.key}/too-much/", {"words": "Second visit"})
    assert invoicing.balance(kept) == 0
    assert "too much" not in dana.read("/office/")


@A_HOUSE
def test_a_dispute_and_a_failed_refund_of_a_one_off_have_their_buttons(dana: Desk, office: cast.Office) -> None:
    made = one_off(office)
    payment = Entry.objects.get(attempt=pay_behind(made), kind="payment")
    disputed(payment)
    Refund.objects.create(
        company=office.company,
        key="r" * 32,
        payment=payment,
        amount_cents=10_00,
        reason="Rain",
        state=Refund.State.FAILED,
        failure="The card is closed.",
        asked_at=clock.now(),
        ended_at=clock.now(),
    )
    page = dana.get("/office/").content.decode()
    assert f'href="/office/invoices/{made.key}/#fees"' in page
    assert f'href="/office/invoices/{made.key}/payment/{payment.pk}/refund/"' in page
    assert "Gem State Mutual’s bank disputes $120.00 1214 Harrison Boulevard." in dana.read("/office/")


@A_HOUSE
def test_a_failed_bank_debit_of_a_one_off_opens_it(dana: Desk, office: cast.Office) -> None:
    made = one_off(office)
    pay_behind(made, card=FAILS)
    paying.settle(made.attempts.get(), at=clock.now() + timedelta(days=8))
    page = dana.get("/office/").content.decode()
    assert re.search(rf'href="/office/invoices/{made.key}/#fees">Open<span[^>]*>: Gem State Mutual’s bank debit', page)


def test_an_insurers_surplus_is_its_own_while_the_client_owes(
    dana: Desk, office: cast.Office, inspection: Inspection, insurers: Invoice
) -> None:
    payment = overpay(insurers, office, 5_00)
    page = dana.get("/office/")
    assert "Gem State Mutual paid $5.00 too much" in text(page.content)
    assert f"/office/invoices/{insurers.key}/payment/{payment.pk}/refund/" in page.content.decode()
    whole = f"/office/inspections/{inspection.key}/too-much/"
    assert "$5.00 more was paid than is due." in dana.read(whole)
    dana.post(whole, {"words": "Second visit"})
    assert [invoicing.balance(one) for one in bills.of(inspection)] == [395_00, 0]
    assert inspection.moments.latest("pk").words == "$5.00 kept: Second visit"


def test_all_that_is_too_much_is_kept_at_once(
    dana: Desk, office: cast.Office, inspection: Inspection, insurers: Invoice
) -> None:
    for one, over in zip(bills.of(inspection), (30_00, 5_00), strict=True):
        overpay(one, office, over)
    whole = f"/office/inspections/{inspection.key}/too-much/"
    assert "$35.00 more was paid than is due." in dana.read(whole)
    dana.post(whole, {"words": "Second visit"})
    assert [invoicing.balance(one) for one in bills.of(inspection)] == [0, 0]
