"""Whatever happens, in whatever order: the ledger is what books kept by hand say, after each step."""

import itertools
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, seed, settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from lintel.billing import attempting, booking, invoicing, refunding, undoing
from lintel.billing.models import Line
from lintel.core import clock
from lintel.inspections import announcing, changing, disputing, paying
from tests import cast
from tests.online import steps
from tests.stripe.fake import Stripe
from tests.truth import LONG, SEED, batches
from tests.truth.till import STEPS, Till

EXAMPLES = LONG * 10 // STEPS or 6


@pytest.mark.parametrize("numbers", batches(EXAMPLES, of=8), ids=str)
def test_whatever_happens_the_sums_add_up(office: cast.Office, stripe: Stripe, numbers: range) -> None:
    played = play(office, stripe, examples=len(numbers), number=numbers.start)
    assert played >= len(numbers) * STEPS * 0.9


def test_money_that_is_under_way_is_not_asked_for_again(office: cast.Office, stripe: Stripe) -> None:
    """A bank debit takes days; meanwhile only the rest may be paid."""
    inspection = cast.book(office)
    stripe.pay(steps.session_in(steps.press(inspection)), "debit")
    steps.look()
    fee = invoicing.Fee("Second visit", 40_00)
    changing.add_fee(inspection=inspection, fee=fee, by=inspection.booked_by, at=clock.now())
    assert attempting.payable(cast.invoice(inspection)) == 40_00
    paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    assert stripe.sessions[-1]["amount_total"] == 40_00


def test_one_of_everything_adds_up(office: cast.Office, stripe: Stripe) -> None:
    one_of_everything(office, stripe)


def unbooked(line: Line, *, amount_cents: int, **_: Any) -> int:
    """A fee that changes without its difference in the ledger."""
    moved = amount_cents - line.amount_cents
    Line.objects.filter(pk=line.pk).update(amount_cents=amount_cents)
    line.refresh_from_db()
    return moved


def nothing(*_: Any, **__: Any) -> None:
    """Stands for what is left undone."""


true_balance, true_left = invoicing.balance, undoing.left


@pytest.mark.parametrize(
    ("where", "what", "instead"),
    [
        (invoicing, "change_line", unbooked),
        (invoicing, "balance", lambda invoice: true_balance(invoice) + 1),
        (announcing, "paid", nothing),
        (attempting, "live", nothing),
        (refunding, "_credit", nothing),
        (undoing, "left", lambda payment: true_left(payment) + 1),
        (undoing, "_take_credit_back", nothing),
        (booking, "void", lambda payment, **_: payment),
        (disputing, "seen", nothing),
    ],
)
def test_a_fault_in_the_money_is_noticed(
    office: cast.Office,
    stripe: Stripe,
    monkeypatch: pytest.MonkeyPatch,
    where: ModuleType,
    what: str,
    instead: Callable[..., object],
) -> None:
    """The controls: what is not booked, a cent too much, a payment nobody is told of, two attempts, no credit."""
    monkeypatch.setattr(where, what, instead)
    with pytest.raises((AssertionError, IntegrityError)):
        one_of_everything(office, stripe)


def game(office: cast.Office, stripe: Stripe, played: Iterator[int]) -> type[Till]:
    """The rules of the till, for this office and this bank."""

    class Game(Till):
        desk, bank, counted = office, stripe, played

    return Game


def play(office: cast.Office, stripe: Stripe, *, examples: int, number: int = 0) -> int:
    """So many games of STEPS steps each; how many steps there were."""
    played = itertools.count()
    run_state_machine_as_test(
        seed(SEED * 1_000 + number)(game(office, stripe, played)),
        settings=hypothesis_settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    return next(played)


def one_of_everything(office: cast.Office, stripe: Stripe) -> None:
    """One game whose steps are known, with every invariant after each."""
    till = game(office, stripe, itertools.count())()
    acts: list[Callable[[], object]] = [
        lambda: till.receive(cents=100_00, anyway=False, stale=False),
        lambda: till.receive(cents=50_00, anyway=False, stale=False),
        lambda: till.void(which=0),
        lambda: till.change_fee(which=0, cents=440_00, taxed=True),
        lambda: till.discount(percent=10, taxed=True),
        lambda: till.press_pay_now(part="all"),
        lambda: till.add_fee(cents=25_00, taxed=False),
        lambda: till.press_pay_now(part="all"),
        lambda: till.pay_there(how="card"),
        lambda: till.some_time_passes(seconds=60),
        lambda: till.give_back(which=2, part="a cent", credit=True),
        lambda: till.give_back_at_stripe(which=0, part=50_00),
        till.what_went_back_comes_back,
        lambda: till.dispute(which=0, inquiry=False),
        lambda: till.disputes_are_decided(how="won"),
    ]
    try:
        for act in acts:
            act()
            for check in till.invariants:
                check.function(till)
    finally:
        till.teardown()
