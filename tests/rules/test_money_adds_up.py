"""Whatever happens, in whatever order, the sums add up."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings as hypothesis_settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lintel.billing import attempting, invoicing
from lintel.billing.models import Attempt, Entry, Invoice, Line, SandboxSession
from lintel.billing.providers import sandbox
from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, changing, notifying, paying, receiving
from lintel.inspections.models import Moment
from lintel.messages.models import Message
from tests import cast

pytestmark = pytest.mark.django_db

CENTS = st.integers(-300_00, 900_00)
EXAMPLES, STEPS = max(20, int(os.environ.get("LINTEL_LONG") or 0) // 10), 12


class Ledger(RuleBasedStateMachine):
    """One inspection of Juniper Ridge, beside a till that is kept by hand: what is charged, and what came in."""

    office: cast.Office

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now = clock.now()
        self.inspection = cast.book(self.office, at=self.now)
        self.charged = {line.pk: line.amount_cents for line in self.invoice.lines.all()}
        self.received, self.told = 0, 1

    @property
    def invoice(self) -> Invoice:
        return cast.invoice(self.inspection)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempted(self, act: Callable[[], object]) -> bool:
        """Whether it was done; a refusal must have changed nothing, which the invariants see."""
        self.now += timedelta(seconds=1)
        try:
            with transaction.atomic():
                act()
        except Refusal:
            return False
        return True

    @rule(cents=CENTS)
    def add_fee(self, cents: int) -> None:
        fee = invoicing.Fee("Manual fee", cents)
        added: list[Line] = []
        if self.attempted(lambda: added.append(changing.add_fee(inspection=self.inspection, fee=fee, **self.by()))):
            self.charged[added[0].pk] = cents
            self.told += 1
        else:
            assert sum(self.charged.values()) + cents < 0

    @rule(cents=CENTS, which=st.integers(0, 9))
    def change_fee(self, cents: int, which: int) -> None:
        line = self.some_line(which)
        if line is None:
            return
        moved = cents - line.amount_cents
        done = self.attempted(
            lambda: changing.change_fee(inspection=self.inspection, line=line, amount_cents=cents, **self.by())
        )
        assert done == (sum(self.charged.values()) + moved >= 0 or not moved)
        if done:
            self.charged[line.pk] = cents
            self.told += bool(moved)

    @rule(which=st.integers(0, 9))
    def remove_fee(self, which: int) -> None:
        line = self.some_line(which)
        if line and self.attempted(lambda: changing.remove_fee(inspection=self.inspection, line=line, **self.by())):
            del self.charged[line.pk]
            self.told += 1

    @rule(cents=st.integers(0, 700_00), anyway=st.booleans(), stale=st.booleans())
    def receive(self, cents: int, *, anyway: bool, stale: bool) -> None:
        seen = self.owed() + (1 if stale else 0)
        done = self.attempted(
            lambda: receiving.receive(
                inspection=self.inspection,
                amount_cents=cents,
                method="cash",
                received_on=(self.now - timedelta(days=1)).date(),
                note="",
                balance_seen=seen,
                anyway=anyway,
                by=self.office.owner,
                at=self.now,
            )
        )
        assert done == (cents > 0 and not stale and (anyway or cents <= self.owed()))
        if done:
            self.arrived(cents)

    @rule()
    def press_pay_now(self) -> None:
        """Not undone as a whole when it refuses: what it learnt from the bank on the way stays booked."""
        self.now += timedelta(seconds=1)
        try:
            paying.start(link=cast.link(self.inspection), visitor=cast.PHONE, at=self.now)
        except paying.NothingDue:
            self.told_by_the_bank()
            assert self.owed() <= 0
        else:
            self.told_by_the_bank()
            assert Attempt.objects.get(state="open").amount_cents == self.owed()

    @rule(card=st.sampled_from([cast.GOOD_CARD, cast.DECLINED_CARD, cast.ASKING_CARD]))
    def type_a_card(self, card: str) -> None:
        session = SandboxSession.objects.filter(state__in=["open", "declined", "confirming"]).first()
        if session:
            self.attempted(lambda: sandbox.pay(session.reference, card=card, at=self.now))

    @rule(seconds=st.sampled_from([1, 60, 4000]))
    def the_worker_looks(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        for attempt in Attempt.objects.exclude(state__in=Attempt.FINAL):
            paying.look(attempt, at=self.now)
        self.told_by_the_bank()

    @rule()
    def somebody_looks_again(self) -> None:
        for attempt in Attempt.objects.all():
            paying.settle(attempt, at=self.now)
        self.told_by_the_bank()

    @invariant()
    def the_balance_is_what_the_till_says(self) -> None:
        assert invoicing.balance(self.invoice) == self.owed()

    @invariant()
    def each_line_is_the_sum_of_its_charges(self) -> None:
        for line in self.invoice.lines.all():
            charges = sum(line.entries.values_list("amount_cents", flat=True))
            assert charges == line.amount_cents == self.charged.get(line.pk, 0)
            assert (line.removed_at is None) == (line.pk in self.charged)

    @invariant()
    def at_most_one_attempt_is_live(self) -> None:
        assert Attempt.objects.filter(state__in=Attempt.LIVE).count() <= 1
        assert SandboxSession.objects.filter(state="open", expires_at__gt=self.now).count() <= 1

    @invariant()
    def each_payment_is_told_once_and_has_its_receipt(self) -> None:
        notifying.write_due(at=self.now)
        payments = Entry.objects.filter(kind="payment", invoice=self.invoice)
        assert Moment.objects.filter(kind=Moment.Kind.PAID, inspection=self.inspection).count() == payments.count()
        assert Message.objects.filter(kind="receipt").count() == payments.count()
        changes = Moment.objects.filter(
            inspection=self.inspection, kind__in=[Moment.Kind.SCHEDULED, Moment.Kind.FEES_CHANGED]
        )
        assert changes.count() == self.told

    @invariant()
    def nothing_is_payable_beyond_what_is_owed(self) -> None:
        assert attempting.payable(self.invoice) <= max(self.owed(), 0) or self.owed() < 0

    def by(self) -> dict[str, Any]:
        return {"by": self.office.owner, "at": self.now}

    def owed(self) -> int:
        return sum(self.charged.values()) - self.received

    def arrived(self, cents: int) -> None:
        self.received += cents

    def told_by_the_bank(self) -> None:
        """What the practice bank says was paid is in the ledger, and nothing else is."""
        paid = SandboxSession.objects.filter(state="paid")
        booked = Entry.objects.filter(source="sandbox")
        assert set(booked.values_list("external_id", flat=True)) <= set(paid.values_list("reference", flat=True))
        notifying.write_due(at=self.now)
        payments = Entry.objects.filter(kind="payment", invoice=self.invoice)
        self.received = -(payments.aggregate(sum=Sum("amount_cents"))["sum"] or 0)

    def some_line(self, which: int) -> Line | None:
        lines = invoicing.current_lines(self.invoice)
        return lines[which % len(lines)] if lines else None


def play(*, examples: int, derandomize: bool = False, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    cast.cedar_stone()
    Ledger.office = cast.juniper_ridge()
    run_state_machine_as_test(
        Ledger,
        settings=hypothesis_settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
            derandomize=derandomize,
            database=None,
            phases=phases,
        ),
    )


def test_whatever_happens_the_sums_add_up() -> None:
    play(examples=EXAMPLES)


def test_money_that_is_under_way_is_not_asked_for_again() -> None:
    """A bank debit takes days; meanwhile only the rest may be paid."""
    cast.cedar_stone()
    inspection = cast.book(cast.juniper_ridge())
    paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    Attempt.objects.update(state=Attempt.State.PROCESSING)
    fee = invoicing.Fee("Second visit", 40_00)
    changing.add_fee(inspection=inspection, fee=fee, by=inspection.booked_by, at=clock.now())
    assert attempting.payable(cast.invoice(inspection)) == 40_00
    assert paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    assert Attempt.objects.get(state=Attempt.State.OPEN).amount_cents == 40_00


true_balance = invoicing.balance


def unbooked(line: Line, *, amount_cents: int, by: Member, at: datetime) -> int:
    """A fee that changes without its difference in the ledger."""
    moved = amount_cents - line.amount_cents
    Line.objects.filter(pk=line.pk).update(amount_cents=amount_cents)
    line.refresh_from_db()
    return moved


def nothing(*_: Any, **__: Any) -> None:
    """Stands for what is left undone."""


@pytest.mark.parametrize(
    ("where", "what", "instead"),
    [
        (invoicing, "change_line", unbooked),
        (invoicing, "balance", lambda invoice: true_balance(invoice) + 1),
        (announcing, "paid", nothing),
        (attempting, "live", nothing),
    ],
)
def test_a_fault_in_the_money_is_noticed(
    monkeypatch: pytest.MonkeyPatch, where: ModuleType, what: str, instead: Callable[..., object]
) -> None:
    """The controls: a change that is not booked, a cent too much, a payment nobody is told of, two attempts."""
    monkeypatch.setattr(where, what, instead)
    with pytest.raises((AssertionError, IntegrityError)):
        play(examples=60, derandomize=True, phases=(Phase.generate,))
