"""Checkouts and their money at the fake, as the real SDK sees them."""

import urllib.error
import urllib.parse
import urllib.request

import pytest
import stripe as stripe_sdk
from stripe import StripeClient

from tests.stripe import money
from tests.stripe.asking import intent_of, said, session
from tests.stripe.fake import Stripe


def test_a_card_pays_and_the_payment_is_one_captured_charge(stripe: Stripe, sdk: StripeClient) -> None:
    opened = session(sdk)
    assert (opened.status, opened.payment_status, opened.payment_intent) == ("open", "unpaid", None)
    stripe.pay(opened.id)
    paid = sdk.v1.checkout.sessions.retrieve(opened.id, {"expand": ["payment_intent.latest_charge"]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert isinstance(paid.payment_intent, stripe_sdk.PaymentIntent)
    assert isinstance(paid.payment_intent.latest_charge, stripe_sdk.Charge)
    assert paid.payment_intent.latest_charge.amount_captured == 590_00
    held = stripe.truth()
    assert [(one.session_id, one.amount, one.kept) for one in held] == [(opened.id, 590_00, 590_00)]


def test_a_declined_card_leaves_the_checkout_open_and_says_why(stripe: Stripe, sdk: StripeClient) -> None:
    opened = session(sdk)
    stripe.pay(opened.id, "decline")
    again = sdk.v1.checkout.sessions.retrieve(opened.id, {"expand": ["payment_intent"]})
    assert again.status == "open"
    assert isinstance(again.payment_intent, stripe_sdk.PaymentIntent)
    assert again.payment_intent.last_payment_error is not None
    assert again.payment_intent.last_payment_error.message == money.DECLINED
    assert stripe.truth() == []


def test_a_card_that_asks_for_confirmation_is_paid_when_confirmed(stripe: Stripe, sdk: StripeClient) -> None:
    opened = session(sdk)
    stripe.pay(opened.id, "confirm")
    assert sdk.v1.payment_intents.retrieve(intent_of(sdk, opened.id)).status == "requires_action"
    assert stripe.truth() == []
    stripe.pay(opened.id, "confirm")
    assert sdk.v1.payment_intents.retrieve(intent_of(sdk, opened.id)).status == "succeeded"


@pytest.mark.parametrize(("comes", "status"), [(True, "succeeded"), (False, "requires_payment_method")])
def test_a_bank_debit_is_complete_and_unpaid_until_it_is_decided(
    stripe: Stripe, sdk: StripeClient, *, comes: bool, status: str
) -> None:
    opened = session(sdk)
    stripe.pay(opened.id, "debit")
    waiting = sdk.v1.checkout.sessions.retrieve(opened.id)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    intent = intent_of(sdk, opened.id)
    assert sdk.v1.payment_intents.retrieve(intent).status == "processing"
    (stripe.settle_debit if comes else stripe.fail_debit)(intent)
    assert sdk.v1.payment_intents.retrieve(intent).status == status
    assert len(stripe.truth()) == comes
    last = sdk.v1.events.list({"limit": 1}).data[0]
    assert last.type == f"checkout.session.async_payment_{'succeeded' if comes else 'failed'}"


def test_only_an_open_checkout_can_be_expired(stripe: Stripe, sdk: StripeClient) -> None:
    opened, paid = session(sdk), session(sdk)
    stripe.pay(paid.id)
    assert sdk.v1.checkout.sessions.expire(opened.id).status == "expired"
    for key, status in ((opened.id, "expired"), (paid.id, "complete")):
        with pytest.raises(stripe_sdk.InvalidRequestError, match=f"has a status of `{status}`"):
            sdk.v1.checkout.sessions.expire(key)
    with pytest.raises(money.Closed):
        stripe.pay(opened.id)


def test_a_checkout_expires_by_the_clock_of_stripe(stripe: Stripe, sdk: StripeClient) -> None:
    opened = session(sdk, expires_at=stripe.store.now() + 3600)
    stripe.advance(minutes=61)
    assert sdk.v1.checkout.sessions.retrieve(opened.id).status == "expired"
    assert stripe.events[-1]["type"] == "checkout.session.expired"


@pytest.mark.parametrize(
    ("cents", "currency", "code"),
    [
        (49, "usd", "amount_too_small"),
        (0, "usd", "amount_too_small"),
        (49, "jpy", "amount_too_small"),
        (100_000_000, "usd", "amount_too_large"),
        (-1, "usd", "parameter_invalid_integer"),
        (5_001, "kwd", ""),
    ],
)
def test_amounts_that_stripe_does_not_take(sdk: StripeClient, cents: int, currency: str, code: str) -> None:
    with pytest.raises(stripe_sdk.InvalidRequestError) as refused:
        session(sdk, cents, currency=currency)
    assert said(refused.value) == (400, "invalid_request_error", code)


def test_refunds_are_capped_by_what_is_left(stripe: Stripe, sdk: StripeClient) -> None:
    opened = session(sdk)
    stripe.pay(opened.id)
    intent = intent_of(sdk, opened.id)
    sdk.v1.refunds.create({"payment_intent": intent, "amount": 500_00})
    with pytest.raises(stripe_sdk.InvalidRequestError, match="greater than unrefunded amount"):
        sdk.v1.refunds.create({"payment_intent": intent, "amount": 90_01})
    assert stripe.refund_at_dashboard(intent)["amount"] == 90_00
    with pytest.raises(stripe_sdk.InvalidRequestError, match="already been refunded"):
        sdk.v1.refunds.create({"payment_intent": intent})
    assert [one.amount for one in sdk.v1.refunds.list({"payment_intent": intent}).data] == [90_00, 500_00]
    assert stripe.truth()[0].kept == 0


def test_a_refund_that_fails_later_is_the_companys_money_again(stripe: Stripe, sdk: StripeClient) -> None:
    opened = session(sdk)
    stripe.pay(opened.id)
    made = sdk.v1.refunds.create({"payment_intent": intent_of(sdk, opened.id)})
    stripe.end_refund(made.id, failed=True)
    assert sdk.v1.refunds.retrieve(made.id).status == "failed"
    assert stripe.truth()[0].kept == 590_00


def test_a_dispute_takes_the_money_until_it_is_won(stripe: Stripe, sdk: StripeClient) -> None:
    opened = session(sdk)
    stripe.pay(opened.id)
    intent = intent_of(sdk, opened.id)
    made = stripe.dispute(intent)
    assert stripe.truth()[0].kept == 0
    with pytest.raises(stripe_sdk.InvalidRequestError, match="charged back"):
        sdk.v1.refunds.create({"payment_intent": intent})
    stripe.decide(made["id"], "won")
    assert stripe.truth()[0].kept == 590_00
    assert sdk.v1.disputes.retrieve(made["id"]).status == "won"


def test_the_page_sends_the_browser_back(stripe: Stripe, sdk: StripeClient) -> None:
    opened = session(sdk, success_url=f"{stripe.address}/c/pay/gone?of={{CHECKOUT_SESSION_ID}}")
    assert opened.url is not None
    assert "Pay 59000 USD" in seen(opened.url)
    with pytest.raises(urllib.error.HTTPError) as arrived:
        seen(opened.url, how="card")
    assert arrived.value.url == f"{stripe.address}/c/pay/gone?of={opened.id}"
    arrived.value.close()
    assert "has ended" in seen(opened.url)


def seen(address: str, **pressed: str) -> str:
    pressed_words = urllib.parse.urlencode(pressed).encode() or None
    with urllib.request.urlopen(address, pressed_words) as answer:  # noqa: S310 - the fake's own address
        return str(answer.read().decode())


def test_lists_come_in_pages_with_the_newest_first(stripe: Stripe, sdk: StripeClient) -> None:
    made = [session(sdk).id for _ in range(5)]
    assert [one.id for one in sdk.v1.checkout.sessions.list({"limit": 2}).auto_paging_iter()] == made[::-1]
    assert sdk.v1.checkout.sessions.list({"created": {"gt": stripe.store.now()}}).data == []


def test_who_has_no_key_or_another_sees_nothing(stripe: Stripe) -> None:
    stranger = StripeClient("sk_test_of_somebody", base_addresses={"api": stripe.address}, max_network_retries=0)
    with pytest.raises(stripe_sdk.AuthenticationError):
        stranger.v1.accounts.retrieve_current()
