"""Voiding a payment taken by hand: the balance is right at once, and so is every sum that money goes into."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lintel.billing import booking, invoicing
from lintel.billing.models import Attempt, Balance, Entry
from lintel.core import clock
from lintel.inspections import bills, excess, gathering, notifying, paying, receiving, scheduling, showing
from lintel.inspections.models import Inspection, Moment
from lintel.messages.models import Message
from lintel.web.office import attention, details, figures, listing, money_needs
from lintel.web.office.days import Clocks
from lintel.web.portal import pay_step
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    """Cora's, $590.00, of which a check over $100.00 came in."""
    made = cast.book(office)
    cast.receive(made, 100_00, by=office.owner)
    return made


def the_check(inspection: Inspection) -> Entry:
    return Entry.objects.get(invoice=cast.invoice(inspection), kind=Entry.Kind.PAYMENT)


def void(inspection: Inspection, office: cast.Office, reason: str = "It bounced", **more: Any) -> Entry:
    payment = more.pop("payment", None) or the_check(inspection)
    said = {"at": clock.now(), **more}
    return receiving.void(inspection=inspection, payment=payment, reason=reason, by=office.owner, **said)


# --- what it does -----------------------------------------------------------------------------------------------------


def test_the_balance_rises_at_once_and_the_story_says_why(inspection: Inspection, office: cast.Office) -> None:
    written = Message.objects.count()
    void(inspection, office)
    assert invoicing.balance(cast.invoice(inspection)) == 590_00
    last = Moment.objects.filter(inspection=inspection).latest("pk")
    assert (last.kind, last.words) == (
        Moment.Kind.VOIDED,
        "Cora Whitfield’s payment of $100.00 by check voided: It bounced",
    )
    notifying.write_due(at=clock.now())
    assert Message.objects.count() == written


def test_a_receipt_that_has_not_left_is_withdrawn(inspection: Inspection, office: cast.Office) -> None:
    cast.receive(inspection, 50_00, by=office.owner)
    void(inspection, office, payment=Entry.objects.filter(kind="payment").earliest("pk"))
    assert list(Message.objects.filter(kind="receipt").order_by("pk").values_list("state", flat=True)) == [
        "withdrawn",
        "queued",
    ]
    assert set(Message.objects.filter(state="withdrawn").values_list("kind", "withdrawn_because")) <= {
        ("receipt", "the payment was voided"),
        ("notice-paid", "the payment was voided"),
    }


def test_one_that_has_left_stays_sent(inspection: Inspection, office: cast.Office) -> None:
    Message.objects.filter(kind="receipt").update(state="sent", sent_at=clock.now(), due_at=None)
    void(inspection, office)
    assert Message.objects.get(kind="receipt").state == "sent"


def test_it_is_voided_once(inspection: Inspection, office: cast.Office) -> None:
    void(inspection, office)
    with pytest.raises(booking.AlreadyVoided):
        void(inspection, office)
    first = Entry.objects.get(kind=Entry.Kind.VOID)
    with pytest.raises(IntegrityError), transaction.atomic():
        first.pk, first._state.adding, first.external_id = None, True, "another"
        first.save()
    assert invoicing.balance(cast.invoice(inspection)) == 590_00


def test_a_reason_is_needed(inspection: Inspection, office: cast.Office) -> None:
    with pytest.raises(receiving.ReasonNeeded):
        void(inspection, office, reason="  ")
    assert invoicing.balance(cast.invoice(inspection)) == 490_00


def test_what_came_through_the_bank_is_not_voided(office: cast.Office, settings: Any) -> None:
    settings.DEMO = True
    made = cast.book(office, days=12)
    cast.pay(made)
    with pytest.raises(booking.NotByHand):
        void(made, office)


def test_what_was_partly_given_back_is_not_voided(inspection: Inspection, office: cast.Office) -> None:
    check = the_check(inspection)
    given_back = {"kind": Entry.Kind.REFUND, "amount_cents": 40_00, "currency": "USD", "source": "hand"}
    Entry.objects.create(company=office.company, invoice=check.invoice, of=check, at=clock.now(), **given_back)
    with pytest.raises(booking.PartlyUndone):
        void(inspection, office)


def test_no_receipt_is_written_for_what_was_voided_before(office: cast.Office) -> None:
    made, at = cast.book(office), clock.now()
    said: Any = {"method": "cash", "note": "", "received_on": made.local_start().date() - timedelta(days=20)}
    receiving.receive(
        inspection=made, amount_cents=50_00, balance_seen=590_00, anyway=False, by=office.owner, at=at, **said
    )
    void(made, office)
    notifying.write_due(at=clock.now())
    assert not Message.objects.filter(kind__in=["receipt", "notice-paid"]).exists()


def test_an_open_checkout_is_looked_at_again(office: cast.Office, settings: Any) -> None:
    settings.DEMO = True
    made = cast.book(office)
    cast.receive(made, 100_00, by=office.owner)
    paying.start(link=cast.link(made), visitor=cast.PHONE, at=clock.now())
    later = clock.now() + timedelta(minutes=5)
    void(made, office, at=later)
    assert Attempt.objects.get().due_at == later


# --- every sum --------------------------------------------------------------------------------------------------------


def test_the_sums_of_an_invoice(inspection: Inspection, office: cast.Office) -> None:
    void(inspection, office)
    assert Balance.objects.get().cents == bills.balance(inspection) == 590_00
    assert excess.paid(inspection) == 0


def test_what_the_portal_shows(inspection: Inspection, office: cast.Office) -> None:
    cast.receive(inspection, 40_00, by=office.owner)
    check = Entry.objects.filter(kind=Entry.Kind.PAYMENT).earliest("pk")
    void(inspection, office, payment=check)
    money = showing.money(cast.share(inspection))
    assert (money.charged, money.paid, money.due, money.payable) == (590_00, 40_00, 550_00, 550_00)
    assert [(one.cents, one.left, one.undone) for one in money.payments] == [(100_00, 0, "void"), (40_00, 40_00, "")]
    assert [one.cents for one in money.counting] == [40_00]
    assert pay_step._sums(money.counting) == {"you": 40_00}


def progress_of(inspection: Inspection) -> gathering.Progress:
    (found,) = gathering.of(inspection.company, [inspection.pk])
    return gathering.so_far(found)


def test_how_far_it_has_come(inspection: Inspection, office: cast.Office) -> None:
    assert progress_of(inspection).paid_at is not None
    void(inspection, office)
    come = progress_of(inspection)
    assert (come.charged, come.balance, come.paid_at) == (590_00, 590_00, None)


def test_what_was_collected(inspection: Inspection, office: cast.Office) -> None:
    clocks = Clocks.of(office.company, at=clock.now())
    assert figures.collected(office.company, clocks=clocks).cents == 100_00
    void(inspection, office)
    collected = figures.collected(office.company, clocks=clocks)
    assert (collected.cents, any(cents for _, cents in collected.days)) == (0, False)


def test_a_payment_of_last_month_is_taken_out_of_last_month(office: cast.Office) -> None:
    made, now = cast.book(office), clock.now()
    clocks = Clocks.of(office.company, at=now)
    first_of_last = clocks.midnight(clocks.month(back=1)) + timedelta(hours=9)
    said: Any = {"method": "cash", "note": "", "received_on": first_of_last.date()}
    receiving.receive(
        inspection=made,
        amount_cents=70_00,
        balance_seen=590_00,
        anyway=False,
        by=office.owner,
        at=first_of_last,
        **said,
    )
    assert figures.collected(office.company, clocks=clocks).before == 70_00
    void(made, office)
    collected = figures.collected(office.company, clocks=clocks)
    assert (collected.before, collected.cents) == (0, 0)


def test_what_is_outstanding_and_what_needs_attention(inspection: Inspection, office: cast.Office) -> None:
    cast.receive(inspection, 600_00, by=office.owner)
    assert money_needs.overpaid(office.company)
    void(inspection, office, payment=Entry.objects.filter(kind="payment").latest("pk"))
    assert not money_needs.overpaid(office.company)
    assert figures.outstanding(office.company, at=clock.now()).cents == 490_00
    assert inspection in listing._unpaid(Inspection.objects.all(), office.company)


def test_a_cancelled_inspection_has_no_money_left(inspection: Inspection, office: cast.Office) -> None:
    void(inspection, office)
    Message.objects.update(state="sent", sent_at=clock.now(), due_at=None)
    scheduling.cancel(inspection=inspection, because="rain", by=office.owner, at=clock.now())
    assert excess.paid(inspection) == 0
    assert not attention.present(office.company, money_needs.kinds(office.company, at=clock.now()))
    letter = Message.objects.filter(kind="cancelled", to_address="cora@whitfield.example").get()
    assert "You paid" not in str(letter.body)


def test_the_speed_counts_no_payment_that_was_voided(office: cast.Office) -> None:
    made, clocks = cast.book(office), Clocks.of(office.company, at=clock.now())
    Message.objects.update(state="sent", sent_at=clock.now() - timedelta(hours=3), due_at=None)
    cast.receive(made, 590_00, by=office.owner)
    assert figures.speed(office.company, clocks=clocks).now
    void(made, office)
    assert not figures.speed(office.company, clocks=clocks).now


def test_the_box_shows_it_struck_with_why(inspection: Inspection, office: cast.Office) -> None:
    void(inspection, office)
    (account,) = details.read(office.company, inspection.key, at=clock.now()).accounts
    (payment,) = account.payments
    assert (payment.left(), payment.can_be_voided(), payment.undone[0].note) == (0, False, "It bounced")
    assert account.balance == 590_00
