"""Refunds and disputes that were made at Stripe appear by themselves, in any order, once."""

import itertools
from datetime import datetime, timedelta

import pytest

from lintel.billing import invoicing, undoing
from lintel.billing.models import Dispute, Entry, Refund, Stray, StripeAccount
from lintel.billing.providers import ProviderDown, RefundStanding
from lintel.core import clock, ids
from lintel.inspections import disputing, notifying, paying, refunding
from lintel.inspections.models import Inspection, Moment
from lintel.messages.models import Message
from lintel.run import money_invariants
from tests import cast
from tests.undoing.moody import MoodyBank

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(office: cast.Office) -> StripeAccount:
    return StripeAccount.objects.create(
        company=office.company,
        hook_key=ids.new_key(32),
        account_id="acct_cedar",
        is_live=False,
        sealed_key="",
        key_ends_with="1234",
        connected_at=clock.now(),
        connected_by=office.owner,
    )


@pytest.fixture
def paid(inspection: Inspection) -> Entry:
    """$590.00 through Stripe."""
    return Entry.objects.create(
        company=inspection.company,
        invoice=cast.invoice(inspection),
        kind="payment",
        method="card",
        amount_cents=-590_00,
        currency="USD",
        at=clock.now(),
        payer_name="Cora Whitfield",
        source="stripe",
        external_id="pi_1",
    )


def refunded(account: StripeAccount, cents: int = 90_00, state: str = "done", refund: str = "re_1") -> Refund | None:
    return refunding.seen(
        account=account, payment_id="pi_1", refund_id=refund, amount_cents=cents, state=state, at=clock.now()
    )


def disputed(account: StripeAccount, state: str, funds: int, payment: str = "pi_1") -> Dispute | None:
    return disputing.seen(
        account=account,
        payment_id=payment,
        dispute_id="du_1",
        amount_cents=590_00,
        reason="product_not_received",
        state=state,
        answer_by=clock.now() + timedelta(days=7),
        funds=funds,
        at=clock.now(),
    )


def balance(inspection: Inspection) -> int:
    return invoicing.balance(cast.invoice(inspection))


def no_breach() -> bool:
    questions = (money_invariants.refunds, money_invariants.beyond, money_invariants.disputes)
    return not [breach for ask in questions for breach in ask(clock.now())]


def test_a_refund_made_at_stripe_is_booked_once(inspection: Inspection, account: StripeAccount, paid: Entry) -> None:
    for state in ("pending", "done", "pending", "done"):
        refunded(account, state=state)
    assert balance(inspection) == 0
    assert invoicing.current_lines(cast.invoice(inspection))[-1].amount_cents == -90_00
    assert Refund.objects.get().state == "done"
    assert inspection.moments.latest("pk").words == (
        "$90.00 refunded to Cora Whitfield by card: made at Stripe. The fees are lowered by $90.00"
    )
    assert undoing.left(paid) == 500_00
    assert no_breach()


def test_nobody_is_asked_again_for_what_was_given_back_at_stripe(
    inspection: Inspection, account: StripeAccount, paid: Entry
) -> None:
    refunded(account, 590_00)
    notifying.write_due(at=clock.now())
    letter = Message.objects.get(kind="refunded")
    assert "Nothing is left to pay." in str(letter.body)
    assert "The reason" not in str(letter.body)


def test_of_what_was_paid_too_much_only_the_rest_is_credited(
    office: cast.Office, inspection: Inspection, account: StripeAccount, paid: Entry
) -> None:
    cast.receive(inspection, 40_00, by=office.owner)
    refunded(account, 90_00)
    assert (balance(inspection), undoing.left(paid)) == (0, 500_00)
    assert invoicing.current_lines(cast.invoice(inspection))[-1].amount_cents == -50_00


def test_one_that_fails_there_is_taken_back(inspection: Inspection, account: StripeAccount, paid: Entry) -> None:
    refunded(account)
    refunded(account, state="failed")
    refunded(account)
    assert balance(inspection) == 0
    assert Refund.objects.get().state == "failed"
    assert no_breach()


def test_one_that_had_failed_before_we_heard_of_it_is_nothing(account: StripeAccount, paid: Entry) -> None:
    assert refunded(account, state="failed") is None


def test_our_own_is_not_taken_for_somebody_elses(
    office: cast.Office, inspection: Inspection, account: StripeAccount, paid: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer was lost, and Stripe tells of it before the worker looks."""
    bank = AtStripe()
    monkeypatch.setitem(paying.PROVIDERS, "stripe", bank)
    bank.mood = "deaf"
    row = refunding.refund(
        payment=paid, amount_cents=90_00, reason="radon", credit=True, by=office.owner, at=clock.now()
    )
    bank.has = {row.key: "re_1"}
    refunded(account)
    row.refresh_from_db()
    assert (row.state, row.reference, Refund.objects.count()) == ("done", "re_1", 1)
    assert balance(inspection) == 0
    assert no_breach()


def test_while_stripe_does_not_say_whose_it_is_it_waits(
    office: cast.Office, account: StripeAccount, paid: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = AtStripe()
    bank.mood = "silent"
    monkeypatch.setitem(paying.PROVIDERS, "stripe", bank)
    refunding.refund(payment=paid, amount_cents=90_00, reason="radon", credit=True, by=office.owner, at=clock.now())
    with pytest.raises(refunding.Unheard):
        refunded(account)


def test_next_door_sees_nothing_of_it(inspection: Inspection, account: StripeAccount, paid: Entry) -> None:
    juniper = cast.juniper_ridge()
    account.company = juniper.company
    assert refunded(account) is None
    assert disputed(account, "needs answer", 590_00) is None
    assert balance(inspection) == 0


def test_a_stray_given_back_at_stripe_is_settled(office: cast.Office, account: StripeAccount) -> None:
    stray = Stray.objects.create(
        company=office.company,
        source="stripe",
        external_id="pi_1",
        amount_cents=90_00,
        currency="CAD",
        why="another currency",
        arrived_at=clock.now(),
    )
    refunded(account, 50_00)
    stray.refresh_from_db()
    assert stray.settled_at is None
    refunded(account, 90_00)
    stray.refresh_from_db()
    assert stray.settled_words == "Given back at Stripe"


def test_a_dispute_opens_and_is_won(inspection: Inspection, account: StripeAccount, paid: Entry) -> None:
    disputed(account, "needs answer", 590_00)
    assert (balance(inspection), undoing.left(paid)) == (590_00, 0)
    disputed(account, "under review", 590_00)
    disputed(account, "won", 0)
    assert (balance(inspection), undoing.left(paid)) == (0, 590_00)
    assert [moment.words.split(".")[0] for moment in inspection.moments.filter(kind__contains="dispute")] == [
        "The bank of Cora Whitfield disputes $590",
        "The dispute over $590",
    ]
    notifying.write_due(at=clock.now())
    assert Message.objects.filter(kind="notice-money").count() == 4
    assert no_breach()


def test_a_lost_dispute_keeps_the_money_away(inspection: Inspection, account: StripeAccount, paid: Entry) -> None:
    disputed(account, "needs answer", 590_00)
    disputed(account, "lost", 590_00)
    assert balance(inspection) == 590_00
    assert inspection.moments.latest("pk").words.endswith("is lost; the money stays with them")
    assert no_breach()


@pytest.mark.parametrize("end", [("won", 0), ("lost", 590_00)])
def test_whatever_the_order_and_however_often_the_ledger_ends_where_stripe_does(
    inspection: Inspection, account: StripeAccount, paid: Entry, end: tuple[str, int]
) -> None:
    """The last one is told at last, as it is re-fetched; the others come late or twice before and after it."""
    early = [("needs answer", 0), ("needs answer", 590_00), ("under review", 590_00)]
    for before in itertools.permutations(early):
        for state, funds in (*before, end, *before, end):
            disputed(account, state, funds)
        assert balance(inspection) == end[1]
        assert Dispute.objects.get().state == end[0]
    assert Moment.objects.filter(kind=Moment.Kind.DISPUTE_CLOSED).count() == 1


class AtStripe(MoodyBank):
    """Stands for Stripe, which has what `has` says by the refund's key."""

    def __init__(self) -> None:
        super().__init__()
        self.has: dict[str, str] = {}

    def look_refund(self, refund: Refund, *, at: datetime) -> RefundStanding:
        if self.mood == "silent":
            raise ProviderDown("no answer")
        known = self.has.get(refund.key)
        return RefundStanding("done" if known else "unknown", known or "")
