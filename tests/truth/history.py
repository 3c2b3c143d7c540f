"""One invoice and all that may happen to its money at Stripe, with our worker and its clock beside it."""

import contextlib
import random
from collections.abc import Callable
from datetime import UTC, datetime

from django.db.models import Sum

from lintel.billing import accounts, hearing, invoicing
from lintel.billing.models import Attempt, Entry, ProviderEvent, Refund
from lintel.core import work
from lintel.core.refusal import Refusal
from lintel.inspections import changing, paying, reconciling, refunding
from tests import cast
from tests.stripe.errors import Refused
from tests.stripe.fake import Held, Stripe
from tests.stripe.money import Closed
from tests.stripe.store import Object
from tests.truth.dying import Killed, Reaper

QUIET_ENOUGH = 60  # turns of the worker, with its pauses, until nothing may be left to do


class History:
    """Acts by name; time is Stripe's own."""

    def __init__(self, office: cast.Office, stripe: Stripe, chance: random.Random, reaper: Reaper) -> None:
        self.office, self.stripe, self.chance, self.reaper = office, stripe, chance, reaper
        self.inspection = cast.book(office, at=self.now, people=(cast.CORA, cast.THEO))
        self.invoice = cast.invoice(self.inspection)
        account = accounts.of(office.company)
        assert account is not None
        self.hook_key = account.hook_key

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.stripe.store.now(), UTC)

    def act(self) -> None:
        """Any of what people, banks and Stripe do."""
        acts: list[tuple[int, Callable[[], object]]] = [
            (6, self.press),
            (8, self.pay),
            (3, self.decide_debits),
            (2, self.change_fees),
            (3, self.give_back),
            (2, self.undo_at_stripe),
            (2, self.decide),
            (5, self.some_time_passes),
            (6, self.stripe_calls),
            (6, self.worker_turns),
        ]
        (act,) = self.chance.choices([act for _, act in acts], [weight for weight, _ in acts])
        with contextlib.suppress(Refusal, Refused, Closed, Killed):
            act()

    def press(self) -> None:
        name = self.chance.choice(["Cora Whitfield", "Theo Whitfield"])
        paying.start(link=cast.link(self.inspection, name), visitor=cast.PHONE, at=self.now)

    def pay(self) -> None:
        mine = [one for one in self.sessions() if one["status"] == "open"]
        if mine:
            how = self.chance.choice(["card", "card", "wallet", "decline", "confirm", "debit", "debit", "abandon"])
            self.stripe.pay(self.chance.choice(mine)["id"], how)

    def decide_debits(self) -> None:
        """Those under way come, or come back."""
        for session in self.sessions():
            intent = self.stripe.store.objects.get(session["payment_intent"] or "")
            if intent and intent["status"] == "processing":
                comes = self.chance.random() < 0.7
                (self.stripe.settle_debit if comes else self.stripe.fail_debit)(intent["id"])

    def give_back(self) -> None:
        """The office refunds some of a payment, or all."""
        payments = list(Entry.objects.filter(invoice=self.invoice, kind="payment").order_by("pk"))
        if payments:
            payment = self.chance.choice(payments)
            refunding.refund(
                payment=payment,
                amount_cents=self.chance.choice([1, 100_00, -payment.amount_cents]),
                reason="the roof could not be reached",
                credit=self.chance.random() < 0.5,
                by=self.office.owner,
                at=self.now,
            )

    def undo_at_stripe(self) -> None:
        """Somebody refunds past us, or a payer's bank takes the money back or asks about it."""
        held = [one for one in self.held() if one.kept > 0]
        if held:
            payment = self.chance.choice(held).payment_id
            if self.chance.random() < 0.5:
                self.stripe.refund_at_dashboard(payment, self.chance.choice([1, 50_00, None]))
            else:
                self.stripe.dispute(payment, inquiry=self.chance.random() < 0.3)

    def decide(self) -> None:
        """A dispute goes on or is decided; a refund that was made comes back or arrives."""
        mine = {one.payment_id for one in self.held()}
        for made in self.stripe.store.all("dispute", is_charge_refundable=False):
            if made["payment_intent"] in mine and made["status"] not in {"won", "lost"}:
                self.stripe.decide(made["id"], self.chance.choice(["under_review", "won", "lost"]))
        for made in self.stripe.store.all("refund"):
            if made["payment_intent"] in mine and made["status"] != "failed" and self.chance.random() < 0.2:
                self.stripe.end_refund(made["id"], failed=self.chance.random() < 0.5)

    def change_fees(self) -> None:
        fee = invoicing.Fee("Second visit", self.chance.choice([-100_00, 25_00, 75_00]))
        changing.add_fee(inspection=self.inspection, fee=fee, by=self.office.owner, at=self.now)

    def some_time_passes(self) -> None:
        self.stripe.advance(seconds=self.chance.choice([1, 20, 90, 600, 4000]))

    def stripe_calls(self) -> None:
        with self.reaper.armed(0.02):
            self.stripe.deliver(self.hear, chance=self.chance, most=5, share=self.chance.random())

    def worker_turns(self) -> None:
        with self.reaper.armed(0.1):
            turn(self.now)

    def hear(self, body: bytes, headers: dict[str, str]) -> int:
        """What the door of the webhooks answers, asked at Stripe's time."""
        try:
            hearing.hear(hook_key=self.hook_key, body=body, signature=headers["Stripe-Signature"], at=self.now)
        except hearing.Forged:
            return 400
        return 200

    def ends(self) -> None:
        """Debits are decided, most of what happened is told at last, and the worker is left alone with the rest."""
        self.decide_debits()
        for made in self.stripe.store.all("refund", status="pending"):
            self.stripe.end_refund(made["id"], failed=self.chance.random() < 0.2)
        if self.chance.random() < 0.3:
            self.stripe.webhooks.lose()
        self.stripe.deliver(self.hear, chance=self.chance, most=5)
        for _ in range(QUIET_ENOUGH):
            self.stripe.advance(seconds=self.chance.choice([60, 900, 4000]))
            turn(self.now)
            if not (Attempt.objects.exclude(due_at=None).exists() or Refund.objects.exclude(due_at=None).exists()):
                break
        self.stripe.advance(hours=25)  # until every account was asked for what was never told
        turn(self.now)
        turn(self.now)

    def sessions(self) -> list[Object]:
        """This invoice's, at Stripe."""
        keys = self.keys()
        return [one for one in self.stripe.sessions if one["client_reference_id"] in keys]

    def booked(self) -> dict[str, int]:
        """What the ledger says the company has of each payment, in cents."""
        paid = Entry.objects.filter(invoice=self.invoice, kind="payment")
        undone = Entry.objects.filter(of__in=paid).values("of").annotate(sum=Sum("amount_cents"))
        back = {one["of"]: one["sum"] for one in undone}
        return {one.external_id: -one.amount_cents - back.get(one.pk, 0) for one in paid}

    def true(self) -> dict[str, int]:
        """What Stripe holds of each."""
        return {one.payment_id: one.kept for one in self.held()}

    def held(self) -> list[Held]:
        keys = self.keys()
        return [one for one in self.stripe.truth() if one.reference in keys]

    def keys(self) -> set[str]:
        return set(Attempt.objects.filter(invoice=self.invoice).values_list("key", flat=True))


def turn(at: datetime) -> None:
    """The worker, once with each queue and with the sweep."""
    work.run(Refund, do=lambda refund: refunding.look(refund, at=at), at=at, most=50)
    work.run(Attempt, do=lambda attempt: paying.look(attempt, at=at), at=at, most=50)
    reconciling.sweep(at=at)
    work.run(ProviderEvent, do=lambda event: reconciling.apply(event, at=at), at=at, most=200)
