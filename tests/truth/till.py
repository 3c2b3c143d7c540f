"""What may happen to one invoice's money, each beside the books, and what is true after each."""

import contextlib
from typing import Any

from django.db import DatabaseError, connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from lintel.billing import attempting, invoicing, undoing
from lintel.billing.models import Attempt, Entry, Line, Refund
from lintel.core.refusal import Refusal
from lintel.inspections import agreeing, notifying, paying, pricing, receiving, refunding
from lintel.inspections.models import Moment
from lintel.messages.models import Message
from lintel.run import invariants, money_invariants
from tests import cast
from tests.stripe.errors import Refused
from tests.stripe.money import Closed
from tests.truth.books import Paid, Row
from tests.truth.desk import Desk

STEPS = 40
CENTS = st.one_of(st.integers(-300_00, 900_00), st.sampled_from([0, 1, -1, 49, 50, 33_33]))
SOME = st.integers(0, 9)
QUESTIONS = (
    *(invariants.charges, invariants.taxes, invariants.entries, invariants.payments, invariants.attempts),
    *(money_invariants.refunds, money_invariants.beyond, money_invariants.disputes, money_invariants.balances),
)
FORBIDDEN = ["UPDATE billing_entry SET amount_cents = 0", "DELETE FROM billing_entry"]
FORBIDDEN += ["TRUNCATE billing_entry CASCADE"] if connection.vendor == "postgresql" else []


class Till(Desk):
    """Whatever the office, the clients, their banks and Stripe may do, in any order."""

    @rule(cents=CENTS, taxed=st.booleans())
    def add_fee(self, cents: int, *, taxed: bool) -> None:
        fee = invoicing.Fee("Second visit", cents, tax=self.tax if taxed else None)
        self.edit(self.books.rows | {0: Row(cents, taxed)}, pricing.Edit(added=[fee]))

    @rule(percent=st.sampled_from([5, 10, 33]), taxed=st.booleans())
    def discount(self, percent: int, *, taxed: bool) -> None:
        off = pricing.Discount("First time", rate=percent * 1000, tax=self.tax if taxed else None)
        row = Row(self.books.off(percent), taxed, priced=False)
        self.edit(self.books.rows | {0: row}, pricing.Edit(discount=off))

    @rule(which=SOME, cents=CENTS, taxed=st.booleans())
    def change_fee(self, which: int, cents: int, *, taxed: bool) -> None:
        rows = [pk for pk, row in self.books.rows.items() if row.priced]
        if rows:
            line = rows[which % len(rows)]
            changed = pricing.Changed(cents, self.tax if taxed else None)
            self.edit(self.books.rows | {line: Row(cents, taxed)}, pricing.Edit(lines={line: changed}))

    @rule(which=SOME)
    def take_off(self, which: int) -> None:
        rows = dict(self.books.rows)
        if rows:
            line = list(rows)[which % len(rows)]
            del rows[line]
            self.edit(rows, pricing.Edit(off=frozenset({line})))

    @rule(cents=st.integers(0, 700_00), anyway=st.booleans(), stale=st.booleans())
    def receive(self, cents: int, *, anyway: bool, stale: bool) -> None:
        owed = self.books.owed()
        today = self.now.astimezone(self.inspection.local_start().tzinfo).date()
        seen: dict[str, Any] = {"balance_seen": owed + stale, "anyway": anyway, "received_on": today}
        words: dict[str, Any] = {"amount_cents": cents, "method": "cash", "note": "", **seen}
        done = self.refused_or(
            lambda: receiving.receive(inspection=self.inspection, **words, **self.by()),
            may=cents > 0 and not stale and (anyway or cents <= owed),
        )
        if done and done.entry:
            self.books.payments[done.entry.pk] = Paid(cents, by_hand=True)

    @rule(
        policy=st.sampled_from(["", "full", "free", "minimum", "deposit"]), least=st.sampled_from([0, 49, 50, 200_00])
    )
    def decide_terms(self, policy: str, least: int) -> None:
        needs = policy in {"minimum", "deposit"}
        self.refused_or(
            lambda: agreeing.decide_for(invoice=self.invoice, policy=policy, least_cents=least, **self.by()),
            may=not needs or least >= 50,
        )
        if not needs or least >= 50:
            self.books.policy, self.books.least = policy, least

    @rule(part=st.sampled_from(["all", "deposit", "half", "a cent less"]))
    def press_pay_now(self, part: str) -> None:
        """Not undone as a whole when it refuses: what it learnt from the bank on the way stays booked."""
        due = self.books.owed() - self.books.under_way
        parts = {"deposit": self.books.least, "half": due // 2, "a cent less": due - 1}
        chosen, refused = parts.get(part), False
        try:
            paying.start(link=cast.link(self.inspection), visitor=cast.PHONE, amount_cents=chosen, at=self.later())
        except Refusal:
            refused = True
        self.catch_up()
        due = self.books.owed() - self.books.under_way
        cents = due if chosen is None else chosen
        assert refused == (due <= 0 or not self.books.takes(cents))
        assert refused or Attempt.objects.get(state="open").amount_cents == cents

    @precondition(lambda self: self.open_sessions())
    @rule(how=st.sampled_from(["card", "card", "wallet", "decline", "confirm", "debit", "abandon"]))
    def pay_there(self, how: str) -> None:
        self.bank.pay(self.open_sessions()[0]["id"], how)

    @precondition(lambda self: self.bank.store.all("payment_intent", status="processing"))
    @rule(comes=st.booleans())
    def debits_are_decided(self, *, comes: bool) -> None:
        for intent in self.bank.store.all("payment_intent", status="processing"):
            (self.bank.settle_debit if comes else self.bank.fail_debit)(intent["id"])
        self.turn()

    @rule(seconds=st.sampled_from([1, 60, 4000]))
    def some_time_passes(self, seconds: int) -> None:
        self.bank.advance(seconds=seconds)
        self.turn()

    @precondition(lambda self: self.books.payments)
    @rule(which=SOME)
    def void(self, which: int) -> None:
        payment, paid = self.some_payment(which)
        may = paid.by_hand and not paid.voided and not paid.back
        act: dict[str, Any] = {"inspection": self.inspection, "payment": payment, "reason": "Bounced"}
        self.refused_or(lambda: receiving.void(**act, **self.by()), may=may)
        paid.voided |= may

    @precondition(lambda self: self.books.payments)
    @rule(which=SOME, part=st.sampled_from(["all", "half", "a cent", "more", "nothing"]), credit=st.booleans())
    def give_back(self, which: int, part: str, *, credit: bool) -> None:
        payment, paid = self.some_payment(which)
        left = paid.counts()
        cents = {"all": left, "half": left // 2, "a cent": 1, "more": left + 1, "nothing": 0}[part]
        lowered = self.books.credit_for(cents) if credit else 0
        method = "cash" if paid.by_hand else ""
        words: dict[str, Any] = {"amount_cents": cents, "reason": "The roof", "credit": credit, "method": method}
        done = self.refused_or(lambda: refunding.refund(payment=payment, **words, **self.by()), may=0 < cents <= left)
        if done and done.state == Refund.State.FAILED:
            assert self.bank.store.all("dispute", payment_intent=payment.external_id)
        elif done:
            self.went_back(done, paid, cents, lowered)

    @precondition(lambda self: self.held())
    @rule(which=SOME, part=st.sampled_from([1, 50_00, None]))
    def give_back_at_stripe(self, which: int, part: int | None) -> None:
        self.turn()
        payment_id = self.held()[which % len(self.held())].payment_id
        with contextlib.suppress(Refused):
            made = self.bank.refund_at_dashboard(payment_id, part)
            lowered = self.books.credit_for(made["amount"])
            self.turn()
            self.went_back(Refund.objects.get(reference=made["id"]), self.paid(payment_id), made["amount"], lowered)

    @precondition(lambda self: self.bank.store.all("refund", status="succeeded"))
    @rule()
    def what_went_back_comes_back(self) -> None:
        made = self.bank.store.all("refund", status="succeeded")[0]
        self.bank.end_refund(made["id"], failed=True)
        self.turn()
        self.books.rows.pop(Refund.objects.get(reference=made["id"]).credit_id or 0, None)
        self.paid(made["payment_intent"]).back -= made["amount"]

    @precondition(lambda self: self.held())
    @rule(which=SOME, inquiry=st.booleans())
    def dispute(self, which: int, *, inquiry: bool) -> None:
        self.turn()
        payment_id = self.held()[which % len(self.held())].payment_id
        with contextlib.suppress(Closed):
            made = self.bank.dispute(payment_id, inquiry=inquiry)
            self.turn()
            self.paid(payment_id).held += 0 if inquiry else made["amount"]

    @precondition(lambda self: self.bank.store.all("dispute", is_charge_refundable=False))
    @rule(how=st.sampled_from(["under_review", "won", "lost"]))
    def disputes_are_decided(self, how: str) -> None:
        for made in self.bank.store.all("dispute", is_charge_refundable=False):
            if made["status"] not in {"won", "lost"}:
                self.bank.decide(made["id"], how)
                self.turn()
                self.paid(made["payment_intent"]).held *= how != "won"

    @rule(statement=st.sampled_from(FORBIDDEN))
    def somebody_changes_the_past(self, statement: str) -> None:
        with contextlib.suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            raise AssertionError(statement)

    @invariant()
    def the_balance_is_what_the_books_say(self) -> None:
        next(self.counted)
        assert invoicing.balance(self.invoice) == self.books.owed()
        assert attempting.payable(self.invoice) == self.books.owed() - self.books.under_way

    @invariant()
    def each_line_is_what_the_books_say(self) -> None:
        rows = {pk: row.cents for pk, row in self.books.rows.items()}
        for line in self.invoice.lines.filter(removed_at=None):
            cents = self.books.tax() if line.kind == Line.Kind.TAX else rows.pop(line.pk, None)
            assert line.amount_cents == cents
        assert not rows

    @invariant()
    def each_payment_counts_as_the_books_say(self) -> None:
        payments = Entry.objects.filter(invoice=self.invoice, kind="payment")
        assert {one.pk: undoing.left(one) for one in payments} == {
            pk: paid.counts() for pk, paid in self.books.payments.items()
        }

    @invariant()
    def at_most_one_attempt_is_live(self) -> None:
        assert Attempt.objects.filter(state__in=Attempt.LIVE).count() <= 1
        assert len(self.open_sessions()) <= 1

    @invariant()
    def each_payment_is_told_once_and_has_its_receipt(self) -> None:
        notifying.write_due(at=self.now)
        told = Moment.objects.filter(kind=Moment.Kind.PAID, inspection=self.inspection).count()
        assert told == Message.objects.filter(kind="receipt").count() == len(self.books.payments)

    @invariant()
    def the_doctor_finds_nothing(self) -> None:
        assert not [breach for ask in QUESTIONS for breach in ask(self.now)]
