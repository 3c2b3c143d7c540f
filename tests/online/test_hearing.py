"""Stripe calls: what is not signed for this company and now is not believed; the rest is kept once and looked up."""

import json
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lintel.billing import accounts, hearing
from lintel.billing.models import Attempt, ProviderEvent, StripeAccount
from lintel.core import clock
from lintel.inspections import reconciling
from lintel.inspections.models import Inspection
from lintel.web.hooks import stripe as door
from tests import cast
from tests.online import steps
from tests.stripe import webhooks
from tests.stripe.fake import Stripe


@pytest.fixture
def paid(stripe: Stripe, inspection: Inspection) -> str:
    """Cora has paid, and nobody here knows; the id of her session."""
    session = steps.session_in(steps.press(inspection))
    stripe.pay(session)
    return session


def test_cora_pays_stripe_calls_and_the_worker_books_it(stripe: Stripe, office: cast.Office, paid: str) -> None:
    answers = stripe.deliver(steps.hook(office.company))
    assert set(answers) == {200}
    assert steps.taken() == [], "what is told is only where to look"
    assert steps.apply()
    assert steps.taken() == [590_00]
    event = ProviderEvent.objects.get(kind="checkout.session.completed")
    assert (event.about, event.due_at) == (paid, None)
    assert event.applied_at is not None


def test_what_lintel_does_not_act_on_is_kept_and_left_alone(stripe: Stripe, office: cast.Office, paid: str) -> None:
    stripe.deliver(steps.hook(office.company))
    kept = ProviderEvent.objects.exclude(kind__in=hearing.KINDS)
    assert kept.filter(kind="payment_intent.succeeded", due_at=None).exists()
    assert json.loads(kept[0].body)["object"] == "event"


def test_doubled_shuffled_and_late_it_is_booked_once(stripe: Stripe, office: cast.Office, paid: str) -> None:
    chance, hook = random.Random(4), steps.hook(office.company)  # noqa: S311 - shuffles
    while stripe.webhooks.waiting:
        assert set(stripe.deliver(hook, chance=chance, most=5, share=0.5)) <= {200}
        steps.apply()
    steps.look(clock.now() + timedelta(minutes=5))
    assert steps.taken() == [590_00]
    assert ProviderEvent.objects.count() == len(stripe.events)


def test_expired_told_after_paid_changes_nothing(stripe: Stripe, office: cast.Office, paid: str) -> None:
    steps.look()
    told = {**stripe.events[-1], "id": "evt_late", "type": "checkout.session.expired"}
    assert call(stripe, office, json.dumps(told).encode()) == 200
    steps.apply()
    assert (Attempt.objects.get().state, steps.taken()) == ("paid", [590_00])


def test_an_answer_that_never_came_is_made_good_by_the_call(
    stripe: Stripe, office: cast.Office, inspection: Inspection, paid: str
) -> None:
    Attempt.objects.update(state="unknown", reference="", checkout_address="", due_at=None)
    stripe.deliver(steps.hook(office.company))
    steps.apply()
    assert (Attempt.objects.get().reference, steps.taken()) == (paid, [590_00])


def test_while_stripe_does_not_answer_the_event_waits(stripe: Stripe, office: cast.Office, paid: str) -> None:
    stripe.deliver(steps.hook(office.company))
    with stripe.faults.outage():
        steps.apply()
    waiting = ProviderEvent.objects.get(kind="checkout.session.completed")
    assert (waiting.applied_at, steps.taken()) == (None, [])
    assert waiting.last_error
    steps.apply(clock.now() + timedelta(minutes=1))
    assert steps.taken() == [590_00]


def test_a_session_of_the_companys_own_shop_is_none_of_ours(stripe: Stripe, office: cast.Office) -> None:
    told = event("cs_test_of_a_shop")
    assert call(stripe, office, json.dumps(told).encode()) == 200
    steps.apply()
    assert ProviderEvent.objects.get().applied_at is not None


def event(about: str = "cs_test_1", **more: Any) -> dict[str, Any]:
    """An event as Stripe would write it."""
    return {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": {"id": about, "object": "checkout.session"}},
        **more,
    }


def call(stripe: Stripe, office: cast.Office, body: bytes, signature: str | None = None) -> int:
    """Stripe's own signature, unless another is given."""
    given = stripe.webhooks.signature(body) if signature is None else signature
    return steps.hook(office.company)(body, {"Stripe-Signature": given})


def at(seconds: int) -> int:
    return int(clock.now().timestamp()) + seconds


BODY = json.dumps(event()).encode()
Forge = Callable[[Stripe], str]
FORGED: dict[str, Forge] = {
    "none": lambda _: "",
    "words": lambda _: "let me in",
    "no scheme": lambda _: f"t={at(0)}",
    "no time": lambda stripe: "v1=" + webhooks.sign(BODY, stripe.hook_secret, at(0)),
    "another secret": lambda stripe: stripe.webhooks.signature(BODY, secret="whsec_of_somebody"),
    "an empty secret": lambda _: f"t={at(0)},v1={webhooks.sign(BODY, '', at(0))}",
    "another body": lambda stripe: stripe.webhooks.signature(BODY + b" "),
    "another time": lambda stripe: f"t={at(-9)},v1={webhooks.sign(BODY, stripe.hook_secret, at(0))}",
    "too old": lambda stripe: stripe.webhooks.signature(BODY, at=at(-302)),
    "too new": lambda stripe: stripe.webhooks.signature(BODY, at=at(+302)),
    "a day ahead": lambda stripe: stripe.webhooks.signature(BODY, at=at(86_400)),
    "the test scheme": lambda stripe: stripe.webhooks.signature(BODY).replace("v1=", "v0="),
    "upper case": lambda stripe: stripe.webhooks.signature(BODY).upper(),
    "other digits": lambda stripe: stripe.webhooks.signature(BODY).replace("1", "١"),
    "two times": lambda stripe: f"t={at(0)}," + stripe.webhooks.signature(BODY, at=at(-400)),
    "a huge time": lambda _: f"t={'9' * 5000},v1={'0' * 64}",
    "cut short": lambda stripe: stripe.webhooks.signature(BODY)[:-1],
    "letters that are none": lambda _: f"t={at(0)},v1=\u00ff{'0' * 63}",
}


@pytest.mark.parametrize("how", FORGED)
def test_what_is_not_signed_is_not_believed(stripe: Stripe, office: cast.Office, how: str) -> None:
    assert call(stripe, office, BODY, FORGED[how](stripe)) == 400
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"not json",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps(event(livemode=True)).encode(),
        json.dumps(event(livemode=None)).encode(),
        json.dumps(event(account="acct_of_somebody")).encode(),
        json.dumps(event(id=7)).encode(),
        json.dumps(event(id="evt 1\x00")).encode(),
        json.dumps(event(type="x" * 81)).encode(),
        json.dumps(event(object="charge")).encode(),
        json.dumps(event(data=[])).encode(),
        json.dumps(event(data={"object": "cs_1"})).encode(),
    ],
)
def test_what_is_signed_but_no_event_of_this_account_is_not_kept(
    stripe: Stripe, office: cast.Office, body: bytes
) -> None:
    try:
        signature = stripe.webhooks.signature(body)
    except UnicodeDecodeError:
        signature = "t=1,v1=0"
    assert call(stripe, office, body, signature) == 400
    assert not ProviderEvent.objects.exists()


def test_in_time_on_both_sides_it_is_believed(stripe: Stripe, office: cast.Office) -> None:
    for seconds in (-280, 280):
        assert call(stripe, office, BODY, stripe.webhooks.signature(BODY, at=at(seconds))) == 200
    assert ProviderEvent.objects.count() == 1


def test_the_secret_next_door_opens_nothing_here(stripe: Stripe, office: cast.Office) -> None:
    juniper = cast.juniper_ridge()
    accounts.connect(
        company=juniper.company,
        checked=accounts.Checked(stripe.secret_key, "acct_juniper", "Juniper", is_live=False),
        by=juniper.owner,
        at=clock.now(),
    )
    accounts.keep_secret(company=juniper.company, secret="whsec_juniper_1", by=juniper.owner, at=clock.now())
    assert steps.hook(juniper.company)(BODY, {"Stripe-Signature": stripe.webhooks.signature(BODY)}) == 400
    assert not ProviderEvent.objects.exists()


def test_without_a_secret_nothing_is_believed_and_stripe_is_to_come_again(stripe: Stripe, office: cast.Office) -> None:
    hook = steps.hook(office.company)
    signed = {"Stripe-Signature": stripe.webhooks.signature(BODY)}
    StripeAccount.objects.update(sealed_hook_secret="")
    assert hook(BODY, signed) == 503
    StripeAccount.objects.update(sealed_hook_secret="sealed elsewhere")
    assert hook(BODY, signed) == 503
    StripeAccount.objects.update(hook_key="b" * 32)
    assert hook(BODY, signed) == 503


def test_what_is_longer_than_any_event_is_turned_away(stripe: Stripe, office: cast.Office) -> None:
    assert call(stripe, office, b" " * (door.MOST_BYTES + 1)) == 413


def test_nobody_looks_in(office: cast.Office) -> None:
    account = accounts.of(office.company)
    assert account is not None
    path = accounts.HOOK.format(key=account.hook_key)
    assert [getattr(Client(), how)(path).status_code for how in ("get", "head", "put", "delete")] == [405] * 4


def test_it_costs_three_statements(
    stripe: Stripe, office: cast.Office, django_assert_num_queries: Callable[..., Any]
) -> None:
    hook, signed = steps.hook(office.company), {"Stripe-Signature": stripe.webhooks.signature(BODY)}
    with django_assert_num_queries(3):
        assert hook(BODY, signed) == 200


class TestNeverTold:
    """Webhooks that are lost for good: Stripe is asked what there was."""

    def test_the_events_since_are_fetched_and_applied(self, stripe: Stripe, office: cast.Office, paid: str) -> None:
        stripe.webhooks.lose()
        Attempt.objects.update(due_at=None)
        assert reconciling.sweep(at=clock.now()) == 1
        steps.apply()
        assert steps.taken() == [590_00]

    def test_often_at_first_then_hourly_then_daily(self, stripe: Stripe, office: cast.Office, paid: str) -> None:
        begun = clock.now()
        reconciling.sweep(at=begun)
        for later, turns in (
            (timedelta(minutes=4), 0),
            (timedelta(minutes=6), 1),
            (timedelta(hours=4), 1),
            (timedelta(hours=4, minutes=59), 0),
            (timedelta(hours=5, minutes=1), 1),
            (timedelta(days=8), 1),
            (timedelta(days=8, hours=23), 0),
            (timedelta(days=9, minutes=1), 1),
        ):
            assert reconciling.sweep(at=begun + later) == turns, later

    def test_what_could_not_be_asked_is_asked_again(self, stripe: Stripe, office: cast.Office, paid: str) -> None:
        Attempt.objects.update(due_at=None)
        with stripe.faults.outage():
            assert reconciling.sweep(at=clock.now()) == 0
        assert reconciling.sweep(at=clock.now() + timedelta(minutes=1)) == 1
        steps.apply(clock.now() + timedelta(minutes=1))
        assert steps.taken() == [590_00]

    def test_told_and_fetched_it_is_one_event(self, stripe: Stripe, office: cast.Office, paid: str) -> None:
        stripe.deliver(steps.hook(office.company))
        before = ProviderEvent.objects.count()
        reconciling.sweep(at=clock.now())
        assert ProviderEvent.objects.count() == before


def test_what_was_settled_long_ago_is_dropped_and_what_waits_is_not(
    stripe: Stripe, office: cast.Office, paid: str
) -> None:
    stripe.deliver(steps.hook(office.company))
    steps.apply()
    waiting = ProviderEvent.objects.order_by("pk")[0]
    ProviderEvent.objects.filter(pk=waiting.pk).update(due_at=clock.now())
    assert hearing.forget(at=clock.now() + timedelta(days=89)) == 0
    assert hearing.forget(at=clock.now() + timedelta(days=91)) == len(stripe.events) - 1
    assert ProviderEvent.objects.get() == waiting
