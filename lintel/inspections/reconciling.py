"""What a provider has to say, brought to the ledger: events as they come, and those that never came.

An event only says where to look. Each may come in any order and any number of times.
"""

import json
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db.models import Max

from lintel.billing import accounts, booking, fetching, hearing
from lintel.billing.models import Attempt, Entry, ProviderEvent, StripeAccount
from lintel.billing.providers import ProviderDown, ProviderRefused, wire
from lintel.companies.models import Company
from lintel.core import work
from lintel.inspections import disputing, paying, refunding

OVERLAP = timedelta(hours=1)  # events are listed by when they were made, which may be before they can be seen
KEPT_THERE = timedelta(days=30)
SWEEPS = (
    (timedelta(hours=3), timedelta(minutes=5)),
    (timedelta(days=7), timedelta(hours=1)),
)
FORGOTTEN = "Paid at Stripe after the backup that was restored"
SELDOM = timedelta(days=1)


def apply(event: ProviderEvent, *, at: datetime) -> None:
    """The worker's turn with one event: look at what it is about, and book what is found."""
    account = accounts.of(event.company)
    try:
        if account:
            _act(account, event, at)
    except (ProviderDown, paying.ProviderSilent, refunding.Unheard) as silence:
        work.finish(event, due_at=at + work.backoff(event.attempts), last_error=str(silence)[:300])
    else:
        work.finish(event, due_at=None, applied_at=at, last_error="")


def sweep(*, at: datetime) -> int:
    """Ask each account for events that were never delivered, where its turn has come. How many accounts were asked.

    Often while something was begun lately, then hourly, then daily. What could not be asked is asked again at the
    next turn, since when it was last asked; a Stripe that is silent to one is not asked for the others either.
    """
    asked = 0
    for account in StripeAccount.objects.exclude(sealed_key="").select_related("company"):
        if account.swept_at is None or _restored_since(account) or at >= account.swept_at + _pause(account, at):
            try:
                _sweep(account, at)
            except (wire.KeyRefused, ProviderRefused):
                continue
            except ProviderDown:
                break
            asked += 1
        if account.company.restored_at:
            _offer_again(account)
    return asked


def check_now(attempts: list[Attempt], *, at: datetime) -> list[str]:
    """Settle each of these attempts at once, as somebody asked. The changes. Raises paying.ProviderSilent."""
    return [change for attempt in attempts if (change := paying.settle(attempt, at=at).change)]


def _act(account: StripeAccount, event: ProviderEvent, at: datetime) -> None:
    if event.kind.startswith("checkout.session."):
        _settle(account, event.about, at)
    elif event.kind.startswith("charge.dispute."):
        if told := fetching.dispute(account, event.about, at=at):
            _know(account, told.payment_id, at)
            disputing.seen(account=account, at=at, **asdict(told))
    else:
        for given in fetching.refunds(account, event.about, at=at):
            _know(account, given.payment_id, at)
            refunding.seen(account=account, at=at, **asdict(given))


def _know(account: StripeAccount, payment_id: str, at: datetime) -> None:
    """What is undone has been done before: a payment that nobody here has heard of is booked first."""
    heard = Entry.objects.filter(company=account.company_id, source="stripe", external_id=payment_id)
    if not heard.exists():
        _settle(account, payment_id, at)


def _settle(account: StripeAccount, about: str, at: datetime) -> None:
    """The attempt behind a session or a payment there, if it is one of ours."""
    own = Attempt.objects.of(account.company).filter(provider="stripe")
    attempt = own.filter(reference=about).first()
    if attempt is None and (key := fetching.attempt_key(account, about, at=at)):
        attempt = own.filter(key=key).first()
        if attempt is None and account.company.restored_at and about.startswith("cs_"):
            _keep_what_was_forgotten(account, about, at)
    if attempt:
        paying.settle(attempt, at=at)


def _keep_what_was_forgotten(account: StripeAccount, session_id: str, at: datetime) -> None:
    """Money for an attempt that was made after the backup which was restored."""
    standing = fetching.arrived(account, session_id, at=at)
    if standing and standing.state == Attempt.State.PAID:
        booking.astray(company=account.company, standing=standing, source="stripe", why=FORGOTTEN, at=at)


def _sweep(account: StripeAccount, at: datetime) -> None:
    since = (account.swept_at or account.connected_at) - OVERLAP
    for told in fetching.events(account, since=max(since, at - KEPT_THERE), at=at):
        hearing.keep(account, told, json.dumps(told), at=at)
    StripeAccount.objects.filter(pk=account.pk).update(swept_at=at)


def _restored_since(account: StripeAccount) -> bool:
    """Whether the account has not been asked since a backup was restored."""
    restored_at = account.company.restored_at
    return restored_at is not None and (account.swept_at is None or account.swept_at < restored_at)


def _offer_again(account: StripeAccount) -> None:
    """After a restore nothing is offered for payment until everything that Stripe had to tell is applied."""
    account.refresh_from_db(fields=["swept_at"])
    waiting = ProviderEvent.objects.of(account.company).exclude(due_at=None)
    if not (_restored_since(account) or waiting.exists()):
        Company.objects.filter(pk=account.company_id).update(restored_at=None)


def _pause(account: StripeAccount, at: datetime) -> timedelta:
    latest = Attempt.objects.of(account.company).filter(provider="stripe").aggregate(at=Max("started_at"))["at"]
    if latest is None:
        return SELDOM
    return next((pause for limit, pause in SWEEPS if at - latest < limit), SELDOM)
