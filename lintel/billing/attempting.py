"""Attempts to pay: at most one live one per invoice, committed before the provider is called."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet, Sum

from lintel.access.models import Link
from lintel.billing import invoicing
from lintel.billing.models import Attempt, Invoice
from lintel.core.prepared import Prepared

LASTS = timedelta(hours=1)
LOOKS_AFTER = (2, 5, 10, 30, 60)
KEEPS_LOOKING = timedelta(days=3)


def payable(invoice: Invoice) -> int:
    """What may be asked for now: the balance without what is under way (bank debits). In cents."""
    under_way = Attempt.objects.filter(invoice=invoice, state=Attempt.State.PROCESSING)
    return invoicing.balance(invoice) - (under_way.aggregate(sum=Sum("amount_cents"))["sum"] or 0)


def live(invoice: Invoice) -> Attempt | None:
    """The attempt that could still be paid, or of which the provider has not told us. At most one."""
    return Attempt.objects.filter(invoice=invoice, state__in=Attempt.LIVE).first()


def begin(*, invoice: Invoice, link: Link, provider: str, amount_cents: int, at: datetime) -> Attempt:
    """Write the attempt down. The invoice must be locked and have no live attempt."""
    key = secrets.token_hex(16)
    return Attempt.objects.create(
        company_id=invoice.company_id,
        key=key,
        invoice=invoice,
        link=link,
        provider=provider,
        amount_cents=amount_cents,
        currency=invoice.currency,
        return_digest=_digest(return_code(key)),
        started_at=at,
        expires_at=at + LASTS,
        due_at=at + timedelta(seconds=LOOKS_AFTER[0]),
    )


def return_code(attempt_key: str) -> str:
    """The opaque code the bank is given instead of the link. Made again at will; only its digest is kept."""
    mac = hmac.new(settings.LINK_KEYS[0], b"lintel return 1:" + attempt_key.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()[:24]).decode()


def returned(code: str, *, at: datetime) -> Attempt | None:
    """The attempt this code leads back to, for one hour after it started."""
    found = Attempt.objects.select_related("link__company", "link__holder__survivor", "invoice")
    return found.filter(return_digest=_digest(code), started_at__gt=at - LASTS).first()


def next_look(attempt: Attempt, *, at: datetime) -> datetime | None:
    """When to look again: after 2, 5, 10, 30 s, then each minute while it can be paid, then rarely, then never."""
    if attempt.state in Attempt.FINAL:
        return None
    if at < attempt.expires_at:
        return at + timedelta(seconds=LOOKS_AFTER[min(attempt.attempts, len(LOOKS_AFTER) - 1)])
    return at + timedelta(hours=1) if at < attempt.started_at + KEEPS_LOOKING else at + timedelta(days=1)


def hurry(*, at: datetime, invoice: Invoice | None = None, reference: str = "") -> None:
    """Have a worker look now at an invoice's live attempt, or at the attempt the provider calls `reference`.

    Takes the row away from a worker that is looking already: what it saw may be older than what is now known.
    """
    if invoice and not _under_way(invoice=invoice.pk):
        return
    attempts = Attempt.objects.exclude(state__in=Attempt.FINAL)
    attempts = attempts.filter(invoice=invoice) if invoice else attempts.filter(reference=reference)
    attempts.update(due_at=at, leased_until=None, attempts=F("attempts") + 1)


@Prepared
def _under_way(invoice: int) -> QuerySet[Attempt, tuple[int]]:
    return Attempt.objects.filter(invoice=invoice).exclude(state__in=Attempt.FINAL).values_list("pk")


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
