"""Refunds and disputes at Stripe: asked for by the office, or made there and only heard of, in any order."""

import random

import pytest

from lintel.billing import invoicing
from lintel.billing.models import Attempt, Dispute, Entry, Refund
from lintel.billing.providers import stripe as provider
from lintel.core import clock, work
from lintel.inspections import excess, paying, reconciling, refunding
from lintel.inspections.models import Inspection
from tests import cast
from tests.online import steps
from tests.stripe.fake import Stripe


@pytest.fixture
def session(stripe: Stripe, inspection: Inspection) -> str:
    """Cora has paid, and nobody here knows."""
    found = steps.session_in(steps.press(inspection))
    stripe.pay(found)
    Attempt.objects.update(due_at=None)
    return found


@pytest.fixture
def payment(stripe: Stripe, session: str) -> Entry:
    """The same, booked."""
    paying.settle(Attempt.objects.get(), at=clock.now())
    return Entry.objects.get(kind="payment")


def give_back(payment: Entry, cents: int, by: cast.Office) -> Refund:
    at = clock.now()
    refund = refunding.refund(
        payment=payment, amount_cents=cents, reason="Half a house", credit=False, by=by.owner, at=at
    )
    turn()
    refund.refresh_from_db()
    return refund


def turn() -> None:
    """The worker's turn with refunds."""
    at = clock.now()
    Refund.objects.exclude(due_at=None).update(due_at=at, leased_until=None)
    work.run(Refund, do=lambda refund: refunding.look(refund, at=at), at=at)


def undone(kind: str) -> list[int]:
    return list(Entry.objects.filter(kind=kind).order_by("pk").values_list("amount_cents", flat=True))


def test_a_refund_is_asked_for_once_and_booked(stripe: Stripe, office: cast.Office, payment: Entry) -> None:
    refund = give_back(payment, 90_00, office)
    turn()
    assert refund.state == "done"
    assert undone("refund") == [90_00]
    assert stripe.truth()[0].refunded == 90_00


@pytest.mark.parametrize("fault", ["lost", "half done", "cut", "broken", "limited"])
def test_a_refund_whose_answer_was_lost_is_found_out_and_given_once(
    stripe: Stripe, office: cast.Office, payment: Entry, fault: str
) -> None:
    stripe.faults.next("refunds.create", fault)
    give_back(payment, 90_00, office)
    turn()
    given = stripe.truth()[0].refunded
    assert given in {0, 90_00}
    assert sum(undone("refund")) == given
    if fault in {"lost", "half done"}:
        assert given == 90_00


def test_a_day_later_it_is_looked_for_before_it_is_asked_again(
    stripe: Stripe, office: cast.Office, payment: Entry
) -> None:
    stripe.faults.next("refunds.create", "lost")
    give_back(payment, 90_00, office)
    Refund.objects.update(state="unknown", reference="")
    stripe.advance(hours=25)
    refund = Refund.objects.get()
    assert provider.Stripe().refund(refund, at=clock.now()).state == "done"
    assert stripe.truth()[0].refunded == 90_00


def test_what_was_refunded_at_stripe_appears_by_itself(stripe: Stripe, office: cast.Office, payment: Entry) -> None:
    stripe.refund_at_dashboard(payment.external_id, 50_00)
    stripe.deliver(steps.hook(office.company))
    steps.apply()
    assert undone("refund") == [50_00]


def test_heard_of_before_the_payment_itself_both_are_booked(
    stripe: Stripe, office: cast.Office, inspection: Inspection, session: str
) -> None:
    payment_id = stripe.truth()[0].payment_id
    stripe.webhooks.lose()
    stripe.refund_at_dashboard(payment_id, 50_00)
    stripe.deliver(steps.hook(office.company))
    steps.apply()
    assert (steps.taken(), undone("refund")) == ([590_00], [50_00])
    assert invoicing.balance(cast.invoice(inspection)) == 0


def test_a_dispute_takes_the_money_and_brings_it_back(
    stripe: Stripe, office: cast.Office, inspection: Inspection, payment: Entry
) -> None:
    made = stripe.dispute(payment.external_id)
    stripe.deliver(steps.hook(office.company))
    steps.apply()
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.reason, dispute.amount_cents) == ("needs answer", "fraudulent", 590_00)
    assert dispute.answer_by is not None
    assert invoicing.balance(cast.invoice(inspection)) == 590_00
    stripe.decide(made["id"], "won")
    stripe.deliver(steps.hook(office.company))
    steps.apply()
    dispute.refresh_from_db()
    assert (dispute.state, invoicing.balance(cast.invoice(inspection))) == ("won", 0)


@pytest.mark.parametrize("seed", range(4))
def test_in_whatever_order_and_however_often_the_ledger_is_stripes_truth(
    stripe: Stripe, office: cast.Office, inspection: Inspection, session: str, seed: int
) -> None:
    chance, hook = random.Random(seed), steps.hook(office.company)  # noqa: S311 - shuffles
    payment_id = stripe.truth()[0].payment_id
    stripe.refund_at_dashboard(payment_id, 40_00)
    stripe.refund_at_dashboard(payment_id, 60_00)
    stripe.decide(stripe.dispute(payment_id, amount=100_00)["id"], chance.choice(["won", "lost"]))
    while stripe.webhooks.waiting:
        stripe.deliver(hook, chance=chance, most=5, share=0.6)
        steps.apply()
    (held,) = stripe.truth()
    assert excess.paid(inspection) == held.kept
    assert invoicing.balance(cast.invoice(inspection)) == held.withdrawn


def test_what_was_never_told_is_fetched(
    stripe: Stripe, office: cast.Office, inspection: Inspection, session: str
) -> None:
    stripe.refund_at_dashboard(stripe.truth()[0].payment_id, 40_00)
    stripe.webhooks.lose()
    reconciling.sweep(at=clock.now())
    steps.apply()
    assert excess.paid(inspection) == stripe.truth()[0].kept
    assert invoicing.balance(cast.invoice(inspection)) == 0
