"""The second guard bites too: a request or an object that departs from a published shape is refused.

The document here is a page of Stripe's, in its manner; `./dev contract` takes the whole one.
"""

from typing import Any

import pytest
from stripe import StripeClient

from tests.stripe.asking import session
from tests.stripe.fake import Stripe
from tests.stripe.published import Departed, Published

TEXT: Any = {"type": "string"}
SESSION = {
    "type": "object",
    "required": ["id", "status", "url"],
    "properties": {
        "id": TEXT,
        "status": {"enum": ["open", "complete", "expired"], "nullable": True},
        "url": {"type": "string", "nullable": True},
        "amount_total": {"type": "integer"},
        "customer": {"anyOf": [TEXT, {"$ref": "#/components/schemas/customer"}], "nullable": True},
    },
}
FORM = {
    "type": "object",
    "properties": {
        "mode": {"enum": ["payment"]},
        "line_items": {"type": "array", "items": {"type": "object"}},
        "success_url": TEXT,
        "cancel_url": TEXT,
        "client_reference_id": TEXT,
        "payment_intent_data": {"type": "object", "properties": {"metadata": {}}, "additionalProperties": False},
    },
}
ANSWER = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/checkout.session"}}}}
PAGE: dict[str, Any] = {
    "paths": {
        "/v1/checkout/sessions": {
            "post": {
                "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": FORM}}},
                "responses": {"200": ANSWER},
            }
        }
    },
    "components": {"schemas": {"checkout.session": SESSION, "customer": {"type": "object"}}},
}


@pytest.fixture
def published(stripe: Stripe, sdk: StripeClient) -> Published:
    session(sdk)
    return Published(PAGE)


def test_what_was_asked_and_answered_is_as_published(stripe: Stripe, published: Published) -> None:
    (operation, asked, answer) = stripe.answered[0]
    published.check_request(operation, asked)
    published.check_answer(operation, answer)
    published.check_object("checkout.session", stripe.sessions[0])


@pytest.mark.parametrize(
    "change",
    [{"prize": 1}, {"mode": "paying"}, {"line_items": "one"}, {"payment_intent_data": {"prize": 1}}],
)
def test_a_changed_request_is_refused(stripe: Stripe, published: Published, change: dict[str, Any]) -> None:
    operation, asked, _ = stripe.answered[0]
    with pytest.raises(Departed, match=next(iter(change))):
        published.check_request(operation, asked | change)


@pytest.mark.parametrize(
    "change", [{"status": "odd"}, {"id": None}, {"amount_total": "59000"}, {"amount_total": None}, {"customer": 7}]
)
def test_a_changed_object_is_refused(stripe: Stripe, published: Published, change: dict[str, Any]) -> None:
    operation, _, answer = stripe.answered[0]
    with pytest.raises(Departed):
        published.check_answer(operation, answer | change)
    without = {key: value for key, value in answer.items() if key != "url"}
    with pytest.raises(Departed, match="url"):
        published.check_answer(operation, without)


def test_an_address_that_is_not_published_is_refused(stripe: Stripe, sdk: StripeClient, published: Published) -> None:
    sdk.v1.events.list()
    operation, _, answer = stripe.answered[-1]
    with pytest.raises(Departed, match=r"/v1/events is not published"):
        published.check_answer(operation, answer)
