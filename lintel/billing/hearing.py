"""What a provider calls us about: believed only when signed, kept before it is answered, applied by the worker."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from lintel.billing.models import ProviderEvent, StripeAccount
from lintel.billing.providers import wire
from lintel.core import sealing

KINDS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
)
WINDOW = timedelta(seconds=300)
HEARD_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=90)  # Stripe tells again for three days, and lists for thirty
BITE = 500
WHOLE_CALL = ("event", "v2.core.event")
NAME = re.compile(r"[A-Za-z0-9_.]{1,80}")
SIGNATURE = re.compile(r"t=(?P<at>[0-9]{1,12})(?:,v[0-9]+=[0-9a-f]+)+")


class NobodyListens(Exception):
    """No company has this address, or it has no secret yet: nothing may be believed, and Stripe calls again."""


class Forged(Exception):
    """Not signed with the company's secret, not now, or not about the company's own account."""


def hear(*, hook_key: str, body: bytes, signature: str, at: datetime) -> None:
    """Keep what Stripe calls about, once however often it calls. Raises NobodyListens, Forged."""
    account = StripeAccount.objects.filter(hook_key=hook_key).exclude(sealed_hook_secret="").first()
    if account is None:
        raise NobodyListens
    try:
        secret = sealing.unseal(account.sealed_hook_secret, purpose=wire.SEALED_FOR)
    except sealing.Unsealable as error:
        raise NobodyListens from error
    told = _proven(account, body, signature, secret, at)
    keep(account, told, body.decode(), at=at)
    recent = Q(heard_at__gt=at - HEARD_EVERY)
    StripeAccount.objects.filter(pk=account.pk).exclude(recent).update(heard_at=at)


def keep(account: StripeAccount, told: dict[str, Any], body: str, *, at: datetime) -> None:
    """The event's row, made now unless it is there. What Lintel does not act on is kept and not due."""
    thing = told.get("data", {}).get("object", {})
    event = ProviderEvent(
        company_id=account.company_id,
        source="stripe",
        event_id=told["id"],
        kind=told["type"],
        about=str(thing.get("id", ""))[:120],
        body=body,
        received_at=at,
        due_at=at if told["type"] in KINDS else None,
    )
    ProviderEvent.objects.bulk_create([event], ignore_conflicts=True)


def forget(*, at: datetime) -> int:
    """Drop a bite of the oldest events that are settled and that no provider tells again. How many went."""
    oldest = list(ProviderEvent.objects.order_by("pk").values_list("pk", flat=True)[:BITE])
    settled = ProviderEvent.objects.filter(pk__in=oldest, due_at=None, received_at__lt=at - KEPT)
    return settled.delete()[0]


def _proven(account: StripeAccount, body: bytes, signature: str, secret: str, at: datetime) -> dict[str, Any]:
    sdk, found = wire.sdk(), SIGNATURE.fullmatch(signature)
    if not found or abs(at.timestamp() - int(found["at"])) > WINDOW.total_seconds():
        raise Forged("Not signed, or at another time.")
    try:
        sdk.WebhookSignature.verify_header(body, signature, secret, int(WINDOW.total_seconds()))
        told = json.loads(body)
    except (sdk.SignatureVerificationError, ValueError, RecursionError) as error:
        raise Forged from error
    if not _is_call(told) or told.get("livemode") is not account.is_live:
        raise Forged("Not an event of this mode.")
    if (told.get("account") or account.account_id) != account.account_id:
        raise Forged("Another account's event.")
    return dict(told)


def _is_call(told: Any) -> bool:
    """Whether it has the shape of one of Stripe's events."""
    if not isinstance(told, dict) or told.get("object") not in WHOLE_CALL:
        return False
    names = (told.get("id"), told.get("type"))
    data = told.get("data", {})
    whole = isinstance(data, dict) and isinstance(data.get("object", {}), dict)
    return whole and all(isinstance(name, str) and NAME.fullmatch(name) for name in names)
