"""Forged calls: none is believed, none breaks anything, and only a door without a secret says 503."""

from collections.abc import Callable

import pytest
from django.test import Client

from lintel.billing import accounts
from lintel.billing.models import Entry, ProviderEvent, StripeAccount
from lintel.billing.providers import wire
from lintel.inspections.models import Inspection
from tests import cast
from tests.online import steps
from tests.stripe.fake import Stripe
from tests.truth import LONG, chance
from tests.truth.forging import FORGERIES, Call, well_signed

FORGED = LONG or 3 * len(FORGERIES)
REFUSALS = {400, 413}


@pytest.fixture
def door(office: cast.Office) -> Callable[[Call], int]:
    """The company's webhook, on the wire: the status it answers."""
    account = accounts.of(office.company)
    assert account is not None
    path = accounts.HOOK.format(key=account.hook_key)

    def call(made: Call) -> int:
        body, headers = made
        browser = Client(raise_request_exception=False)
        return browser.post(path, body, content_type="application/json", headers=headers, secure=True).status_code

    return call


@pytest.fixture
def inspection(office: cast.Office, stripe: Stripe) -> Inspection:
    """Something was paid there, so there are true events to forge."""
    made = cast.book(office)
    stripe.pay(steps.session_in(steps.press(made)))
    return made


def test_there_are_forty_classes() -> None:
    assert len(FORGERIES) >= 40


def test_nothing_forged_is_believed_and_nothing_breaks(
    stripe: Stripe, inspection: Inspection, door: Callable[[Call], int]
) -> None:
    luck = chance(1)
    names = list(FORGERIES)
    for number in range(FORGED):
        name = names[number % len(names)]
        status = door(FORGERIES[name](stripe, luck.choice(stripe.events), luck))
        assert status in REFUSALS, f"{name}: {status}"
    assert not ProviderEvent.objects.exists()
    assert not Entry.objects.filter(kind="payment").exists()
    event = stripe.events[-1]
    assert door(well_signed(stripe, event)) == 200, "the door takes nothing at all, so nothing is proven"
    assert ProviderEvent.objects.get().event_id == event["id"]


def test_where_nobody_can_check_it_the_answer_is_503(
    stripe: Stripe, inspection: Inspection, door: Callable[[Call], int]
) -> None:
    StripeAccount.objects.update(sealed_hook_secret="")
    luck = chance(2)
    for name, make in FORGERIES.items():
        if name != "far too long":
            assert door(make(stripe, stripe.events[0], luck)) == 503, name
    assert not ProviderEvent.objects.exists()


def test_a_door_that_checks_no_signature_would_be_seen(
    stripe: Stripe, inspection: Inspection, door: Callable[[Call], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(wire.sdk().WebhookSignature, "verify_header", lambda *_args, **_named: True)
    assert door(FORGERIES["another secret"](stripe, stripe.events[0], chance(3))) == 200
    assert ProviderEvent.objects.exists()
