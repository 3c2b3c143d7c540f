"""Stripe, by Checkout Session: one session for each attempt, found again by the attempt's key whatever was lost.

A company speaks with its own key. The SDK retries nothing by itself: trying again is the worker's, which looks first.
"""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lintel.billing import asking
from lintel.billing.models import Attempt, Entry, Refund
from lintel.billing.providers import LEFT, Checkout, ProviderDown, ProviderRefused, RefundStanding, Standing, wire
from lintel.companies.models import Company

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.checkout import Session
    from stripe.params.checkout import SessionCreateParams

CLOCKS_DIFFER = timedelta(minutes=5)
MOST = 100  # of a page of any list there
PER_CENT = {"ISK": 100}  # how many of Stripe's units make one of ours, where they differ
BANK_DEBITS = {
    "USD": "us_bank_account",
    "CAD": "acss_debit",
    "EUR": "sepa_debit",
    "GBP": "bacs_debit",
    "AUD": "au_becs_debit",
}
STATES = {"succeeded": "paid", "requires_payment_method": "failed", "canceled": "failed"}
REFUNDS = {"succeeded": "done", "failed": "failed", "canceled": "failed"}
NOT_GONE_THROUGH = "The bank did not let this payment through."
NOT_GIVEN_BACK = {
    "lost_or_stolen_card": "The card it went to was lost or stolen.",
    "expired_or_canceled_card": "The card it went to has expired or was cancelled.",
    "insufficient_funds": "There is not enough on the company's balance at Stripe.",
    "declined": "The bank of whoever paid declined it.",
    "charge_for_pending_refund_disputed": "The payment is disputed, so it is decided there.",
}
log = logging.getLogger(__name__)


class Stripe:
    """See providers.Provider for what is promised."""

    def open(self, attempt: Attempt, *, description: str, return_address: str, at: datetime) -> Checkout:
        asked = _asked(attempt, description, return_address)
        with wire.speaking(wire.account_of(attempt.company_id), at=at) as client:
            session = client.v1.checkout.sessions.create(asked, {"idempotency_key": attempt.key})
            if session.url is None:
                raise ProviderDown("This checkout is closed already.")
            return Checkout(session.id, session.url)

    def look(self, attempt: Attempt, *, at: datetime) -> Standing:
        with wire.speaking(wire.account_of(attempt.company_id), at=at) as client:
            reference = attempt.reference or _find(client, attempt)
            if reference:
                try:
                    return standing_of(client, reference)
                except wire.sdk().InvalidRequestError as error:
                    _only_missing(error)
            return Standing("expired" if at >= attempt.expires_at else "unknown")

    def close(self, attempt: Attempt, *, at: datetime) -> Standing:
        """What is not found was never handed to anybody: without its address nobody can pay it."""
        with wire.speaking(wire.account_of(attempt.company_id), at=at) as client:
            reference = attempt.reference or _find(client, attempt)
            if not reference:
                return Standing("expired")
            try:
                client.v1.checkout.sessions.expire(reference)
            except wire.sdk().InvalidRequestError:
                log.info("%s was not open any more", reference)
        return self.look(attempt, at=at)

    def refund(self, refund: Refund, *, at: datetime) -> RefundStanding:
        found = self.look_refund(refund, at=at)
        if found.reference:
            return found
        try:
            with wire.speaking(wire.account_of(refund.company_id), at=at) as client:
                return _given(
                    client.v1.refunds.create(
                        {
                            "payment_intent": refund.payment.external_id,
                            "amount": theirs(refund.amount_cents, refund.payment.currency),
                            "metadata": {"refund": refund.key},
                        },
                        {"idempotency_key": refund.key},
                    )
                )
        except ProviderRefused as no:
            return RefundStanding("failed", failure=str(no)[:200])

    def look_refund(self, refund: Refund, *, at: datetime) -> RefundStanding:
        with wire.speaking(wire.account_of(refund.company_id), at=at) as client:
            if refund.reference:
                return _given(client.v1.refunds.retrieve(refund.reference))
            asked = client.v1.refunds.list({"payment_intent": refund.payment.external_id, "limit": MOST})
            for made in asked.auto_paging_iter():
                if named(made, "refund") == refund.key:
                    return _given(made)
        return RefundStanding("unknown")


def ours(units: int, currency: str) -> int:
    """Stripe's whole number of its smallest unit, in cents of ours."""
    return units // PER_CENT.get(currency.upper(), 1)


def theirs(cents: int, currency: str) -> int:
    """Our cents in Stripe's smallest unit."""
    return cents * PER_CENT.get(currency.upper(), 1)


def named(thing: Any, name: str) -> str:
    """What we noted on a thing of theirs under this name."""
    return str(thing.metadata.to_dict().get(name, "")) if thing.metadata else ""


def methods(company: Company) -> list[str]:
    """What may be paid with, in Stripe's words, as the company ticks it. Phones' wallets come with the card."""
    terms = asking.terms_of(company)
    debit = BANK_DEBITS.get(company.currency)
    ticked = {"card": terms.by_card, "link": terms.by_wallet}
    return [name for name, wanted in ticked.items() if wanted] + ([debit] if debit and terms.by_bank_debit else [])


def _asked(attempt: Attempt, description: str, return_address: str) -> "SessionCreateParams":
    allowed, currency = methods(attempt.company), attempt.currency
    note: dict[str, str] = {"attempt": attempt.key}
    asked: SessionCreateParams = {
        "mode": "payment",
        "client_reference_id": attempt.key,
        "metadata": note,
        "payment_intent_data": {"metadata": note, "description": description[:200]},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": currency.lower(),
                    "unit_amount": theirs(attempt.amount_cents, currency),
                    "product_data": {"name": description[:200]},
                },
            }
        ],
        "allowed_payment_method_types": [*allowed],
        "wallet_options": {"link": {"display": "auto" if "link" in allowed else "never"}},
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(attempt.expires_at.timestamp()),
        "success_url": return_address,
        "cancel_url": f"{return_address}?{LEFT}",
    }
    if attempt.link.holder.email:
        asked["customer_email"] = attempt.link.holder.email
    if "us_bank_account" in allowed:
        asked["payment_method_options"] = {"us_bank_account": {"verification_method": "instant"}}
    return asked


def _find(client: "StripeClient", attempt: Attempt) -> str:
    """The session made for this attempt, if there is one."""
    since = int((attempt.started_at - CLOCKS_DIFFER).timestamp())
    until = int((attempt.expires_at + CLOCKS_DIFFER).timestamp())
    made = client.v1.checkout.sessions.list({"created": {"gte": since, "lte": until}, "limit": MOST})
    return next((one.id for one in made.auto_paging_iter() if one.client_reference_id == attempt.key), "")


def standing_of(client: "StripeClient", reference: str) -> Standing:
    """Where a session stands there, and what it brought."""
    return _standing(client.v1.checkout.sessions.retrieve(reference, {"expand": ["payment_intent.latest_charge"]}))


def _standing(session: "Session") -> Standing:
    intent: Any = session.payment_intent
    state = "expired" if session.status == "expired" else "open"
    if intent and (session.status == "complete" or intent.status == "succeeded"):
        state = STATES.get(intent.status, "processing")
    is_test, checkout = not session.livemode, Checkout(session.id, session.url or "")
    if not intent or state in {"open", "expired"}:
        return Standing(state, checkout=checkout, is_test=is_test)
    units = intent.amount_received if state == "paid" else intent.amount
    return Standing(
        state,
        amount_cents=ours(units, intent.currency),
        currency=intent.currency.upper(),
        payment_id=intent.id,
        method=_method(intent),
        failure=_failure(intent) if state == "failed" else "",
        checkout=checkout,
        is_test=is_test,
    )


def _method(intent: Any) -> str:
    """Of Entry.Method. Before there is a charge, what it can only be tells."""
    charge = intent.latest_charge
    kinds = [charge.payment_method_details.type] if charge else list(intent.payment_method_types)
    return Entry.Method.BANK if set(kinds) & set(BANK_DEBITS.values()) else Entry.Method.CARD


def _failure(intent: Any) -> str:
    error = intent.last_payment_error
    return str((error and error.message) or NOT_GONE_THROUGH)[:200]


def _given(made: Any) -> RefundStanding:
    state = REFUNDS.get(made.status, "pending")
    reason = getattr(made, "failure_reason", None) or ""
    why = NOT_GIVEN_BACK.get(reason, "Stripe could not give it back.") if state == "failed" else ""
    return RefundStanding(state, made.id, why)


def _only_missing(error: Any) -> None:
    """Go on where Stripe knows no such thing: another account's, or a restored database's."""
    if error.code != "resource_missing":
        raise error
