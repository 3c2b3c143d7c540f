"""Booking money under the invoice's lock, as it came. Says what changed; telling the story is not done here."""

from dataclasses import dataclass
from datetime import date, datetime

from lintel.billing import invoicing
from lintel.billing.models import Attempt, Entry, Invoice
from lintel.billing.providers import Standing
from lintel.companies.models import Member
from lintel.core import ids, money
from lintel.core.refusal import Refusal


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
    """What one look at the provider changed: `paid`, `failed`, `expired`, `open`, `processing` or nothing."""

    change: str
    entry: Entry | None = None
    balance: int = 0


def apply(attempt: Attempt, standing: Standing, *, is_test: bool, at: datetime) -> Booked:
    """Bring an attempt to where the provider says it stands, booking money that arrived.

    Idempotent, and final states never regress. The invoice must be locked. The attempt's lease is left as the
    caller knows it, so that a worker who lost the row still finds out.
    """
    attempt.refresh_from_db(fields=["state", "reference", "failure", "invoice"])
    if attempt.state in Attempt.FINAL or standing.state == attempt.state:
        return Booked("")
    if standing.state not in (*Attempt.FINAL, Attempt.State.PROCESSING, Attempt.State.OPEN):
        return Booked("")
    if standing.state == Attempt.State.OPEN and not attempt.reference:
        return Booked("")
    attempt.state, attempt.failure = standing.state, standing.failure
    if attempt.state in Attempt.FINAL:
        attempt.ended_at, attempt.due_at = at, None
    attempt.save(update_fields=["state", "failure", "ended_at", "due_at"])
    entry = _book(attempt, standing, is_test=is_test, at=at) if standing.state == Attempt.State.PAID else None
    return Booked(standing.state, entry, invoicing.balance(attempt.invoice))


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
    entry = Entry.objects.create(
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
