"""What the tests of the fake ask of it, through the SDK."""

from typing import Any

import stripe as sdk
from stripe import StripeClient
from stripe.checkout import Session
from stripe.params.checkout import SessionCreateParams


def wanted(cents: int = 590_00, currency: str = "usd", **more: Any) -> SessionCreateParams:
    """The parameters of a checkout of one line."""
    price: Any = {"currency": currency, "unit_amount": cents, "product_data": {"name": "Inspection"}}
    asked: Any = {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "success_url": "https://lintel.example/return/1/",
        "cancel_url": "https://lintel.example/return/2/",
        "client_reference_id": "an attempt",
        "payment_intent_data": {"metadata": {"attempt": "an attempt"}},
    }
    found: SessionCreateParams = asked | more
    return found


def session(client: StripeClient, cents: int = 590_00, *, key: str = "", **more: Any) -> Session:
    return client.v1.checkout.sessions.create(wanted(cents, **more), {"idempotency_key": key} if key else {})


def intent_of(client: StripeClient, session_id: str) -> str:
    """The id of the payment that a session led to."""
    found = client.v1.checkout.sessions.retrieve(session_id).payment_intent
    assert isinstance(found, str)
    return found


def said(error: sdk.StripeError) -> tuple[int | None, str, str]:
    """Status, type and code of a refusal."""
    body: Any = error.json_body
    return error.http_status, body["error"]["type"], body["error"].get("code", "")
