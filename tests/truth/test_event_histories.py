"""Events come doubled, shuffled, late or never, and the worker dies in between: the ledger is Stripe's truth."""

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from lintel.billing import booking
from lintel.billing.models import Attempt, Dispute, Entry, Refund
from lintel.billing.providers import Standing
from lintel.inspections import disputing, refunding
from tests import cast
from tests.stripe.fake import Stripe
from tests.truth import LONG, batches, chance
from tests.truth.dying import Reaper, reaper
from tests.truth.history import History, turn

HISTORIES, ACTS = LONG * 2 or 10, 25


@pytest.mark.parametrize("numbers", batches(HISTORIES), ids=str)
def test_whatever_is_told_and_whoever_dies_the_ledger_is_stripes_truth(
    office: cast.Office, stripe: Stripe, monkeypatch: pytest.MonkeyPatch, numbers: range
) -> None:
    luck = chance(100 + numbers.start)
    death = reaper(monkeypatch, luck)
    for number in numbers:
        history = History(office, stripe, luck, death)
        for _ in range(ACTS):
            history.act()
        history.ends()
        assert history.booked() == history.true(), f"history {number}"
        assert not Attempt.objects.exclude(state__in=Attempt.FINAL).exists()
        stripe.advance(hours=25)
    assert death.kills > len(numbers) / 4, "hardly anybody died, so little is proven"
    assert Entry.objects.filter(kind="payment").count() > len(numbers) / 4, "hardly anybody paid, so little is proven"
    assert Refund.objects.filter(state="done").exists()
    assert Dispute.objects.exists()


true_booking = booking._book


def a_cent_too_much(attempt: Attempt, standing: Standing, **named: Any) -> Entry:
    return true_booking(attempt, replace(standing, amount_cents=standing.amount_cents + 1), **named)


def nothing(*_: object, **__: object) -> None:
    """Stands for what is left undone."""


@pytest.mark.parametrize(
    ("where", "what", "instead"),
    [(booking, "_book", a_cent_too_much), (disputing, "seen", nothing), (refunding, "seen", nothing)],
)
def test_a_ledger_that_departs_from_it_is_noticed(
    office: cast.Office,
    stripe: Stripe,
    monkeypatch: pytest.MonkeyPatch,
    where: ModuleType,
    what: str,
    instead: Callable[..., object],
) -> None:
    """The controls: a cent too much, a dispute and a refund at Stripe that nobody books."""
    monkeypatch.setattr(where, what, instead)
    history = History(office, stripe, chance(6), Reaper(chance(6)))
    history.press()
    stripe.pay(stripe.sessions[0]["id"])
    turn(history.now)
    (held,) = history.held()
    stripe.refund_at_dashboard(held.payment_id, 10_00)
    stripe.dispute(held.payment_id)
    history.ends()
    assert history.booked() != history.true()
