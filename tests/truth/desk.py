"""One invoice at its desk: what is done to it, the books that are kept by hand beside it, and the bank's own truth."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from lintel.billing import accounts, hearing
from lintel.billing.models import Attempt, Entry, Invoice, Refund
from lintel.core.refusal import Refusal
from lintel.inspections import pricing
from lintel.services import levying
from tests import cast
from tests.online import steps
from tests.stripe.fake import Held, Stripe
from tests.stripe.store import Object
from tests.truth.books import Books, Paid, Row

PERCENT = Decimal("9.975")
Done = TypeVar("Done")


class Desk(RuleBasedStateMachine):
    """One inspection of Cedar & Stone, whose clients pay at Stripe, and whose office takes and gives back as well."""

    desk: cast.Office
    bank: Stripe
    counted: Iterator[int]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        levy = levying.Levy("GST", int(PERCENT * 1000))
        self.tax = levying.levy(company=self.desk.company, what=levy, **self.by())
        self.inspection = cast.book(self.desk, at=self.now)
        self.invoice: Invoice = cast.invoice(self.inspection)
        self.books = Books(PERCENT, {line.pk: Row(line.amount_cents) for line in self.invoice.lines.all()})

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        for made in self.bank.store.of_kind.values():
            made.clear()

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.bank.store.now(), UTC)

    def later(self) -> datetime:
        self.bank.advance(seconds=1)
        return self.now

    def by(self) -> dict[str, Any]:
        return {"by": self.desk.owner, "at": self.now}

    def refused_or(self, act: Callable[[], Done], *, may: bool) -> Done | None:
        """Do what may be done; a refusal must have changed nothing, which the invariants see."""
        self.later()
        done, refused = None, False
        try:
            with transaction.atomic():
                done = act()
        except Refusal:
            refused = True
        assert refused != may
        return done

    def edit(self, rows: dict[int, Row], what: pricing.Edit) -> None:
        """Bring the lines to these rows, of which 0 is new; refused where they come to less than nothing."""
        may = Books(PERCENT, rows).charged() >= 0
        edited = self.refused_or(lambda: pricing.edit(inspection=self.inspection, what=what, **self.by()), may=may)
        if edited:
            self.books.rows = {pk or edited.added[0].pk: row for pk, row in rows.items()}

    def went_back(self, refund: Refund, paid: Paid, cents: int, lowered: int) -> None:
        paid.back += cents
        if lowered:
            self.books.rows[refund.credit_id or 0] = Row(-lowered, priced=False)

    def turn(self) -> None:
        """Stripe calls, the worker does all it has to: what Stripe holds is what the ledger says."""
        self.bank.deliver(self.hear)
        steps.look(self.now)
        steps.apply(self.now)
        self.catch_up()
        booked = set(Entry.objects.filter(source="stripe", kind="payment").values_list("external_id", flat=True))
        assert booked == {one.payment_id for one in self.bank.truth()}

    def hear(self, body: bytes, headers: dict[str, str]) -> int:
        account = accounts.of(self.desk.company)
        assert account is not None
        signature = headers["Stripe-Signature"]
        hearing.hear(hook_key=account.hook_key, body=body, signature=signature, at=self.now)
        return 200

    def catch_up(self) -> None:
        """Enter into the books what the ledger has heard of from Stripe, as Stripe says it."""
        for held in self.bank.truth():
            heard = Entry.objects.filter(external_id=held.payment_id, kind="payment").first()
            if heard:
                self.books.payments.setdefault(heard.pk, Paid(held.amount))
        debits = {one["id"]: one["amount"] for one in self.bank.store.all("payment_intent")}
        known = Attempt.objects.filter(state="processing").values_list("reference", flat=True)
        sessions = [self.bank.store.get("checkout.session", reference) for reference in known]
        self.books.under_way = sum(debits[one["payment_intent"]] for one in sessions)

    def held(self) -> list[Held]:
        return [one for one in self.bank.truth() if one.kept > 0]

    def open_sessions(self) -> list[Object]:
        return [
            one
            for one in self.bank.store.all("checkout.session", status="open")
            if one["expires_at"] > self.bank.store.now()
        ]

    def paid(self, payment_id: str) -> Paid:
        return self.books.payments[Entry.objects.get(external_id=payment_id, kind="payment").pk]

    def some_payment(self, which: int) -> tuple[Entry, Paid]:
        pk = list(self.books.payments)[which % len(self.books.payments)]
        return Entry.objects.select_related("invoice__company", "company").get(pk=pk), self.books.payments[pk]
