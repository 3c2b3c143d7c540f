"""Received Payment: money taken by hand, and what is asked before it is booked."""

from django.test import Client

from lintel.billing import invoicing
from lintel.billing.models import Entry
from lintel.inspections.models import Inspection
from tests import cast
from tests.office_work import pages
from tests.office_work.test_details import at


def received(office: cast.Office, **typed: str) -> dict[str, str]:
    day = pages.in_days(office, 0).isoformat()
    known = {"amount": "590.00", "method": "check", "received_on": day, "note": "No. 2207", "balance_seen": "59000"}
    return {**known, **typed}


def payments(inspection: Inspection) -> int:
    return Entry.objects.filter(invoice=cast.invoice(inspection), kind=Entry.Kind.PAYMENT).count()


def test_a_check_is_recorded_and_the_box_is_green(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    answer = dana.post(at(inspection, "payment/"), received(cedar), follow=True)
    said = pages.text(answer)
    assert "Recorded. The balance is $0.00." in said
    assert "Fees & Payments Paid in full" in said
    assert "Received: check Cora Whitfield," in said
    assert "by Dana Ortiz: No. 2207 Receipt PDF · Dispute pack −$590.00" in said


def test_the_form_begins_with_what_is_due(dana: Client, inspection: Inspection) -> None:
    page = dana.get(at(inspection, "payment/"))
    assert pages.value(page, "amount") == "590.00"
    assert "$590.00 is due." in pages.text(page)


def test_a_double_click_books_once(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    dana.post(at(inspection, "payment/"), received(cedar))
    asked = dana.post(at(inspection, "payment/"), received(cedar))
    assert "The balance is now $0.00. Record this payment anyway?" in pages.text(asked)
    assert payments(inspection) == 1


def test_when_the_balance_moved_it_asks_and_keeps_what_was_typed(
    dana: Client, cedar: cast.Office, inspection: Inspection
) -> None:
    cast.receive(inspection, 90_00, by=cedar.owner)
    asked = dana.post(at(inspection, "payment/"), received(cedar, amount="590", note="two checks"))
    assert "The balance is now $500.00. Record this payment anyway?" in pages.text(asked)
    assert (pages.value(asked, "amount"), pages.value(asked, "note")) == ("590", "two checks")
    assert pages.value(asked, "balance_seen") == "50000"
    assert payments(inspection) == 1
    typed = received(cedar, amount="590", note="two checks", balance_seen="50000", anyway="yes")
    dana.post(at(inspection, "payment/"), typed)
    assert invoicing.balance(cast.invoice(inspection)) == -90_00


def test_more_than_is_due_is_never_silent(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    asked = dana.post(at(inspection, "payment/"), received(cedar, amount="600"))
    assert "Record this payment anyway?" in pages.text(asked)
    assert payments(inspection) == 0


def test_nothing_is_no_payment(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    for amount in ("0", "-20"):
        answer = dana.post(at(inspection, "payment/"), received(cedar, amount=amount))
        assert "A received payment is more than $0.00." in pages.text(answer)
    assert payments(inspection) == 0


def test_a_day_to_come_is_refused(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    typed = received(cedar, received_on=pages.in_days(cedar, 1).isoformat())
    assert "That day is still to come." in pages.text(dana.post(at(inspection, "payment/"), typed))


def test_what_is_no_amount_is_refused_and_kept(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    answer = dana.post(at(inspection, "payment/"), received(cedar, amount="a lot"))
    assert "That is not an amount." in pages.text(answer)
    assert pages.value(answer, "amount") == "a lot"


def test_a_way_to_pay_that_nobody_knows_is_refused(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    for method in ("card", "gold", ""):
        assert "Say how it came." in pages.text(dana.post(at(inspection, "payment/"), received(cedar, method=method)))
    assert payments(inspection) == 0
