"""Speaking with Stripe: a client for each company's key, and every fault of the SDK as one of ours."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from lintel.billing.models import StripeAccount
from lintel.billing.providers import ProviderDown, ProviderRefused
from lintel.core import sealing

if TYPE_CHECKING:
    from stripe import StripeClient

SEALED_FOR = b"lintel stripe"
PAGE = "https://checkout.stripe.com"
PATIENCE_SECONDS = 20
log = logging.getLogger(__name__)


class KeyRefused(ProviderDown):
    """Stripe does not accept the company's key, or the key cannot be read any more."""


def checkout_origin() -> str:
    """Where Stripe's page is: a form of ours leads there."""
    return settings.STRIPE_API or PAGE


def client(key: str) -> "StripeClient":
    """Whoever speaks with this key."""
    base: Any = {"api": settings.STRIPE_API} if settings.STRIPE_API else {}
    speaks: StripeClient = sdk().StripeClient(key, max_network_retries=0, http_client=_wire(), base_addresses=base)
    return speaks


@contextmanager
def speaking(account: StripeAccount, *, at: datetime) -> "Iterator[StripeClient]":
    """A client with the account's key, whose faults are ours: KeyRefused, ProviderRefused, ProviderDown.

    Since when a key is refused is kept with it, until it works again.
    """
    try:
        with translated():
            yield client(_key(account))
    except KeyRefused:
        StripeAccount.objects.filter(pk=account.pk, refused_at=None).update(refused_at=at)
        raise
    if account.refused_at:
        StripeAccount.objects.filter(pk=account.pk).update(refused_at=None)


@contextmanager
def translated() -> Iterator[None]:
    """Every fault of the SDK as one of ours; what nobody expected is told to the log and counts as silence."""
    known = sdk()
    try:
        yield
    except ProviderDown:
        raise
    except known.AuthenticationError as error:
        raise KeyRefused(_words(error)) from error
    except (known.CardError, known.PermissionError) as error:
        raise ProviderRefused(_words(error)) from error
    except known.InvalidRequestError as error:
        raise ProviderRefused(_words(error), say=_to_a_payer(error.code), code=error.code or "") from error
    except known.StripeError as error:
        raise ProviderDown(_words(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        log.exception("Stripe's answer was not understood")
        raise ProviderDown("Stripe answered something that Lintel does not understand.") from error


def account_of(company_id: int) -> StripeAccount:
    """The company's account, with its key. Raises ProviderDown where there is none."""
    account = StripeAccount.objects.filter(company_id=company_id).exclude(sealed_key="").first()
    if account is None:
        raise ProviderDown("No Stripe account is connected.")
    return account


def _key(account: StripeAccount) -> str:
    try:
        return sealing.unseal(account.sealed_key, purpose=SEALED_FOR)
    except sealing.Unsealable as error:
        raise KeyRefused("The key was sealed by another installation. Enter it again.") from error


def _to_a_payer(code: str | None) -> str:
    return {
        "amount_too_small": "This is too little to be paid online. The company's payment instructions say how else.",
        "amount_too_large": "This is too much to be paid online at once. Please ask the office.",
    }.get(code or "", "")


def _words(error: Any) -> str:
    return str(error.user_message or type(error).__name__)[:300]


@cache
def sdk() -> Any:
    """The SDK, when it is first needed: it takes a fifth of a second to load."""
    import stripe

    stripe.enable_telemetry = False
    return stripe


@cache
def _wire() -> Any:
    """Kept connections, a set for each thread."""
    return sdk().RequestsClient(timeout=PATIENCE_SECONDS)
