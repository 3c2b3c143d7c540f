"""Refund in one act: capped, committed before it is asked for, booked once, and taken back when it fails."""

from datetime import timedelta

import pytest

from lintel.billing import invoicing, refunding as billed, undoing
from lintel.billing.models import Entry, Refund, SandboxRefund
from lintel.companies.models import Member
from lintel.core import clock, work
from lintel.inspections import changing, notifying, refunding
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.undoing.moody import MoodyBank

pytestmark = pytest.mark.django_db


def refund(payment: Entry, cents: int, by: Member, *, credit: bool = True, once: str = "", method: str = "") -> Refund:
    return refunding.refund(
        payment=payment,
        amount_cents=cents,
        reason="no radon test",
        credit=credit,
        method=method,
        once=once,
        by=by,
        at=clock.now(),
    )


def balance(inspection: Inspection) -> int:
    return invoicing.balance(cast.invoice(inspection))


def story(inspection: Inspection) -> list[str]:
    return list(inspection.moments.order_by("pk").values_list("words", flat=True))


def look(row: Refund, *, minutes: float = 0, days: float = 0) -> Refund:
    at = clock.now() + timedelta(minutes=minutes, days=days)
    refunding.look(Refund.objects.get(pk=row.pk), at=at)
    row.refresh_from_db()
    return row


def test_part_of_a_payment_goes_back_and_the_balance_is_right_at_once(
    office: cast.Office, inspection: Inspection, payment: Entry
) -> None:
    row = refund(payment, 140_00, office.owner)
    entry = Entry.objects.get(kind="refund")
    assert (row.state, entry.amount_cents, entry.of, entry.external_id) == ("done", 140_00, payment, row.reference)
    assert balance(inspection) == 0
    assert [(line.kind, line.amount_cents) for line in invoicing.current_lines(cast.invoice(inspection))][-1] == (
        "credit",
        -140_00,
    )
    assert story(inspection)[-1] == (
        "$140.00 refunded to Cora Whitfield by card (TEST): no radon test. The fees are lowered by $140.00"
    )


def test_the_payer_gets_a_letter(office: cast.Office, inspection: Inspection, payment: Entry) -> None:
    refund(payment, 140_00, office.owner)
    notifying.write_due(at=clock.now())
    letter = Message.objects.get(kind="refunded")
    assert letter.to_name == "Cora Whitfield"
    assert "$140.00 of your payment" in str(letter.body)
    assert "Nothing is left to pay." in str(letter.body)
    assert letter.link == cast.link(inspection)


def test_without_the_credit_it_is_due_again(office: cast.Office, inspection: Inspection, payment: Entry) -> None:
    refund(payment, 140_00, office.owner, credit=False)
    assert balance(inspection) == 140_00


def test_several_refunds_never_give_back_more_than_was_paid(
    office: cast.Office, inspection: Inspection, payment: Entry
) -> None:
    refund(payment, 140_00, office.owner)
    refund(payment, 400_00, office.owner)
    with pytest.raises(billed.MoreThanLeft, match=r"At most \$50\.00 of this payment is left"):
        refund(payment, 50_01, office.owner)
    refund(payment, 50_00, office.owner)
    with pytest.raises(billed.MoreThanLeft, match="Nothing of this payment is left"):
        refund(payment, 1, office.owner)
    assert balance(inspection) == 0


@pytest.mark.parametrize("cents", [0, -5])
def test_nothing_is_no_refund(office: cast.Office, payment: Entry, cents: int) -> None:
    with pytest.raises(billed.NothingToGiveBack):
        refund(payment, cents, office.owner)


def test_of_an_overpayment_only_the_rest_is_credited(office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 50_00, by=office.owner)
    cast.receive(inspection, 590_00, by=office.owner)
    payment = Entry.objects.filter(kind="payment").latest("pk")
    assert balance(inspection) == -50_00
    refund(payment, 90_00, office.owner, method="check")
    assert balance(inspection) == 0
    assert invoicing.current_lines(cast.invoice(inspection))[-1].amount_cents == -40_00


def test_a_double_click_is_one_refund(office: cast.Office, payment: Entry, bank: MoodyBank) -> None:
    first = refund(payment, 100_00, office.owner, once="abc")
    again = refund(payment, 100_00, office.owner, once="abc")
    assert first == again
    assert len(bank.asked) == Refund.objects.count() == 1


def test_what_was_taken_by_hand_is_given_back_by_hand(office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 590_00, by=office.owner)
    payment = Entry.objects.get(kind="payment")
    with pytest.raises(refunding.NotByHand):
        refund(payment, 90_00, office.owner)
    row = refund(payment, 90_00, office.owner, method="cash")
    entry = Entry.objects.get(kind="refund")
    assert (row.state, entry.source, entry.method, entry.by) == ("done", "hand", "cash", office.owner)
    assert balance(inspection) == 0
    assert story(inspection)[-1].startswith("$90.00 refunded to Cora Whitfield by cash: no radon test")


def test_an_answer_that_is_lost_is_found_out_and_nothing_is_asked_twice(
    office: cast.Office, inspection: Inspection, payment: Entry, bank: MoodyBank
) -> None:
    bank.mood = "lost"
    row = refund(payment, 140_00, office.owner)
    assert row.state == "unknown"
    assert undoing.left(payment) == 450_00
    bank.mood = ""
    assert look(row).state == "done"
    assert len(bank.asked) == SandboxRefund.objects.count() == Entry.objects.filter(kind="refund").count() == 1
    assert balance(inspection) == 0
    assert row.due_at is None


def test_what_never_reached_the_bank_fails_and_its_credit_goes(
    office: cast.Office, inspection: Inspection, payment: Entry, bank: MoodyBank
) -> None:
    bank.mood = "deaf"
    row = refund(payment, 140_00, office.owner)
    assert look(row, minutes=1).state == "unknown"
    assert look(row, minutes=16).state == "failed"
    assert len(bank.asked) == 1
    assert (balance(inspection), undoing.left(payment)) == (0, 590_00)
    assert "It never reached the bank, and nothing was given back." in story(inspection)[-1]


def test_while_the_bank_is_silent_nothing_is_decided(
    office: cast.Office, inspection: Inspection, payment: Entry, bank: MoodyBank
) -> None:
    bank.mood = "silent"
    row = refund(payment, 140_00, office.owner)
    assert look(row, minutes=45).state == "unknown"
    assert row.due_at
    assert row.last_error


def test_a_refund_under_way_is_booked_once_and_looked_at_until_it_is_done(
    office: cast.Office, inspection: Inspection, payment: Entry, bank: MoodyBank
) -> None:
    bank.mood = "slow"
    row = refund(payment, 140_00, office.owner)
    assert (row.state, balance(inspection)) == ("pending", 0)
    bank.says = "done"
    assert look(row, days=1).state == "done"
    assert Entry.objects.filter(kind="refund").count() == 1


@pytest.mark.parametrize("mood", ["slow", ""])
def test_a_refund_that_fails_later_takes_itself_and_its_credit_back(
    office: cast.Office, inspection: Inspection, payment: Entry, bank: MoodyBank, mood: str
) -> None:
    bank.mood = mood
    row = refund(payment, 140_00, office.owner)
    bank.says = "failed"
    assert look(row, days=2).state == "failed"
    look(row, days=3)
    assert sorted(Entry.objects.filter(kind="refund").values_list("amount_cents", flat=True)) == [-140_00, 140_00]
    assert (balance(inspection), undoing.left(payment)) == (0, 590_00)
    assert story(inspection)[-1] == (
        "The refund of $140.00 to Cora Whitfield failed: The account is closed. The fees are as before"
    )
    notifying.write_due(at=clock.now() + timedelta(days=4))
    told = Message.objects.filter(kind="notice-money")
    assert {letter.to_name for letter in told} == {"Dana Ortiz", "Olga Brandt"}


def test_a_credit_that_was_taken_off_by_hand_is_not_taken_back_twice(
    office: cast.Office, inspection: Inspection, payment: Entry, bank: MoodyBank
) -> None:
    row = refund(payment, 140_00, office.owner)
    assert row.credit
    changing.remove_fee(inspection=inspection, line=row.credit, by=office.owner, at=clock.now())
    bank.says = "failed"
    look(row, days=1)
    assert balance(inspection) == 0


def test_the_worker_takes_it_up(office: cast.Office, payment: Entry, bank: MoodyBank) -> None:
    bank.mood = "lost"
    row = refund(payment, 140_00, office.owner)
    bank.mood, at = "", clock.now() + timedelta(minutes=1)
    assert work.run(Refund, do=lambda one: refunding.look(one, at=at), at=at) == 1
    row.refresh_from_db()
    assert row.state == "done"
