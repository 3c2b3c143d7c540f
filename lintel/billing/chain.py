"""Test the chain: from a client's card to our ledger, link by link, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from lintel.billing import accounts
from lintel.billing.hearing import KINDS
from lintel.billing.models import StripeAccount
from lintel.billing.providers import ProviderDown, ProviderRefused, stripe, wire

CAPABILITIES = {
    "card": "card_payments",
    "link": "link_payments",
    "us_bank_account": "us_bank_account_ach_payments",
    "acss_debit": "acss_debit_payments",
    "sepa_debit": "sepa_debit_payments",
    "bacs_debit": "bacs_debit_payments",
    "au_becs_debit": "au_becs_debit_payments",
}
NAMES = {"card": "Card", "link": "Link, Stripe’s wallet,"}


@dataclass(frozen=True, slots=True)
class Found:
    """One link of the chain: whether it holds, and what is the case in words. `tone` is good, wait or bad."""

    tone: str
    words: str


def test(account: StripeAccount, *, at: datetime) -> list[Found]:
    """Every link, asked of Stripe where it is Stripe's to say. No transaction may be open."""
    try:
        with wire.speaking(account, at=at) as client:
            whose = client.v1.accounts.retrieve_current()
            return [*_key(account), *_payable(account, whose), *_called(account, client)]
    except wire.KeyRefused as refused:
        said = f"Stripe refuses the key that ends with {account.key_ends_with}: “{refused}” Enter a new one."
        return [Found("bad", said)]
    except ProviderRefused as no:
        return [Found("bad", f"The key lacks a permission: “{no}”")]
    except ProviderDown as silence:
        return [Found("wait", f"Stripe does not answer just now ({silence}). Try again in a minute.")]


def _key(account: StripeAccount) -> Iterator[Found]:
    yield Found("good", f"Stripe accepts the key of {account.name or account.account_id}.")
    if not account.is_live:
        yield Found("wait", "It is a test key: clients can pay with test cards only, and all money is marked TEST.")
    elif not settings.HTTPS:
        yield Found("wait", "It is a live key, but this Lintel has no public https address: clients cannot reach it.")


def _payable(account: StripeAccount, whose: Any) -> Iterator[Found]:
    if not whose.charges_enabled:
        yield Found("bad", "Stripe lets this account take no payments yet. Finish its set-up at Stripe.")
    said = getattr(whose, "capabilities", None)
    if said is None:
        yield Found("wait", "Stripe does not say which ways to pay are active there: Settings → Payment methods.")
        return
    held = said.to_dict()
    for method in stripe.methods(account.company):
        name = NAMES.get(method, "Bank debit")
        if held.get(CAPABILITIES[method]) == "active":
            yield Found("good", f"{name} is active at Stripe.")
        else:
            yield Found("bad", f"{name} is ticked here but not active at Stripe: Settings → Payment methods there.")


def _called(account: StripeAccount, client: Any) -> Iterator[Found]:
    address = accounts.hook_address(account)
    if not settings.HTTPS:
        yield Found("bad", f"Stripe cannot call {address}: it needs a public https address (LINTEL_PUBLIC_ORIGIN).")
    yield from _registered(account, client, address)
    if not account.sealed_hook_secret:
        yield Found("bad", "The webhook secret is missing: until it is entered, every call of Stripe is turned away.")
    elif account.heard_at is None:
        yield Found("wait", "Stripe has not called with this secret yet. Payments are still found by asking.")
    else:
        yield Found("good", "Stripe calls, and its signature is right.")


def _registered(account: StripeAccount, client: Any, address: str) -> Iterator[Found]:
    try:
        with wire.translated():
            endpoints = list(client.v1.webhook_endpoints.list({"limit": stripe.MOST}).auto_paging_iter())
    except ProviderRefused:
        yield Found("wait", "The key may not read webhook endpoints, so Lintel cannot see whether yours is right.")
        return
    ours = next((one for one in endpoints if one.url == address), None)
    if ours is None:
        yield Found("bad", f"No webhook endpoint at Stripe calls {address}. Add one under Developers → Webhooks.")
        return
    if ours.status != "enabled":
        yield Found("bad", "The webhook endpoint is switched off at Stripe.")
    missing = [] if "*" in ours.enabled_events else [kind for kind in KINDS if kind not in ours.enabled_events]
    if missing:
        yield Found("bad", f"The webhook endpoint does not send {', '.join(missing)}.")
    elif ours.status == "enabled":
        yield Found("good", "The webhook endpoint is registered, with every event that is needed.")
