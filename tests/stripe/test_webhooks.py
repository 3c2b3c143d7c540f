"""What the fake tells us: signed so that the SDK believes it, and as often, as late and as muddled as is asked for."""

import random

import pytest
from stripe import SignatureVerificationError, StripeClient, Webhook

from tests.stripe import webhooks
from tests.stripe.asking import session
from tests.stripe.fake import Stripe


class Ear:
    """Keeps what it was told; answers with `status`."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.heard: list[tuple[bytes, dict[str, str]]] = []

    def __call__(self, body: bytes, headers: dict[str, str]) -> int:
        self.heard.append((body, headers))
        return self.status


@pytest.fixture
def paid(stripe: Stripe, sdk: StripeClient) -> list[str]:
    """The types of what happened when somebody paid."""
    stripe.pay(session(sdk).id)
    return [event["type"] for event in stripe.events]


def test_the_sdk_believes_what_is_told(stripe: Stripe, paid: list[str]) -> None:
    ear = Ear()
    assert stripe.deliver(ear) == [200] * len(paid)
    events = [
        Webhook.construct_event(body, headers["Stripe-Signature"], stripe.hook_secret) for body, headers in ear.heard
    ]
    assert [event.type for event in events] == paid
    assert stripe.deliver(ear) == []


def test_the_sdk_does_not_believe_another_secret(stripe: Stripe, paid: list[str]) -> None:
    body = webhooks.payload(stripe.events[0])
    forged = stripe.webhooks.signature(body, secret="whsec_of_somebody")
    with pytest.raises(SignatureVerificationError):
        Webhook.construct_event(body, forged, stripe.hook_secret)


def test_what_is_not_taken_is_told_again(stripe: Stripe, paid: list[str]) -> None:
    stripe.deliver(Ear(503))
    assert stripe.deliver(Ear()) == [200] * len(paid)


def test_events_come_doubled_shuffled_late_or_never(stripe: Stripe, paid: list[str]) -> None:
    stripe.webhooks.lose("charge.succeeded")
    ear, chance = Ear(), random.Random(1)  # noqa: S311 - shuffles
    while stripe.webhooks.waiting:
        stripe.deliver(ear, chance=chance, most=5, share=0.5)
    heard = [body for body, _ in ear.heard]
    assert len(set(heard)) == len(paid) - 1
    assert len(heard) > len(paid)
    assert b"charge.succeeded" not in b"".join(heard)
