"""Bank debits: under way, then settled or sent back; and what the report does meanwhile."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from lintel.billing import asking, attempting, invoicing
from lintel.billing.models import Attempt, Entry
from lintel.billing.providers import sandbox
from lintel.core import clock
from lintel.inspections import notifying, paying
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.portal import pages

pytestmark = pytest.mark.django_db
SETTLES, FAILS = "000123456789", "000111111116"


def debit(inspection: Inspection, account: str) -> Attempt:
    address = paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    reference = address.rstrip("/").rsplit("/", 1)[1]
    sandbox.pay(reference, card=account, at=clock.now())
    attempt = Attempt.objects.get(reference=reference)
    look(attempt, seconds=1)
    return attempt


def look(attempt: Attempt, *, seconds: int) -> datetime:
    at = clock.now() + timedelta(seconds=seconds)
    paying.settle(attempt, at=at)
    notifying.write_due(at=at)
    attempt.refresh_from_db()
    return at


def opens(office: cast.Office, when: str) -> None:
    asking.decide(
        company=office.company, policy="full", least_cents=0, report_opens=when, by=office.owner, at=clock.now()
    )


def test_while_it_is_under_way_the_money_is_reserved_and_the_story_says_so(inspection: Inspection) -> None:
    attempt = debit(inspection, SETTLES)
    assert (attempt.state, attempt.method) == ("processing", "bank")
    invoice = cast.invoice(inspection)
    assert (attempting.payable(invoice), invoicing.balance(invoice)) == (0, 590_00)
    assert inspection.moments.latest("pk").words == "Cora Whitfield pays $590.00 by bank debit; it is under way"
    with pytest.raises(paying.NothingDue):
        paying.start(link=cast.link(inspection, "Theo Whitfield"), visitor=cast.PHONE, at=clock.now())


def test_after_a_minute_it_settles(inspection: Inspection) -> None:
    attempt = debit(inspection, SETTLES)
    look(attempt, seconds=61)
    entry = Entry.objects.get(kind="payment")
    assert (attempt.state, entry.method, entry.amount_cents) == ("paid", "bank", -590_00)
    assert "paid $590.00 by bank debit (TEST)" in inspection.moments.get(kind="payment.received").words


def test_when_it_fails_the_balance_opens_again_and_everyone_is_told(inspection: Inspection) -> None:
    attempt = debit(inspection, FAILS)
    look(attempt, seconds=61)
    assert attempt.state == "failed"
    assert attempting.payable(cast.invoice(inspection)) == 590_00
    letter = Message.objects.get(kind="payment-failed")
    assert letter.to_name == "Cora Whitfield"
    assert letter.link == cast.link(inspection)
    assert "It says: The account does not have enough money." in str(letter.body)
    assert {one.to_name for one in Message.objects.filter(kind="notice-money")} == {"Dana Ortiz", "Olga Brandt"}
    look(attempt, seconds=90)
    assert Message.objects.filter(kind="payment-failed").count() == 1


def test_it_cannot_be_closed_while_it_is_under_way(inspection: Inspection) -> None:
    attempt = debit(inspection, SETTLES)
    assert paying.close(attempt, at=clock.now()).change == ""
    look(attempt, seconds=61)
    assert attempt.state == "paid"


def test_money_that_comes_after_all_is_booked(inspection: Inspection) -> None:
    attempt = debit(inspection, SETTLES)
    Attempt.objects.update(state="failed")
    look(attempt, seconds=61)
    assert attempt.state == "paid"
    assert invoicing.balance(cast.invoice(inspection)) == 0


@pytest.mark.parametrize(("when", "open_at_once"), [("started", True), ("settled", False)])
def test_the_company_chooses_when_the_report_opens(
    office: cast.Office, inspection: Inspection, when: str, *, open_at_once: bool
) -> None:
    opens(office, when)
    for name in ("", "Theo Whitfield"):
        cast.sign(inspection, name)
    assert not cast.report_opens(inspection)
    attempt = debit(inspection, FAILS)
    assert cast.report_opens(inspection) == open_at_once
    said = pages.text(Client().get(cast.path(inspection)).content)
    assert "Your bank has not confirmed the $590.00 yet." in said
    assert ("once it is published and $590.00 is paid" in said) != open_at_once
    look(attempt, seconds=61)
    assert not cast.report_opens(inspection)


def test_unsigned_it_does_not_open(office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 590_00, by=office.owner)
    assert not cast.report_opens(inspection)
