"""What Stripe says now of the things that its events are about: an event is a reason to look, never a fact."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from lintel.billing.hearing import KINDS
from lintel.billing.models import Dispute, StripeAccount
from lintel.billing.providers import ProviderRefused, Standing, wire
from lintel.billing.providers.stripe import MOST, REFUNDS, named, ours, standing_of

if TYPE_CHECKING:
    from stripe import StripeClient

Answer = TypeVar("Answer")
UNDER_REVIEW = {"under_review", "warning_under_review"}
WON = {"won", "warning_closed", "prevented"}


@dataclass(frozen=True, slots=True)
class Given:
    """A refund as Stripe knows it. `state` is one of Refund.State."""

    payment_id: str
    refund_id: str
    amount_cents: int
    state: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute as Stripe knows it. `state` is one of Dispute.State; `funds` are the cents it has taken back until now,
    in the payment's currency.
    """

    payment_id: str
    dispute_id: str
    amount_cents: int
    reason: str
    state: str
    answer_by: datetime | None
    funds: int


def attempt_key(account: StripeAccount, about: str, *, at: datetime) -> str:
    """The key of the attempt behind a session or a payment there; empty where it is none of ours.

    Raises ProviderDown.
    """
    if about.startswith("cs_"):
        session = _known(account, at, lambda client: client.v1.checkout.sessions.retrieve(about))
        return (session.client_reference_id or "") if session else ""
    intent = _known(account, at, lambda client: client.v1.payment_intents.retrieve(about))
    return named(intent, "attempt") if intent else ""


def arrived(account: StripeAccount, session_id: str, *, at: datetime) -> Standing | None:
    """What a session there has brought; none where Stripe knows no such session. Raises ProviderDown."""
    return _known(account, at, lambda client: standing_of(client, session_id))


def refunds(account: StripeAccount, about: str, *, at: datetime) -> list[Given]:
    """The refund that this is, or all refunds of the charge that this is. Raises ProviderDown."""

    def of_charge(client: "StripeClient") -> list[Any]:
        return list(client.v1.refunds.list({"charge": about, "limit": MOST}).auto_paging_iter())

    def alone(client: "StripeClient") -> list[Any]:
        return [client.v1.refunds.retrieve(about)]

    made = _known(account, at, of_charge if about.startswith("ch_") else alone) or []
    return [_given(one) for one in made if getattr(one, "payment_intent", None)]


def dispute(account: StripeAccount, about: str, *, at: datetime) -> Disputed | None:
    """The dispute as it stands; none where it is about no payment of a checkout. Raises ProviderDown."""
    one: Any = _known(account, at, lambda client: client.v1.disputes.retrieve(about))
    if one is None or not getattr(one, "payment_intent", None):
        return None
    due = one.evidence_details.due_by if one.evidence_details else None
    moved = sum(move.amount for move in one.balance_transactions)
    cents = ours(one.amount, one.currency)
    return Disputed(
        payment_id=_id(one.payment_intent),
        dispute_id=one.id,
        amount_cents=cents,
        reason=str(one.reason or "")[:60],
        state=_dispute_state(one.status),
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
        funds=cents if moved < 0 else 0,
    )


def events(account: StripeAccount, *, since: datetime, at: datetime) -> Iterator[dict[str, Any]]:
    """Every event that Lintel acts on, since then, newest first. Raises ProviderDown."""
    with wire.speaking(account, at=at) as client:
        asked = client.v1.events.list({"created": {"gte": int(since.timestamp())}, "types": [*KINDS], "limit": MOST})
        for event in asked.auto_paging_iter():
            yield event.to_dict()


def _known(account: StripeAccount, at: datetime, ask: "Callable[[StripeClient], Answer]") -> Answer | None:
    """What Stripe answers; none where it knows no such thing: another account's, or a restored database's."""
    try:
        with wire.speaking(account, at=at) as client:
            return ask(client)
    except ProviderRefused as no:
        if no.code != "resource_missing":
            raise
    return None


def _given(one: Any) -> Given:
    return Given(_id(one.payment_intent), one.id, ours(one.amount, one.currency), REFUNDS.get(one.status, "pending"))


def _dispute_state(status: str) -> str:
    if status in WON:
        return Dispute.State.WON
    if status in UNDER_REVIEW:
        return Dispute.State.UNDER_REVIEW
    return Dispute.State.LOST if status == "lost" else Dispute.State.NEEDS_ANSWER


def _id(named: Any) -> str:
    return named if isinstance(named, str) else str(named.id)
