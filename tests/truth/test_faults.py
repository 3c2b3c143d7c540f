"""Starts under a plan of faults: no money twice, and whatever is unknown is found out."""

import contextlib

from lintel.billing import invoicing
from lintel.billing.models import Attempt, Refund
from lintel.core.refusal import Refusal
from lintel.inspections import paying
from tests import cast
from tests.stripe.fake import Stripe
from tests.stripe.money import Closed
from tests.truth import LONG, chance
from tests.truth.dying import Reaper
from tests.truth.history import History, turn

STARTS, SHARE = LONG * 2 or 8, 0.4
PRESSES = 4


def test_under_faults_nobody_pays_twice_and_all_is_found_out(office: cast.Office, stripe: Stripe) -> None:
    luck = chance(4)
    for number in range(STARTS):
        history = History(office, stripe, luck, Reaper(luck))
        stripe.faults.roll(luck, SHARE)
        for _ in range(PRESSES):
            with contextlib.suppress(Refusal, Closed):
                history.press()
            with contextlib.suppress(Refusal, Closed):
                history.pay()
            with contextlib.suppress(Refusal):
                history.give_back()
            history.some_time_passes()
            turn(history.now)
        if luck.random() < 0.2:
            stripe.advance(hours=25)  # its keys are forgotten
        stripe.faults.clear()
        history.ends()
        assert history.booked() == history.true(), f"start {number}"
        came_back = sum(one["amount"] for one in stripe.store.all("refund", status="failed"))
        assert -invoicing.balance(history.invoice) <= came_back, f"start {number}: paid twice"
        assert not Attempt.objects.exclude(state__in=Attempt.FINAL).exists(), f"start {number}: still unknown"
        assert not Refund.objects.filter(state__in=Refund.LIVE).exists(), f"start {number}: still unknown"
        assert at_most_once(stripe), f"start {number}: refunded twice"
        stripe.store.of_kind["refund"].clear()
        stripe.advance(hours=25)
    kinds = {kind for _, kind in stripe.faults.happened}
    assert kinds == {"lost", "cut", "broken", "half done", "locked", "limited"}


def at_most_once(stripe: Stripe) -> bool:
    """Each refund of ours was made at Stripe once or never."""
    keys = [one["metadata"]["refund"] for one in stripe.store.all("refund")]
    return len(keys) == len(set(keys))


def test_what_is_unknown_is_found_out_within_a_quarter_of_an_hour(office: cast.Office, stripe: Stripe) -> None:
    """The answer is lost, then Stripe is silent for ten minutes."""
    history = History(office, stripe, chance(5), Reaper(chance(5)))
    stripe.faults.next("sessions.create", "lost")
    with contextlib.suppress(paying.ProviderSilent):
        history.press()
    stripe.pay(stripe.sessions[0]["id"])
    with stripe.faults.outage():
        for _ in range(10):
            stripe.advance(minutes=1)
            turn(history.now)
    assert Attempt.objects.get().state == Attempt.State.UNKNOWN
    for _ in range(5):
        stripe.advance(minutes=1)
        turn(history.now)
    assert Attempt.objects.get().state == Attempt.State.PAID
    assert history.booked() == history.true() != {}
