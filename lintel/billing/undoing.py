"""Booking what undoes a payment, as the provider says it: refunds and disputes. The invoice must be locked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Sum

from lintel.billing import invoicing
from lintel.billing.models import Dispute, Entry, Refund
from lintel.billing.providers import RefundStanding

LOOKS_AFTER = (10, 30, 60, 300)
LOOKS_OFTEN = timedelta(days=3)
CLOSED = (Dispute.State.WON, Dispute.State.LOST)


@dataclass(frozen=True, slots=True)
class Undone:
    """What changed: `refunded`, `failed`, `disputed`, `won`, `lost` or nothing; and the entry that books it."""

    change: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """What a provider says of a dispute. `funds` is how many cents of the payment it holds back now."""

    reference: str
    amount_cents: int
    reason: str
    state: str
    answer_by: datetime | None
    funds: int


def left(payment: Entry) -> int:
    """What of a payment may still be given back, in cents: without refunds, those not heard of yet, voids, disputes."""
    undone = Entry.objects.filter(of=payment).aggregate(sum=Sum("amount_cents"))["sum"] or 0
    unheard = Refund.objects.filter(payment=payment, state=Refund.State.UNKNOWN)
    asked = unheard.aggregate(sum=Sum("amount_cents"))["sum"] or 0
    return -payment.amount_cents - undone - asked


def apply(refund: Refund, standing: RefundStanding, *, at: datetime) -> Undone:
    """Bring a refund to where the provider says it stands.

    It is booked once, when the provider has taken it on; one that fails, even after it was done, is taken back, and
    its credit with it. Idempotent; a failed one stays failed.
    """
    refund.refresh_from_db(fields=["state", "reference", "failure", "ended_at"])
    states, before = Refund.State, refund.state
    if standing.state not in (states.PENDING, states.DONE, states.FAILED) or standing.state == before:
        return Undone("")
    if before == states.FAILED or (before == states.DONE and standing.state == states.PENDING):
        return Undone("")
    refund.state, refund.failure = standing.state, standing.failure[:200]
    refund.reference = refund.reference or standing.reference
    refund.due_at = next_look(refund, at=at)
    refund.ended_at = None if refund.state == states.PENDING else at
    refund.save(update_fields=["state", "failure", "reference", "due_at", "ended_at"])
    if refund.state == states.FAILED:
        entry = None if before == states.UNKNOWN else _book(refund, -refund.amount_cents, ":back", at=at)
        _take_credit_back(refund, at=at)
        return Undone("failed", entry)
    if before == states.UNKNOWN:
        return Undone("refunded", _book(refund, refund.amount_cents, at=at))
    return Undone("")


def next_look(refund: Refund, *, at: datetime) -> datetime | None:
    """When to look again at a refund that is not final: seconds, then minutes, then hours, then days."""
    if refund.state not in Refund.LIVE:
        return None
    if at >= refund.asked_at + LOOKS_OFTEN:
        return at + timedelta(days=1)
    if refund.state == Refund.State.PENDING:
        return at + timedelta(hours=1)
    return at + timedelta(seconds=LOOKS_AFTER[min(refund.attempts, len(LOOKS_AFTER) - 1)])


def dispute(payment: Entry, told: DisputeFacts, *, at: datetime) -> Undone:
    """Bring a dispute of this payment to what the provider says, and the ledger to what it holds back.

    Idempotent, in any order: a closed dispute is not opened again, an open one and a lost one give nothing back,
    a won one takes nothing more.
    """
    known = Dispute.objects.filter(company_id=payment.company_id, reference=told.reference).first()
    if known and known.closed_at and told.state not in CLOSED:
        return Undone("")
    before = known.state if known else ""
    row = known or Dispute(
        company_id=payment.company_id, payment=payment, reference=told.reference, opened_at=at, amount_cents=0
    )
    row.amount_cents, row.answer_by = told.amount_cents, told.answer_by
    row.reason = told.reason.replace("_", " ")[:60]
    row.state = told.state
    row.closed_at = (row.closed_at or at) if told.state in CLOSED else None
    row.save()
    entry = _hold(row, told.funds, at=at)
    if told.state in CLOSED and told.state != before:
        return Undone(told.state, entry)
    return Undone("disputed" if not before else "", entry)


def by_hand(refund: Refund, *, method: str, check_number: str = "", at: datetime) -> Entry:
    """Book a refund that somebody gave back themselves: done at once."""
    refund.state, refund.ended_at, refund.due_at = Refund.State.DONE, at, None
    refund.save(update_fields=["state", "ended_at", "due_at"])
    entry = _entry(refund.payment, Entry.Kind.REFUND, refund.amount_cents, refund.key, at=at, note=refund.reason)
    entry.source, entry.method, entry.check_number, entry.by = "hand", method, check_number, refund.by
    entry.way = refund.payment.way if method == refund.payment.method else ""
    entry.save(force_insert=True)
    return entry


def held_back(row: Dispute) -> int:
    """What the ledger says a dispute has taken, in cents."""
    return _holds(row).aggregate(sum=Sum("amount_cents"))["sum"] or 0


def _hold(row: Dispute, funds: int, *, at: datetime) -> Entry | None:
    held = held_back(row)
    now = min(funds, held) if row.state == Dispute.State.WON else max(funds, held)
    if now == held:
        return None
    number = _holds(row).count() + 1
    name = row.reference if number == 1 else f"{row.reference}:{number}"
    entry = _entry(row.payment, Entry.Kind.DISPUTE, now - held, name, at=at, note=row.reason)
    entry.save(force_insert=True)
    return entry


def _holds(row: Dispute) -> QuerySet[Entry]:
    """A dispute's entries are numbered after the first: `du_1`, `du_1:2`."""
    named = Q(external_id=row.reference) | Q(external_id__startswith=f"{row.reference}:")
    return Entry.objects.filter(named, kind=Entry.Kind.DISPUTE, of=row.payment)


def _book(refund: Refund, cents: int, suffix: str = "", *, at: datetime) -> Entry:
    name = (refund.reference or refund.key) + suffix
    entry = _entry(refund.payment, Entry.Kind.REFUND, cents, name, at=at, note=refund.reason)
    entry.by = refund.by
    entry.save(force_insert=True)
    return entry


def _entry(payment: Entry, kind: Entry.Kind, cents: int, name: str, *, at: datetime, note: str) -> Entry:
    return Entry(
        company_id=payment.company_id,
        invoice_id=payment.invoice_id,
        of=payment,
        kind=kind,
        method=payment.method,
        way=payment.way,
        amount_cents=cents,
        currency=payment.currency,
        at=at,
        payer_name=payment.payer_name,
        source=payment.source,
        external_id=name,
        note=note,
        is_test=payment.is_test,
    )


def _take_credit_back(refund: Refund, *, at: datetime) -> None:
    credit = refund.credit
    if credit is not None:
        credit.refresh_from_db()
        if credit.removed_at is None:
            invoicing.remove_line(credit, by=refund.by, at=at)
