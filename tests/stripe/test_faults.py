"""Idempotency keys and faults at the fake, as Stripe documents the ones and causes the others."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe as stripe_sdk
from stripe import StripeClient

from tests.stripe.asking import intent_of, said, session
from tests.stripe.fake import Stripe


def test_the_same_key_gives_the_same_checkout_for_a_day_and_then_another(stripe: Stripe, sdk: StripeClient) -> None:
    first = session(sdk, key="one", expires_at=stripe.store.now() + 7200)
    again = session(sdk, key="one", expires_at=first.expires_at)
    assert again.id == first.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    stripe.advance(hours=25)
    with pytest.raises(stripe_sdk.InvalidRequestError, match="at least 30 minutes"):
        session(sdk, key="one", expires_at=first.expires_at)
    assert len(stripe.sessions) == 1


def test_a_key_forgotten_after_a_day_makes_a_second_checkout(stripe: Stripe, sdk: StripeClient) -> None:
    first = session(sdk, key="one")
    stripe.advance(hours=25)
    assert session(sdk, key="one").id != first.id


def test_the_same_key_with_other_words_is_refused(sdk: StripeClient) -> None:
    session(sdk, key="one")
    with pytest.raises(stripe_sdk.IdempotencyError) as refused:
        session(sdk, 610_00, key="one")
    assert said(refused.value) == (400, "idempotency_error", "")


def test_nothing_is_remembered_of_a_request_that_was_not_understood(stripe: Stripe, sdk: StripeClient) -> None:
    with pytest.raises(stripe_sdk.InvalidRequestError, match="unknown parameter"):
        session(sdk, key="one", payment_method_types=["card"])
    assert session(sdk, key="one").status == "open"


def test_an_answer_that_is_lost_is_found_again_by_its_key(stripe: Stripe, sdk: StripeClient) -> None:
    stripe.faults.next("sessions.create", "lost")
    with pytest.raises(stripe_sdk.APIConnectionError):
        session(sdk, key="one")
    assert session(sdk, key="one").id == stripe.sessions[0]["id"]
    assert len(stripe.sessions) == 1


@pytest.mark.parametrize(("fault", "made"), [("broken", 0), ("half done", 1)])
def test_a_500_is_remembered_whether_or_not_it_was_done(
    stripe: Stripe, sdk: StripeClient, fault: str, made: int
) -> None:
    stripe.faults.next("sessions.create", fault)
    for _ in range(2):
        with pytest.raises(stripe_sdk.APIError) as broken:
            session(sdk, key="one")
        assert broken.value.http_status == 500
    assert len(stripe.sessions) == made


@pytest.mark.parametrize(("fault", "status"), [("locked", 409), ("limited", 429)])
def test_what_never_began_can_be_asked_again_under_its_key(
    stripe: Stripe, sdk: StripeClient, fault: str, status: int
) -> None:
    stripe.faults.next("sessions.create", fault)
    with pytest.raises(stripe_sdk.StripeError) as refused:
        session(sdk, key="one")
    assert refused.value.http_status == status
    assert session(sdk, key="one").status == "open"


def test_two_at_once_under_one_key_are_told_so(stripe: Stripe, sdk: StripeClient) -> None:
    """The first one's answer hangs; its key is taken until then, and afterwards gives what it gave."""
    stripe.faults.next("refunds.create", "stuck")
    opened = session(sdk)
    stripe.pay(opened.id)
    intent = intent_of(sdk, opened.id)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(sdk.v1.refunds.create, {"payment_intent": intent}, {"idempotency_key": "one"})
        stripe.faults.stuck.wait(10)
        with pytest.raises(stripe_sdk.APIError) as refused:
            sdk.v1.refunds.create({"payment_intent": intent}, {"idempotency_key": "one"})
        assert said(refused.value) == (409, "idempotency_error", "idempotency_key_in_use")
        stripe.faults.let_go()
    again = sdk.v1.refunds.create({"payment_intent": intent}, {"idempotency_key": "one"})
    assert again.id == first.result().id
    assert len(sdk.v1.refunds.list({"payment_intent": intent}).data) == 1


def test_nothing_is_answered_while_it_is_out(stripe: Stripe, sdk: StripeClient) -> None:
    with stripe.faults.outage(), pytest.raises(stripe_sdk.APIConnectionError):
        session(sdk)
    assert session(sdk).status == "open"
    assert stripe.faults.happened == [("sessions.create", "cut")]
