"""Paying at Stripe: one checkout for each attempt, and each payment booked once, whatever is lost on the way."""

from datetime import timedelta

import pytest

from lintel.billing import booking, invoicing
from lintel.billing.models import Attempt, Entry
from lintel.billing.providers import Checkout, stripe as provider
from lintel.core import clock
from lintel.inspections import changing, paying
from lintel.inspections.models import Inspection
from tests import cast
from tests.online import steps
from tests.stripe.fake import Stripe


def test_cora_pays_by_card_and_it_is_booked_once(stripe: Stripe, inspection: Inspection) -> None:
    address = steps.press(inspection)
    stripe.pay(steps.session_in(address))
    steps.look()
    steps.look()
    entry = Entry.objects.get(kind="payment")
    assert (entry.amount_cents, entry.currency, entry.method) == (-590_00, "USD", "card")
    assert (entry.source, entry.external_id, entry.is_test) == ("stripe", stripe.truth()[0].payment_id, True)
    assert invoicing.balance(cast.invoice(inspection)) == 0


def test_what_stripe_is_asked_for(stripe: Stripe, inspection: Inspection) -> None:
    steps.press(inspection)
    attempt, (session,) = Attempt.objects.get(), stripe.sessions
    assert (session["amount_total"], session["currency"]) == (590_00, "usd")
    assert (session["client_reference_id"], session["metadata"]) == (attempt.key, {"attempt": attempt.key})
    assert session["customer_email"] == "cora@whitfield.example"
    assert session["expires_at"] == int(attempt.expires_at.timestamp())
    assert session["allowed_payment_method_types"] == ["card", "link"]
    assert session["cancel_url"] == session["success_url"] + "?left"
    assert session["success_url"].startswith("https://lintel.example/return/")
    assert cast.link(inspection).token() not in str(session)


def test_two_tabs_with_the_same_amount_get_the_same_checkout(stripe: Stripe, inspection: Inspection) -> None:
    assert steps.press(inspection) == steps.press(inspection)
    assert len(stripe.sessions) == 1


def test_another_amount_shuts_the_old_checkout_first(
    stripe: Stripe, office: cast.Office, inspection: Inspection
) -> None:
    steps.press(inspection)
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    steps.press(inspection)
    assert [(one["status"], one["amount_total"]) for one in stripe.sessions] == [("expired", 590_00), ("open", 665_00)]


def test_who_is_second_is_told_that_nothing_is_left(stripe: Stripe, inspection: Inspection) -> None:
    stripe.pay(steps.session_in(steps.press(inspection)))
    with pytest.raises(paying.NothingDue):
        steps.press(inspection, "Theo Whitfield")
    assert steps.taken() == [590_00]


@pytest.mark.parametrize("fault", ["lost", "half done"])
def test_an_answer_lost_after_the_deed_is_found_and_not_done_again(
    stripe: Stripe, inspection: Inspection, fault: str
) -> None:
    stripe.faults.next("sessions.create", fault)
    with pytest.raises(paying.ProviderSilent, match="Nothing was charged"):
        steps.press(inspection)
    assert Attempt.objects.get().state == "unknown"
    address = steps.press(inspection)
    assert len(stripe.sessions) == 1
    stripe.pay(steps.session_in(address))
    steps.look()
    assert steps.taken() == [590_00]


def test_the_worker_finds_it_too_and_the_page_leads_back_there(stripe: Stripe, inspection: Inspection) -> None:
    stripe.faults.next("sessions.create", "lost")
    with pytest.raises(paying.ProviderSilent):
        steps.press(inspection)
    steps.look()
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.reference) == ("open", stripe.sessions[0]["id"])
    assert attempt.checkout_address == stripe.sessions[0]["url"]


def test_a_day_later_the_key_is_forgotten_but_the_session_is_found(stripe: Stripe, inspection: Inspection) -> None:
    stripe.faults.next("sessions.create", "lost")
    with pytest.raises(paying.ProviderSilent):
        steps.press(inspection)
    stripe.pay(stripe.sessions[0]["id"])
    stripe.advance(hours=25)
    steps.look(clock.now() + timedelta(hours=25))
    assert steps.taken() == [590_00]
    assert len(stripe.sessions) == 1


def test_a_fault_that_stripe_repeats_stands_in_nobodys_way(stripe: Stripe, inspection: Inspection) -> None:
    """What Stripe answered with 500 it answers so again for a day; a minute later another attempt is made."""
    stripe.faults.next("sessions.create", "broken")
    for _ in range(2):
        with pytest.raises(paying.ProviderSilent):
            steps.press(inspection)
    steps.press(inspection, at=clock.now() + timedelta(seconds=61))
    assert list(Attempt.objects.order_by("pk").values_list("state", flat=True)) == ["expired", "open"]


@pytest.mark.parametrize("fault", ["cut", "locked", "limited", "broken"])
def test_stripe_in_trouble_is_told_in_words(stripe: Stripe, inspection: Inspection, fault: str) -> None:
    stripe.faults.next("sessions.create", fault)
    with pytest.raises(paying.ProviderSilent):
        steps.press(inspection)
    assert steps.taken() == []


def test_given_up_while_it_was_being_opened_it_is_shut_again(
    stripe: Stripe, inspection: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = provider.Stripe.open

    def slowly(self: provider.Stripe, attempt: Attempt, **asked: object) -> Checkout:
        paying.close(attempt, at=clock.now())
        return opened(self, attempt, **asked)  # type: ignore[arg-type]

    monkeypatch.setattr(provider.Stripe, "open", slowly)
    with pytest.raises(paying.ProviderSilent):
        steps.press(inspection)
    assert [one["status"] for one in stripe.sessions] == ["expired"]
    assert Attempt.objects.get().state == "expired"


def test_a_declined_card_may_be_followed_by_another(stripe: Stripe, inspection: Inspection) -> None:
    session = steps.session_in(steps.press(inspection))
    stripe.pay(session, "decline")
    steps.look()
    assert Attempt.objects.get().state == "open"
    stripe.pay(session)
    steps.look()
    assert steps.taken() == [590_00]


def test_a_checkout_that_nobody_uses_expires_after_an_hour(stripe: Stripe, inspection: Inspection) -> None:
    steps.press(inspection)
    stripe.advance(minutes=61)
    steps.look(clock.now() + timedelta(minutes=61))
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.due_at) == ("expired", None)


def test_a_bank_debit_is_under_way_then_arrives(stripe: Stripe, inspection: Inspection) -> None:
    stripe.pay(steps.session_in(steps.press(inspection)), "debit")
    steps.look()
    assert (Attempt.objects.get().state, steps.taken()) == ("processing", [])
    with pytest.raises(paying.NothingDue):
        steps.press(inspection)
    stripe.settle_debit(str(stripe.sessions[0]["payment_intent"]))
    steps.look()
    assert steps.taken() == [590_00]
    assert Entry.objects.get(kind="payment").method == "bank"


def test_a_bank_debit_that_comes_back_leaves_the_balance_open(stripe: Stripe, inspection: Inspection) -> None:
    stripe.pay(steps.session_in(steps.press(inspection)), "debit")
    steps.look()
    stripe.fail_debit(str(stripe.sessions[0]["payment_intent"]))
    steps.look()
    attempt = Attempt.objects.get()
    assert (attempt.state, steps.taken()) == ("failed", [])
    assert "insufficient funds" in attempt.failure
    assert steps.press(inspection)


def test_money_for_an_attempt_that_was_given_up_is_booked_all_the_same(stripe: Stripe, inspection: Inspection) -> None:
    stripe.pay(steps.session_in(steps.press(inspection)))
    Attempt.objects.update(state="expired", due_at=None)
    assert paying.settle(Attempt.objects.get(), at=clock.now()).change == "paid"
    assert steps.taken() == [590_00]


def test_on_settling_every_other_open_checkout_is_shut(
    stripe: Stripe, office: cast.Office, inspection: Inspection
) -> None:
    """A bank debit under way for the first part, a second checkout open for the rest."""
    stripe.pay(steps.session_in(steps.press(inspection)), "debit")
    steps.look()
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    steps.press(inspection)
    stripe.settle_debit(str(stripe.sessions[0]["payment_intent"]))
    Attempt.objects.update(due_at=None)
    assert paying.settle(Attempt.objects.earliest("pk"), at=clock.now()).change == "paid"
    steps.look()
    assert [one["status"] for one in stripe.sessions] == ["complete", "expired"]


def test_money_faster_than_the_office_is_booked_as_it_came(
    stripe: Stripe, office: cast.Office, inspection: Inspection
) -> None:
    stripe.pay(steps.session_in(steps.press(inspection)))
    cast.receive(inspection, 590_00, by=office.owner)
    assert paying.close(Attempt.objects.get(), at=clock.now()).change == "paid"
    assert invoicing.balance(cast.invoice(inspection)) == -590_00


def test_what_stripe_does_not_take_is_said_to_the_payer(stripe: Stripe, office: cast.Office) -> None:
    most = invoicing.MOST_LINE_CENTS
    inspection = cast.book(office, fees=[invoicing.Fee("Estate", most)] * 21, days=11)
    with pytest.raises(paying.NotTaken, match="too much"):
        steps.press(inspection)
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.due_at) == ("expired", None)
    assert "total amount" in attempt.failure


def test_a_booking_never_goes_back(stripe: Stripe, inspection: Inspection) -> None:
    stripe.pay(steps.session_in(steps.press(inspection)))
    attempt = Attempt.objects.get()
    late = provider.Stripe().look(attempt, at=clock.now())
    for _ in range(2):
        assert isinstance(paying.settle(attempt, at=clock.now()), booking.Booked)
    assert late.state == "paid"
    assert steps.taken() == [590_00]
