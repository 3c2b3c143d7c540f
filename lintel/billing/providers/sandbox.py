"""The built-in practice bank: a page with test cards and test accounts, for the demo and for companies on trial. Its
money is TEST.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from lintel.billing.models import Attempt, Refund, SandboxRefund, SandboxSession
from lintel.billing.providers import Checkout, RefundStanding, Standing
from lintel.core.refusal import Refusal

PAGE = "/bank/{reference}/"
CARDS = {
    "4242424242424242": "paid",
    "4000000000000002": "declined",
    "4000002500003155": "confirming",
}
ACCOUNTS = {"000123456789": "paid", "000111111116": "failed"}
SETTLES_AFTER = timedelta(minutes=1)
DECLINED = "The bank declined this card. Nothing was charged. Try another card."
NO_FUNDS = "The account does not have enough money."
OPEN = ("open", "confirming", "declined")


class NotATestCard(Refusal):
    say = "The practice bank takes only its test cards and accounts. Never type a real card or account here."


class CheckoutClosed(Refusal):
    say = "This checkout is closed. Go back to the page you came from."


class Sandbox:
    """See providers.Provider for what is promised."""

    def open(self, attempt: Attempt, *, description: str, return_address: str, at: datetime) -> Checkout:
        session = self._session(attempt, "open", description, return_address)
        address = settings.PUBLIC_ORIGIN_OR_LOCAL + PAGE.format(reference=session.reference)
        return Checkout(session.reference, address)

    def look(self, attempt: Attempt, *, at: datetime) -> Standing:
        session = SandboxSession.objects.filter(attempt_key=attempt.key).first()
        if session is None:
            return Standing("expired" if at >= attempt.expires_at else "unknown")
        return _standing(session, at)

    def close(self, attempt: Attempt, *, at: datetime) -> Standing:
        self._session(attempt, "expired", "", "")
        self.open(attempt, description="", return_address="", at=at)  # one that is opened later is closed already
        SandboxSession.objects.filter(attempt_key=attempt.key, state__in=OPEN).update(state="expired")
        return self.look(attempt, at=at)

    def refund(self, refund: Refund, *, at: datetime) -> RefundStanding:
        session = SandboxSession.objects.get(reference=refund.payment.external_id)
        given, _ = SandboxRefund.objects.get_or_create(
            refund_key=refund.key,
            defaults={
                "reference": f"sbr_{secrets.token_hex(12)}",
                "session": session,
                "amount_cents": refund.amount_cents,
            },
        )
        return RefundStanding("done", given.reference)

    def look_refund(self, refund: Refund, *, at: datetime) -> RefundStanding:
        given = SandboxRefund.objects.filter(refund_key=refund.key).first()
        return RefundStanding("done", given.reference) if given else RefundStanding("unknown")

    def _session(self, attempt: Attempt, state: str, description: str, return_address: str) -> SandboxSession:
        session, _ = SandboxSession.objects.get_or_create(
            attempt_key=attempt.key,
            defaults={
                "reference": f"sb_{secrets.token_hex(16)}",
                "amount_cents": attempt.amount_cents,
                "currency": attempt.currency,
                "description": description[:200],
                "return_address": return_address,
                "state": state,
                "expires_at": attempt.expires_at,
            },
        )
        return session


def decided(session: SandboxSession, *, at: datetime) -> str:
    """Where a checkout stands: a state of its own, and `failed` for a bank debit that came back."""
    if session.state == "processing" and session.settles_at and at >= session.settles_at:
        return session.settles_as
    return "expired" if session.state in OPEN and at >= session.expires_at else session.state


def _standing(session: SandboxSession, at: datetime) -> Standing:
    state = decided(session, at=at)
    return Standing(
        state="open" if state in OPEN else state,
        amount_cents=session.amount_cents,
        currency=session.currency,
        payment_id=session.reference if state == "paid" else "",
        method=session.method,
        failure=NO_FUNDS if state == "failed" else session.failure,
        is_test=True,
    )


@transaction.atomic
def pay(reference: str, *, card: str, at: datetime) -> SandboxSession:
    """Type a card, or the number of an account, into the practice bank. A declined card is told in the session's
    `failure`; an account is debited a minute later, or is found empty.

    Raises NotATestCard, CheckoutClosed.
    """
    session = _open_session(reference, at)
    number = "".join(card.split()).replace("-", "")
    if number in ACCOUNTS:
        session.state, session.method, session.failure = "processing", "bank", ""
        session.settles_at, session.settles_as = at + SETTLES_AFTER, ACCOUNTS[number]
        session.save()
        return session
    outcome = CARDS.get(number)
    if outcome is None:
        raise NotATestCard(field="card")
    session.state, session.method = outcome, "card"
    session.failure = DECLINED if outcome == "declined" else ""
    session.paid_at = at if outcome == "paid" else None
    session.save()
    return session


@transaction.atomic
def confirm(reference: str, *, at: datetime) -> SandboxSession:
    """The payer confirms at their bank, as some cards ask. Raises CheckoutClosed."""
    session = _open_session(reference, at)
    if session.state == "confirming":
        session.state, session.paid_at = "paid", at
        session.save()
    return session


def _open_session(reference: str, at: datetime) -> SandboxSession:
    session = SandboxSession.objects.select_for_update().filter(reference=reference).first()
    if session is None or decided(session, at=at) not in OPEN:
        raise CheckoutClosed
    return session
