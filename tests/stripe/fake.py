"""Our own Stripe. In a test: `with fake.serving() as stripe:` and point the SDK's `api` address at `stripe.address`.

It has one account, its own clock (`advance`), a hosted page to click at each session's `url`, and webhooks that are
told when the test says so (`deliver`).
"""

import contextlib
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.stripe import money, published, shapes
from tests.stripe.faults import Faults
from tests.stripe.idempotency import Keys
from tests.stripe.operations import Operation
from tests.stripe.server import Server
from tests.stripe.store import Object, Store, random_letters
from tests.stripe.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Held:
    """What really became of one payment that came in. `kept` is what the company has of it."""

    payment_id: str
    session_id: str
    reference: str
    amount: int
    currency: str
    refunded: int
    withdrawn: int

    @property
    def kept(self) -> int:
        return self.amount - self.refunded - self.withdrawn


class Stripe:
    """Everything a test may do to it, and ask of it."""

    def __init__(self, *, live: bool = False) -> None:
        mode = "live" if live else "test"
        self.secret_key = f"sk_{mode}_51{random_letters(40)}"
        self.hook_secret = f"whsec_{random_letters(32)}"
        self.store, self.keys, self.faults = Store(live=live), Keys(), Faults()
        self.webhooks = Webhooks(self.store, self.hook_secret)
        self.deliver = self.webhooks.deliver
        self.broken: list[BaseException] = []
        self.answered: list[tuple[Operation, Object, Object]] = []
        self.refused: list[tuple[Operation, Object]] = []
        self.address = ""

    @property
    def account_id(self) -> str:
        return str(self.store.account["id"])

    @property
    def events(self) -> list[Object]:
        """All there were, oldest first."""
        with self.store.lock:
            return list(self.store.of_kind["event"])

    @property
    def sessions(self) -> list[Object]:
        """Oldest first."""
        with self.store.lock:
            return list(self.store.of_kind["checkout.session"])

    def advance(self, **time: float) -> None:
        """Its clock runs ahead of ours: `advance(hours=25)`."""
        self.store.ahead += timedelta(**time)

    def pay(self, session_id: str, how: str = "card") -> Object:
        """See money.pay. Raises money.Closed."""
        with self.store.lock:
            return money.pay(self.store, session_id, how)

    def settle_debit(self, payment_id: str) -> None:
        with self.store.lock:
            money.settle_debit(self.store, self.store.get("payment_intent", payment_id))

    def fail_debit(self, payment_id: str) -> None:
        with self.store.lock:
            money.fail_debit(self.store, self.store.get("payment_intent", payment_id))

    def refund_at_dashboard(self, payment_id: str, amount: int | None = None) -> Object:
        """Somebody of the company gives money back at Stripe, past us. Raises errors.Refused."""
        asked = {"payment_intent": payment_id} | ({"amount": amount} if amount else {})
        with self.store.lock:
            return money.refund(self.store, asked)

    def end_refund(self, refund_id: str, *, failed: bool = False) -> None:
        """A refund of a bank debit arrives, or any refund comes back."""
        with self.store.lock:
            money.end_refund(self.store, self.store.get("refund", refund_id), failed=failed)

    def dispute(
        self, payment_id: str, *, amount: int | None = None, reason: str = "fraudulent", inquiry: bool = False
    ) -> Object:
        with self.store.lock:
            intent = self.store.get("payment_intent", payment_id)
            return money.dispute(self.store, intent, amount=amount, reason=reason, inquiry=inquiry)

    def decide(self, dispute_id: str, how: str) -> Object:
        """See money.decide."""
        with self.store.lock:
            return money.decide(self.store, self.store.get("dispute", dispute_id), how)

    def register(self, url: str, *events: str) -> Object:
        """A webhook address, as the company enters it at Stripe."""
        with self.store.lock:
            return self.store.new(
                "webhook_endpoint", url=url, enabled_events=list(events) or ["*"], status="enabled", api_version=None
            )

    def truth(self) -> list[Held]:
        """The payments that came in, oldest first."""
        with self.store.lock:
            return [self._held(one) for one in self.store.of_kind["charge"] if one["status"] == "succeeded"]

    def fits(self, operation: Operation, asked: Object, answer: Object) -> None:
        """Each answer is held against the SDK's type; what does not fit fails the test at its end."""
        try:
            shapes.check(operation.gives, answer, operation.name)
        except shapes.Misfit as misfit:
            self.broken.append(misfit)
        self.answered.append((operation, asked, answer))

    def _held(self, charge: Object) -> Held:
        session = self.store.all("checkout.session", payment_intent=charge["payment_intent"])[0]
        moves = [move for one in self.store.all("dispute", charge=charge["id"]) for move in one["balance_transactions"]]
        return Held(
            payment_id=charge["payment_intent"],
            session_id=session["id"],
            reference=session["client_reference_id"] or "",
            amount=charge["amount_captured"],
            currency=charge["currency"],
            refunded=charge["amount_refunded"],
            withdrawn=-sum(move["amount"] for move in moves),
        )


@contextlib.contextmanager
def serving(*, live: bool = False) -> Iterator[Stripe]:
    """A Stripe of the test's own. The test fails at its end when it broke, or an answer had not Stripe's shape."""
    stripe = Stripe(live=live)
    server = Server(stripe)
    stripe.address = stripe.store.address = server.address
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield stripe
    finally:
        stripe.faults.clear()
        server.shutdown()
        server.server_close()
        thread.join()
    if stripe.broken:
        raise stripe.broken[0]
    if "LINTEL_CONTRACT" in os.environ:
        published.of(Path(os.environ["LINTEL_CONTRACT"])).check_all(stripe)
