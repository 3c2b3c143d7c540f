"""What people, Stripe and the worker do in these stories."""

from collections.abc import Callable
from datetime import datetime

from django.test import Client

from lintel.billing import accounts
from lintel.billing.models import Attempt, Entry, ProviderEvent
from lintel.companies.models import Company
from lintel.core import clock, work
from lintel.inspections import paying, reconciling
from lintel.inspections.models import Inspection
from tests import cast


def press(inspection: Inspection, name: str = "", *, at: datetime | None = None) -> str:
    """Pay Now; the address of the checkout."""
    return paying.start(link=cast.link(inspection, name), visitor=cast.PHONE, at=at or clock.now())


def session_in(address: str) -> str:
    """The session that this is the page of."""
    return address.rsplit("/", 1)[1]


def look(at: datetime | None = None) -> None:
    """The worker's turn with the attempts."""
    at = at or clock.now()
    Attempt.objects.exclude(due_at=None).update(due_at=at)
    work.run(Attempt, do=lambda attempt: paying.look(attempt, at=at), at=at)


def apply(at: datetime | None = None) -> int:
    """The worker's turn with what Stripe called about."""
    at = at or clock.now()
    return work.run(ProviderEvent, do=lambda event: reconciling.apply(event, at=at), at=at, most=200)


def hook(company: Company) -> Callable[[bytes, dict[str, str]], int]:
    """The company's webhook address, to be called."""
    account = accounts.of(company)
    assert account is not None
    path = accounts.HOOK.format(key=account.hook_key)

    def call(body: bytes, headers: dict[str, str]) -> int:
        signature = headers.get("Stripe-Signature", "")
        answer = Client().post(
            path, body, content_type="application/json", headers={"Stripe-Signature": signature}, secure=True
        )
        return answer.status_code

    return call


def taken() -> list[int]:
    """The cents of every payment in the ledger."""
    return [-cents for cents in Entry.objects.filter(kind="payment").values_list("amount_cents", flat=True)]
