"""Money that moves: payment intents, charges, refunds and disputes, with the events that Stripe sends for each."""

from datetime import timedelta
from typing import Any

from tests.stripe import sessions
from tests.stripe.errors import Refused
from tests.stripe.store import Object, Store

DECLINED = "Your card was declined."
FAILED_DEBIT = "The customer's account has insufficient funds to cover this payment."
DISPUTE_FEE = 15_00


class Closed(Exception):
    """The hosted page takes nothing any more: the session has expired or is complete."""


def pay(store: Store, key: str, how: str) -> Object:
    """Somebody acts on the hosted page: `card`, `wallet`, `decline`, `confirm` (the bank asks for more), `debit` (a
    bank debit that takes days), `abandon`. Raises Closed.
    """
    session = sessions.current(store, key)
    if session["status"] != "open":
        raise Closed(key)
    if how == "abandon":
        return session
    intent = _intent(store, session)
    if how == "confirm" and intent["status"] != "requires_action":
        intent |= {"status": "requires_action", "next_action": {"type": "use_stripe_sdk", "use_stripe_sdk": {}}}
        store.tell("payment_intent.requires_action", intent)
    elif how == "decline":
        _fail(store, intent, _charge(store, intent, "card", status="failed"), DECLINED, "card_declined")
    elif how == "debit":
        _complete(store, session, "unpaid")
        charge = _charge(store, intent, "debit", status="pending")
        intent |= {"status": "processing", "latest_charge": charge["id"]}
        store.tell("payment_intent.processing", intent)
        store.tell("charge.pending", charge)
        store.tell("checkout.session.completed", session)
    else:
        _complete(store, session, "paid")
        _capture(store, intent, _charge(store, intent, how, status="succeeded"))
        store.tell("checkout.session.completed", session)
    return session


def settle_debit(store: Store, intent: Object) -> None:
    """The bank debit has come."""
    charge = _under_way(store, intent)
    session = store.all("checkout.session", payment_intent=intent["id"])[0]
    session["payment_status"] = "paid"
    charge |= {"status": "succeeded", "paid": True, "captured": True, "amount_captured": charge["amount"]}
    _capture(store, intent, charge)
    store.tell("checkout.session.async_payment_succeeded", session)


def fail_debit(store: Store, intent: Object) -> None:
    """The bank debit has come back."""
    charge = _under_way(store, intent)
    session = store.all("checkout.session", payment_intent=intent["id"])[0]
    charge |= {"status": "failed", "failure_code": "insufficient_funds", "failure_message": FAILED_DEBIT}
    _fail(store, intent, charge, FAILED_DEBIT, "payment_method_provider_decline")
    store.tell("checkout.session.async_payment_failed", session)


def refund(store: Store, asked: Object) -> Object:
    """Raises Refused for more than is left, and for what has been charged back."""
    charge = _charge_of(store, asked)
    left = charge["amount_captured"] - charge["amount_refunded"]
    if charge["status"] != "succeeded":
        words = f"This PaymentIntent ({charge['payment_intent']}) does not have a successful charge to refund."
        raise Refused(words, param="payment_intent")
    if charge["disputed"]:
        raise Refused(f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed")
    if not left:
        raise Refused(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = asked.get("amount", left)
    if amount > left or amount < 1:
        words = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise Refused(words if amount > left else "Invalid positive integer", param="amount")
    by_card = charge["payment_method_details"]["type"] == "card"
    made = store.new(
        "refund",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        payment_intent=charge["payment_intent"],
        metadata=asked.get("metadata", {}),
        reason=asked.get("reason"),
        status="succeeded" if by_card else "pending",
    )
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    store.tell("refund.created", made)
    store.tell("charge.refunded", charge)
    return made


def end_refund(store: Store, made: Object, *, failed: bool) -> None:
    """A refund that was under way arrives, or comes back as what it was: the company's money."""
    made["status"] = "failed" if failed else "succeeded"
    if failed:
        made["failure_reason"] = "expired_or_canceled_card"
        charge = store.get("charge", made["charge"])
        charge["amount_refunded"] -= made["amount"]
        charge["refunded"] = False
        store.tell("refund.failed", made)
    store.tell("refund.updated", made)
    store.tell("charge.refund.updated", made)


def dispute(store: Store, intent: Object, *, amount: int | None, reason: str, inquiry: bool) -> Object:
    """A payer's bank takes the money back, or (`inquiry`) only asks. Raises Closed where nothing is left to take."""
    charge = store.get("charge", intent["latest_charge"])
    left = charge["amount_captured"] - charge["amount_refunded"]
    if charge["disputed"] or not left:
        raise Closed(intent["id"])
    made = store.new(
        "dispute",
        amount=amount or left,
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={"enhanced_evidence": {}},
        evidence_details={
            "due_by": store.now() + int(timedelta(days=7).total_seconds()),
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        is_charge_refundable=inquiry,
        payment_intent=intent["id"],
        reason=reason,
        status="warning_needs_response" if inquiry else "needs_response",
    )
    charge["disputed"] = not inquiry
    store.tell("charge.dispute.created", made)
    if not inquiry:
        _move(store, made, -made["amount"], fee=DISPUTE_FEE)
        store.tell("charge.dispute.funds_withdrawn", made)
    return made


def decide(store: Store, made: Object, how: str) -> Object:
    """`under_review` once the company has answered, then `won` or `lost`; an inquiry is `warning_closed`."""
    made["status"] = how
    made["evidence_details"] |= {"has_evidence": True, "submission_count": 1, "submission_method": "manual"}
    if how == "under_review":
        store.tell("charge.dispute.updated", made)
        return made
    if how == "won":
        _move(store, made, made["amount"], fee=0)
        store.tell("charge.dispute.funds_reinstated", made)
    store.tell("charge.dispute.closed", made)
    return made


def _intent(store: Store, session: Object) -> Object:
    """Made when somebody first tries to pay, as Stripe does."""
    if session["payment_intent"]:
        return store.get("payment_intent", session["payment_intent"])
    said = store.kept[session["id"]]["intent"]
    intent = store.new(
        "payment_intent",
        amount=session["amount_total"],
        amount_capturable=0,
        amount_received=0,
        capture_method="automatic_async",
        confirmation_method="automatic",
        currency=session["currency"],
        payment_method_types=session["payment_method_types"],
        status="requires_payment_method",
        description=said.get("description"),
        metadata=said.get("metadata", {}),
    )
    session["payment_intent"] = intent["id"]
    store.tell("payment_intent.created", intent)
    return intent


def _charge(store: Store, intent: Object, how: str, *, status: str) -> Object:
    paid = status == "succeeded"
    card: Object = {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2031, "funding": "credit"}
    card["wallet"] = {"type": "apple_pay", "dynamic_last4": "4242"} if how == "wallet" else None
    bank: Object = {"bank_name": "STRIPE TEST BANK", "last4": "6789", "account_type": "checking"}
    by: Object = (
        {"type": "us_bank_account", "us_bank_account": bank} if how == "debit" else {"type": "card", "card": card}
    )
    return store.new(
        "charge",
        amount=intent["amount"],
        amount_captured=intent["amount"] if paid else 0,
        amount_refunded=0,
        billing_details={"name": "Cora Whitfield", "email": "cora@whitfield.example", "phone": None, "address": None},
        captured=paid,
        currency=intent["currency"],
        disputed=False,
        metadata=dict(intent["metadata"]),
        paid=paid,
        refunded=False,
        status=status,
        description=intent["description"],
        payment_intent=intent["id"],
        payment_method_details=by,
    )


def _complete(store: Store, session: Object, payment_status: str) -> None:
    session |= {"status": "complete", "payment_status": payment_status, "url": None}


def _capture(store: Store, intent: Object, charge: Object) -> None:
    intent |= {
        "status": "succeeded",
        "amount_received": charge["amount"],
        "latest_charge": charge["id"],
        "next_action": None,
        "last_payment_error": None,
    }
    store.tell("charge.succeeded", charge)
    store.tell("payment_intent.succeeded", intent)


def _fail(store: Store, intent: Object, charge: Object, words: str, code: str) -> None:
    charge |= {"failure_code": code, "failure_message": words}
    intent |= {"status": "requires_payment_method", "latest_charge": charge["id"], "next_action": None}
    intent["last_payment_error"] = {"type": "card_error", "code": code, "message": words, "charge": charge["id"]}
    store.tell("charge.failed", charge)
    store.tell("payment_intent.payment_failed", intent)


def _under_way(store: Store, intent: Object) -> Object:
    if intent["status"] != "processing":
        raise Closed(intent["id"])
    return store.get("charge", intent["latest_charge"])


def _charge_of(store: Store, asked: Object) -> Object:
    if "charge" in asked:
        return store.get("charge", asked["charge"])
    if "payment_intent" not in asked:
        words = "One of the following params should be provided for this request: payment_intent or charge."
        raise Refused(words, code="parameter_missing", param="payment_intent")
    intent = store.get("payment_intent", asked["payment_intent"])
    if not intent["latest_charge"]:
        words = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        raise Refused(words, param="payment_intent")
    return store.get("charge", intent["latest_charge"])


def _move(store: Store, made: Object, amount: int, *, fee: int) -> None:
    details: list[dict[str, Any]] = [{"amount": fee, "currency": made["currency"], "type": "stripe_fee"}] if fee else []
    moved = store.new(
        "balance_transaction",
        amount=amount,
        available_on=store.now(),
        balance_type="payments",
        currency=made["currency"],
        fee=fee,
        fee_details=details,
        net=amount - fee,
        reporting_category="dispute" if amount < 0 else "dispute_reversal",
        status="available",
        type="adjustment",
        source=made["id"],
    )
    made["balance_transactions"] = [*made["balance_transactions"], moved]
