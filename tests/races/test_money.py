"""Many hands on one invoice: one way to pay it at a time, each payment booked once, and nobody overpays unasked."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError

from lintel.access.models import Use
from lintel.billing import attempting, booking, invoicing
from lintel.billing.models import Attempt, Entry, Invoice, SandboxSession
from lintel.billing.providers import sandbox
from lintel.core import clock
from lintel.inspections import changing, notifying, paying, receiving
from lintel.inspections.models import Inspection, Moment
from lintel.messages.models import Message
from tests import cast
from tests.races import doubles
from tests.races.doubles import parted
from tests.rig.together import together

pytestmark = pytest.mark.usefixtures("committed_db")
AT_ONCE = 8
DUE = 610_00


@pytest.fixture
def prudences() -> Inspection:
    """Juniper Ridge is on trial, so its clients pay at the practice bank: $610.00."""
    cast.cedar_stone()
    return cast.book(cast.juniper_ridge())


def test_eight_who_press_pay_now_have_one_open_attempt(prudences: Inspection) -> None:
    addresses, refused = parted(together(*[starting(prudences)] * AT_ONCE))
    assert refused == []
    assert len(set(addresses)) == 1
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.amount_cents) == (Attempt.State.OPEN, DUE)
    assert SandboxSession.objects.count() == 1


def test_without_lock_transaction_and_index_two_attempts_are_open(
    prudences: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    doubles.drop_index("one_live_attempt_per_invoice")
    monkeypatch.setattr(invoicing, "lock", doubles.unlocked)
    monkeypatch.setattr(paying, "_begin", doubles.bare(paying._begin))
    monkeypatch.setattr(attempting, "live", doubles.meeting(attempting.live))
    parted(together(*[starting(prudences)] * 2))
    assert Attempt.objects.filter(state__in=Attempt.LIVE).count() == 2


def test_eight_looks_at_one_payment_book_it_once_and_write_one_receipt(prudences: Inspection) -> None:
    attempt = paid_at_the_bank(prudences)
    booked, refused = parted(together(*[settling(attempt)] * AT_ONCE))
    assert refused == []
    assert [one.change for one in booked if one.change] == ["paid"]
    assert Entry.objects.filter(kind="payment").count() == 1
    together(*[write_letters] * AT_ONCE)
    assert Message.objects.filter(kind="receipt").count() == 1
    assert Use.objects.filter(kind=Use.Kind.PAID).count() == 1
    assert Moment.objects.filter(kind=Moment.Kind.PAID).count() == 1
    assert Attempt.objects.get().state == Attempt.State.PAID


def test_without_the_lock_only_the_database_stops_the_second_booking(
    prudences: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both book, and one breaks on `money_is_booked_once`."""
    attempt = paid_at_the_bank(prudences)
    monkeypatch.setattr(invoicing, "lock", doubles.unlocked)
    monkeypatch.setattr(Attempt, "refresh_from_db", doubles.meeting(Attempt.refresh_from_db))
    monkeypatch.setattr(paying, "_book", doubles.bare(paying._book))
    _, broken = parted(together(*[settling(attempt)] * 2))
    assert {type(one) for one in broken} == {IntegrityError}


def test_of_eight_hand_entries_of_the_full_balance_one_is_booked(prudences: Inspection) -> None:
    results = together(*[taking(prudences)] * AT_ONCE)
    booked, asked = parted(results)
    assert len(booked) == 1
    assert {type(one) for one in asked} == {booking.BalanceMoved}
    assert {str(one) for one in asked} == {"The balance is now $0.00. Record this payment anyway?"}
    assert invoicing.balance(cast.invoice(prudences)) == 0
    assert Moment.objects.filter(kind=Moment.Kind.BALANCED).count() == 1


def test_without_the_lock_both_hand_entries_are_booked(prudences: Inspection, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(receiving, "_locked", doubles.first_unlocked)
    monkeypatch.setattr(invoicing, "balance", doubles.meeting(invoicing.balance))
    monkeypatch.setattr(receiving, "receive", doubles.bare(receiving.receive))
    together(*[taking(prudences)] * 2)
    assert Entry.objects.filter(kind="payment").count() == 2


def test_a_card_and_a_check_at_once_are_both_booked_and_the_story_says_overpaid(prudences: Inspection) -> None:
    attempt = paid_at_the_bank(prudences)
    results = together(settling(attempt), taking(prudences))
    card, _check_or_question = results
    assert isinstance(card, booking.Booked)
    payments = Entry.objects.filter(kind="payment").count()
    assert invoicing.balance(cast.invoice(prudences)) == DUE - payments * DUE
    assert Moment.objects.filter(kind=Moment.Kind.OVERPAID).exists() == (payments == 2)


def test_a_fee_that_falls_while_the_client_starts_to_pay_is_never_asked_for(prudences: Inspection) -> None:
    line = cast.invoice(prudences).lines.get(description="Drone flight")
    owner = prudences.booked_by

    def remove() -> None:
        changing.remove_fee(inspection=prudences, line=line, by=owner, at=clock.now())

    together(remove, starting(prudences))
    address = paying.start(link=cast.link(prudences), visitor=cast.PHONE, at=clock.now())
    session = SandboxSession.objects.get(reference=reference_in(address))
    assert (session.state, session.amount_cents) == ("open", 450_00)
    assert SandboxSession.objects.filter(state="open").count() == 1


def test_eight_invoices_first_paid_at_once_get_eight_numbers_in_a_row() -> None:
    office = cast.cedar_stone()
    several = [cast.book(office, days=days) for days in range(10, 10 + AT_ONCE)]

    def check(inspection: Inspection) -> None:
        cast.receive(inspection, 590_00, by=office.owner)

    _, refused = parted(together(*[partial(check, inspection) for inspection in several]))
    assert refused == []
    numbers = sorted(number for number in Invoice.objects.values_list("number", flat=True) if number)
    assert numbers == list(range(1001, 1001 + AT_ONCE))


def test_two_clients_at_once_have_one_attempt_and_each_a_way_back_of_their_own() -> None:
    cast.cedar_stone()
    juniper = cast.juniper_ridge()
    inspection = cast.book(juniper, people=[cast.PRUDENCE, cast.THEO])
    for name in ("Prudence Oakhurst", "Theo Whitfield"):
        paying.start(link=cast.link(inspection, name), visitor=cast.PHONE, at=clock.now())
        live = Attempt.objects.get(state__in=Attempt.LIVE)
        assert live.link.holder.name == name


def test_two_clients_who_keep_pressing_pay_now_never_have_two_payable_checkouts() -> None:
    cast.cedar_stone()
    inspection = cast.book(cast.juniper_ridge(), people=[cast.PRUDENCE, cast.THEO])
    names = ["Prudence Oakhurst", "Theo Whitfield"] * (AT_ONCE // 2)
    _, refused = parted(together(*[starting(inspection, name) for name in names]))
    assert {type(one) for one in refused} <= {paying.ProviderSilent}
    assert Attempt.objects.filter(state__in=Attempt.LIVE).count() <= 1
    assert SandboxSession.objects.filter(state="open").count() <= 1


def starting(inspection: Inspection, name: str = "") -> Callable[[], str]:
    return lambda: paying.start(link=cast.link(inspection, name), visitor=cast.PHONE, at=clock.now())


def settling(attempt: Attempt) -> Callable[[], booking.Booked]:
    return lambda: paying.settle(Attempt.objects.get(pk=attempt.pk), at=clock.now() + timedelta(seconds=3))


def write_letters() -> int:
    return notifying.write_due(at=clock.now() + timedelta(seconds=3))


def taking(inspection: Inspection) -> Callable[[], booking.Booked]:
    return lambda: receiving.receive(
        inspection=Inspection.objects.get(pk=inspection.pk),
        amount_cents=DUE,
        method="cash",
        received_on=(clock.now() - timedelta(days=1)).date(),
        note="",
        balance_seen=DUE,
        anyway=False,
        by=inspection.booked_by,
        at=clock.now(),
    )


def paid_at_the_bank(inspection: Inspection) -> Attempt:
    """Prudence typed a good card, and nobody here has looked yet."""
    reference = reference_in(starting(inspection)())
    sandbox.pay(reference, card=cast.GOOD_CARD, at=clock.now())
    return Attempt.objects.get(reference=reference)


def reference_in(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[1]
