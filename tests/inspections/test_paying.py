"""Paying behind a link, and what was received by hand."""

from datetime import timedelta

import pytest
from django.test import override_settings

from lintel.access import opening
from lintel.billing import attempting, booking, invoicing
from lintel.billing.models import Attempt, Entry, SandboxSession
from lintel.billing.providers import sandbox
from lintel.core import clock, work
from lintel.inspections import changing, paying, receiving, scheduling
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def practice_bank() -> object:
    with override_settings(DEMO=True):
        yield


@pytest.fixture
def office() -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))


def press(inspection: Inspection, name: str = "") -> str:
    """Pay Now; the reference of the checkout."""
    address = paying.start(link=cast.link(inspection, name), visitor=cast.PHONE, at=clock.now())
    return address.rstrip("/").rsplit("/", 1)[1]


def test_paid_once_and_everyone_who_should_know_does(inspection: Inspection) -> None:
    cast.pay(inspection)
    invoice = cast.invoice(inspection)
    assert (invoicing.balance(invoice), invoice.number) == (0, 1001)
    assert list(inspection.moments.order_by("pk").values_list("words", flat=True))[1:] == [
        "Cora Whitfield paid $590.00 by card (TEST)",
        "Paid in full",
    ]
    assert Message.objects.get(kind="receipt").to_name == "Cora Whitfield"
    assert {letter.to_name for letter in Message.objects.filter(kind="notice-paid")} == {"Dana Ortiz", "Olga Brandt"}
    assert Entry.objects.get(kind="payment").is_test


def test_it_can_be_found_by_its_invoice_number(inspection: Inspection) -> None:
    cast.pay(inspection)
    inspection.refresh_from_db()
    assert inspection.search_text.endswith(" 1001")


def test_hearing_it_many_times_books_it_once(inspection: Inspection) -> None:
    attempt = cast.pay(inspection)
    for _ in range(3):
        assert paying.settle(attempt, at=clock.now()).change == ""
    assert Entry.objects.filter(kind="payment").count() == 1
    assert Message.objects.filter(kind="receipt").count() == 1


def test_a_declined_card_leaves_the_checkout_open_for_another(inspection: Inspection) -> None:
    reference = press(inspection)
    assert sandbox.pay(reference, card=cast.DECLINED_CARD, at=clock.now()).failure
    attempt = Attempt.objects.get(reference=reference)
    paying.settle(attempt, at=clock.now())
    assert invoicing.balance(cast.invoice(inspection)) == 590_00
    sandbox.pay(reference, card=cast.GOOD_CARD, at=clock.now())
    paying.settle(attempt, at=clock.now())
    assert invoicing.balance(cast.invoice(inspection)) == 0


def test_a_card_that_asks_is_not_paid_until_it_is_confirmed(inspection: Inspection) -> None:
    reference = press(inspection)
    attempt = Attempt.objects.get(reference=reference)
    sandbox.pay(reference, card=cast.ASKING_CARD, at=clock.now())
    assert paying.settle(attempt, at=clock.now()).change == ""
    sandbox.confirm(reference, at=clock.now())
    assert paying.settle(attempt, at=clock.now()).change == "paid"


def test_the_practice_bank_takes_no_real_card(inspection: Inspection) -> None:
    with pytest.raises(sandbox.NotATestCard, match="Never type a real card"):
        sandbox.pay(press(inspection), card="5555 5555 5555 4444", at=clock.now())


def test_a_second_tab_gets_the_same_checkout(inspection: Inspection) -> None:
    assert press(inspection) == press(inspection)
    assert Attempt.objects.count() == 1


def test_another_clients_checkout_is_closed_because_it_leads_back_to_their_page(inspection: Inspection) -> None:
    first, second = press(inspection), press(inspection, "Theo Whitfield")
    with pytest.raises(sandbox.CheckoutClosed):
        sandbox.pay(first, card=cast.GOOD_CARD, at=clock.now())
    assert Attempt.objects.get(state="open").reference == second
    assert Attempt.objects.get(reference=second).link == cast.link(inspection, "Theo Whitfield")


def test_a_checkout_that_never_reached_us_does_not_stand_in_another_clients_way(inspection: Inspection) -> None:
    press(inspection)
    SandboxSession.objects.all().delete()
    Attempt.objects.update(state="unknown", reference="")
    second = press(inspection, "Theo Whitfield")
    assert Attempt.objects.get(state="open").reference == second


def test_who_pays_second_is_told_that_nothing_is_left(inspection: Inspection) -> None:
    cast.pay(inspection)
    with pytest.raises(paying.NothingDue):
        press(inspection, "Theo Whitfield")


def test_paid_but_not_yet_heard_is_heard_before_a_second_checkout(inspection: Inspection) -> None:
    sandbox.pay(press(inspection), card=cast.GOOD_CARD, at=clock.now())
    with pytest.raises(paying.NothingDue):
        press(inspection, "Theo Whitfield")
    assert Entry.objects.filter(kind="payment").count() == 1


def test_another_amount_closes_the_old_checkout_first(office: cast.Office, inspection: Inspection) -> None:
    first = press(inspection)
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    second = press(inspection)
    assert first != second
    with pytest.raises(sandbox.CheckoutClosed):
        sandbox.pay(first, card=cast.GOOD_CARD, at=clock.now())
    assert SandboxSession.objects.get(reference=second).amount_cents == 665_00


def test_the_worker_closes_a_checkout_for_money_no_longer_owed(office: cast.Office, inspection: Inspection) -> None:
    reference = press(inspection)
    cast.receive(inspection, 590_00, by=office.owner)
    at = clock.now() + timedelta(seconds=1)
    work.run(Attempt, do=lambda attempt: paying.look(attempt, at=at), at=at)
    assert Attempt.objects.get(reference=reference).state == "expired"
    with pytest.raises(sandbox.CheckoutClosed):
        sandbox.pay(reference, card=cast.GOOD_CARD, at=at)


def test_a_checkout_that_nobody_uses_expires_after_an_hour(inspection: Inspection) -> None:
    reference = press(inspection)
    later = clock.now() + timedelta(hours=1, minutes=1)
    work.run(Attempt, do=lambda attempt: paying.look(attempt, at=later), at=later)
    attempt = Attempt.objects.get(reference=reference)
    assert (attempt.state, attempt.due_at) == ("expired", None)
    assert press(inspection) != reference


def test_a_bank_that_calls_back_takes_the_row_from_a_worker_that_looks(inspection: Inspection) -> None:
    reference = press(inspection)
    at = clock.now() + timedelta(seconds=3)
    (looking,) = work.claim(Attempt, at=at)
    attempting.hurry(reference=reference, at=at)
    with pytest.raises(work.LeaseLost):
        paying.look(looking, at=at)
    assert len(work.claim(Attempt, at=at)) == 1


def test_money_for_a_cancelled_inspection_is_booked_as_it_came(office: cast.Office, inspection: Inspection) -> None:
    reference = press(inspection)
    sandbox.pay(reference, card=cast.GOOD_CARD, at=clock.now())
    scheduling.cancel(inspection=inspection, because="", by=office.owner, at=clock.now())
    paying.settle(Attempt.objects.get(reference=reference), at=clock.now())
    assert Entry.objects.get(kind="payment").amount_cents == -590_00


def test_paid_twice_is_told_as_overpaid(office: cast.Office, inspection: Inspection) -> None:
    reference = press(inspection)
    cast.receive(inspection, 590_00, by=office.owner)
    sandbox.pay(reference, card=cast.GOOD_CARD, at=clock.now())
    paying.settle(Attempt.objects.get(reference=reference), at=clock.now())
    assert inspection.moments.latest("pk").words == "Overpaid by $590.00"


def test_an_agent_cannot_pay(inspection: Inspection) -> None:
    with pytest.raises(opening.LinkClosed):
        press(inspection, "Marisol Vega")


def test_a_subscribed_company_outside_the_demo_has_no_practice_bank(inspection: Inspection) -> None:
    with override_settings(DEMO=False), pytest.raises(paying.NotPayableOnline):
        press(inspection)


def test_the_same_check_recorded_twice_is_a_question(office: cast.Office, inspection: Inspection) -> None:
    seen = {
        "inspection": inspection,
        "method": "check",
        "received_on": clock.now().date() - timedelta(days=1),
        "note": "",
        "by": office.owner,
        "at": clock.now(),
        "amount_cents": 590_00,
    }
    receiving.receive(**seen, balance_seen=590_00, anyway=False)  # type: ignore[arg-type]
    with pytest.raises(booking.BalanceMoved, match=r"The balance is now \$0.00. Record this payment anyway\?"):
        receiving.receive(**seen, balance_seen=590_00, anyway=True)  # type: ignore[arg-type]
    with pytest.raises(booking.MoreThanDue):
        receiving.receive(**seen, balance_seen=0, anyway=False)  # type: ignore[arg-type]
    receiving.receive(**seen, balance_seen=0, anyway=True)  # type: ignore[arg-type]
    assert invoicing.balance(cast.invoice(inspection)) == -590_00


@pytest.mark.parametrize("cents", [0, -5_00])
def test_nothing_is_not_a_payment(office: cast.Office, inspection: Inspection, cents: int) -> None:
    with pytest.raises(receiving.NotAPayment):
        cast.receive(inspection, cents, by=office.owner)


def test_tomorrows_payment_was_not_received(office: cast.Office, inspection: Inspection) -> None:
    with pytest.raises(receiving.ReceivedInFuture):
        receiving.receive(
            inspection=inspection,
            amount_cents=1_00,
            method="cash",
            received_on=clock.now().date() + timedelta(days=2),
            note="",
            balance_seen=590_00,
            anyway=False,
            by=office.owner,
            at=clock.now(),
        )
