"""Booking money under the invoice's lock, as it came. Says what changed; telling the story is not done here."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lintel.billing import invoicing
from lintel.billing.models import Attempt, Entry, Invoice, Stray
from lintel.billing.providers import Standing
from lintel.companies.models import Company, Member
from lintel.core import ids, money
from lintel.core.inserting import insert
from lintel.core.refusal import Refusal

TOLD = ("state", "failure", "method", "reference", "checkout_address")


class BalanceMoved(Refusal):
    """The balance is not what the person saw when they typed; they are asked again with the new one."""

    def __init__(self, balance: int, currency: str) -> None:
        self.balance = balance
        super().__init__(f"The balance is now {money.show(balance, currency)}. Record this payment anyway?")


class MoreThanDue(BalanceMoved):
    """More than is owed: it can be recorded, but never silently."""

    def __init__(self, amount: int, balance: int, currency: str) -> None:
        super().__init__(balance, currency)
        self.say = f"That is {money.show(amount - max(balance, 0), currency)} more than is due. Record it anyway?"


class NotByHand(Refusal):
    say = "Only a payment that was recorded by hand can be voided. Give this one back by a refund."


class AlreadyVoided(Refusal):
    say = "This payment is voided already."


class PartlyUndone(Refusal):
    say = "Some of this payment was given back already. Refund the rest instead."


@dataclass(frozen=True, slots=True)
class Booked:
    """What one look at the provider changed: `paid`, `failed`, `expired`, `open`, `processing` or nothing; where it
    stood `before`; and the entry, or what arrived and fits no invoice.
    """

    change: str
    entry: Entry | None = None
    balance: int = 0
    stray: Stray | None = None
    before: str = ""


def apply(attempt: Attempt, standing: Standing, *, is_test: bool, at: datetime) -> Booked:
    """Bring an attempt to where the provider says it stands, booking money that arrived.

    Idempotent, and final states never regress; but money that arrives after all is booked. What never learned of its
    checkout learns of it. The invoice must be locked. The attempt's lease is left as the caller knows it, so that a
    worker who lost the row still finds out.
    """
    attempt.refresh_from_db(fields=["state", "reference", "checkout_address", "failure", "invoice"])
    before = attempt.state
    arrived = standing.state == Attempt.State.PAID
    if before in (standing.state, Attempt.State.PAID) or (before in Attempt.FINAL and not arrived):
        return Booked("")
    if standing.state not in (*Attempt.FINAL, Attempt.State.PROCESSING, Attempt.State.OPEN):
        return Booked("")
    if standing.checkout and not attempt.reference:
        attempt.reference, attempt.checkout_address = standing.checkout.reference, standing.checkout.address
    if standing.state == Attempt.State.OPEN and (not attempt.reference or before == Attempt.State.PROCESSING):
        return Booked("")
    attempt.state, attempt.failure = standing.state, standing.failure
    if standing.state in (Attempt.State.PAID, Attempt.State.PROCESSING, Attempt.State.FAILED):
        attempt.method = standing.method
    if attempt.state in Attempt.FINAL:
        attempt.ended_at, attempt.due_at = at, None
    attempt.save(update_fields=[*TOLD, "ended_at", "due_at"])
    stray = _stray(attempt, standing, at=at) if arrived else None
    entry = _book(attempt, standing, is_test=is_test, at=at) if arrived and stray is None else None
    return Booked(standing.state, entry, invoicing.balance(attempt.invoice), stray, before)


def receive(
    invoice: Invoice,
    *,
    amount_cents: int,
    method: str,
    received_on: date,
    balance_seen: int,
    anyway: bool,
    by: Member,
    at: datetime,
    **more: str,
) -> Booked:
    """Book a payment taken by hand; `more` are the words kept with it. The invoice must be locked.

    Raises BalanceMoved when the balance is no longer `balance_seen`, and MoreThanDue when the amount is more
    than is owed and `anyway` is not said.
    """
    balance = invoicing.balance(invoice)
    if balance != balance_seen:
        raise BalanceMoved(balance, invoice.currency)
    if amount_cents > balance and not anyway:
        raise MoreThanDue(amount_cents, balance, invoice.currency)
    entry = insert(
        Entry(
            company_id=invoice.company_id,
            invoice=invoice,
            kind=Entry.Kind.PAYMENT,
            method=method,
            amount_cents=-amount_cents,
            currency=invoice.currency,
            at=at,
            received_on=received_on,
            by=by,
            payer_name=invoice.payer.name,
            source="hand",
            external_id=ids.new_key(20),
            **more,
        )
    )
    return Booked("paid", entry, balance - amount_cents)


def void(payment: Entry, *, reason: str, by: Member, at: datetime) -> Entry:
    """Book that a payment taken by hand does not count. The invoice must be locked.

    Raises NotByHand, AlreadyVoided, PartlyUndone.
    """
    if payment.kind != Entry.Kind.PAYMENT or payment.source != "hand":
        raise NotByHand
    kinds = set(payment.undone_by.values_list("kind", flat=True))
    if Entry.Kind.VOID in kinds:
        raise AlreadyVoided
    if kinds:
        raise PartlyUndone
    return Entry.objects.create(
        company_id=payment.company_id,
        invoice_id=payment.invoice_id,
        of=payment,
        kind=Entry.Kind.VOID,
        method=payment.method,
        way=payment.way,
        check_number=payment.check_number,
        amount_cents=-payment.amount_cents,
        currency=payment.currency,
        at=at,
        by=by,
        payer_name=payment.payer_name,
        source="hand",
        external_id=ids.new_key(20),
        note=reason,
    )


def _stray(attempt: Attempt, standing: Standing, *, at: datetime) -> Stray | None:
    """What arrived for an attempt and cannot stand in its invoice's ledger; another amount can, as it came."""
    if standing.currency == attempt.currency and standing.amount_cents > 0:
        return None
    asked = money.show(attempt.amount_cents, attempt.currency)
    came = money.show(standing.amount_cents, standing.currency)
    return Stray.objects.create(
        company_id=attempt.company_id,
        attempt=attempt,
        source=attempt.provider,
        external_id=standing.payment_id,
        amount_cents=standing.amount_cents,
        currency=standing.currency,
        why=f"{came} came where {asked} was asked for",
        arrived_at=at,
    )


@transaction.atomic
def astray(*, company: Company, standing: Standing, source: str, why: str, at: datetime) -> Stray:
    """Keep money that arrived with no attempt of ours behind it, once; the number it gave an invoice is left out."""
    stray, is_new = Stray.objects.get_or_create(
        source=source,
        external_id=standing.payment_id,
        defaults={
            "company": company,
            "amount_cents": standing.amount_cents,
            "currency": standing.currency,
            "why": why,
            "arrived_at": at,
        },
    )
    if is_new:
        invoicing.leave_out_a_number(company)
    return stray


def _book(attempt: Attempt, standing: Standing, *, is_test: bool, at: datetime) -> Entry:
    return Entry.objects.create(
        company_id=attempt.company_id,
        invoice=attempt.invoice,
        attempt=attempt,
        kind=Entry.Kind.PAYMENT,
        method=standing.method,
        amount_cents=-standing.amount_cents,
        currency=standing.currency,
        at=at,
        payer_name=attempt.link.holder.name,
        source=attempt.provider,
        external_id=standing.payment_id,
        is_test=is_test,
    )
