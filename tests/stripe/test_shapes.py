"""The guard against drift bites: what the SDK does not know is refused, in requests and in objects."""

import copy
from typing import Any

import pytest
import stripe as stripe_sdk
from stripe import StripeClient
from stripe.checkout import Session
from stripe.params import RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from tests.stripe import fake, forms, shapes
from tests.stripe.asking import session, wanted
from tests.stripe.fake import Stripe

FORM = "mode=payment&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd&expand[]=payment_intent"


def test_a_form_is_a_tree_with_lists_and_typed_values() -> None:
    asked = shapes.read(SessionCreateParams, forms.decode(FORM))
    assert asked == {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": {"currency": "usd"}}],
        "expand": ["payment_intent"],
    }


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ("payment_method_types[0]=card", "payment_method_types"),
        ("line_items[0][prize]=1", "line_items[0][prize]"),
        ("line_items[0][quantity]=one", "line_items[0][quantity]"),
        ("line_items[0][price_data][unit_amount]=1", "line_items[0][price_data][currency]"),
        ("mode=paying", "mode"),
        ("line_items=1", "line_items"),
        ("mode[a]=1", "mode"),
    ],
)
def test_a_changed_request_is_refused_at_its_place(form: str, where: str) -> None:
    with pytest.raises(shapes.Misfit) as misfit:
        shapes.read(SessionCreateParams, forms.decode(form))
    assert misfit.value.where == where


def test_what_the_adapter_may_not_send_never_reaches_a_checkout(stripe: Stripe, sdk: StripeClient) -> None:
    with pytest.raises(stripe_sdk.InvalidRequestError, match="unknown parameter"):
        session(sdk, payment_method_types=["card"])
    assert stripe.sessions == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"status": "paid"}, ".status"),
        ({"prize": 1}, ".prize"),
        ({"expires_at": None}, ".expires_at"),
        ({"amount_total": "590.00"}, ".amount_total"),
        ({"payment_intent": 7}, ".payment_intent"),
        ({"automatic_tax": {}}, ".automatic_tax.enabled"),
        ({"payment_method_types": "card"}, ".payment_method_types"),
    ],
)
def test_a_changed_object_is_refused_at_its_place(
    stripe: Stripe, sdk: StripeClient, change: dict[str, Any], where: str
) -> None:
    session(sdk)
    whole = stripe.sessions[0]
    shapes.check(Session, whole)
    with pytest.raises(shapes.Misfit) as misfit:
        shapes.check(Session, whole | change)
    assert misfit.value.where == where
    without = copy.deepcopy(whole)
    del without["livemode"]
    with pytest.raises(shapes.Misfit):
        shapes.check(Session, without)


def test_a_test_ends_red_when_the_fake_has_drifted() -> None:
    with pytest.raises(shapes.Misfit, match=r"sessions\.retrieve\.status"), fake.serving() as stripe:
        client = StripeClient(stripe.secret_key, base_addresses={"api": stripe.address})
        opened = session(client)
        stripe.sessions[0]["status"] = "odd"
        client.v1.checkout.sessions.retrieve(opened.id)


def test_every_event_has_the_shape_of_an_event(stripe: Stripe, sdk: StripeClient) -> None:
    for how in ("decline", "card"):
        stripe.pay(session(sdk).id, how)
    for event in stripe.events:
        shapes.check(stripe_sdk.Event, event)
    assert wanted()["mode"] == "payment"
    assert shapes.read(RefundCreateParams, {"amount": "5"}) == {"amount": 5}
