"""Received Payment: what was taken by hand, recorded as it came; and taken back where that was a mistake."""

from datetime import date, datetime

from django.db import transaction

from lintel.billing import attempting, booking, invoicing
from lintel.billing.models import Entry, Invoice
from lintel.companies.models import Member
from lintel.core.refusal import Refusal
from lintel.inspections import announcing
from lintel.inspections.models import Inspection


class NotAPayment(Refusal):
    say = "A received payment is more than $0.00. To lower what is owed, add a Manual Fee below zero."


class ReceivedInFuture(Refusal):
    say = "That day is still to come. When did you receive it?"


class ReasonNeeded(Refusal):
    say = "Say why it is voided: the payment stays in the record with your reason."


@transaction.atomic
def receive(
    *,
    inspection: Inspection,
    amount_cents: int,
    method: str,
    received_on: date,
    note: str,
    balance_seen: int,
    anyway: bool,
    by: Member,
    at: datetime,
    way: str = "",
    check_number: str = "",
    picture: str = "",
    client_note: str = "",
    on: Invoice | None = None,
) -> booking.Booked:
    """Record a Received Payment `on` one of its invoices, or else the client's. `way` is the company's own name for an
    other method, `picture` what `picturing.keep` named it.

    Raises NotAPayment, ReceivedInFuture, booking.BalanceMoved, booking.MoreThanDue.
    """
    if amount_cents <= 0:
        raise NotAPayment(field="amount")
    if received_on > at.astimezone(inspection.local_start().tzinfo).date():
        raise ReceivedInFuture(field="received_on")
    standing = Invoice.objects.filter(bill__inspection=inspection, voided_at=None)
    invoice = invoicing.lock_first(standing.filter(pk=on.pk) if on else standing)
    booked = booking.receive(
        invoice,
        amount_cents=amount_cents,
        method=method,
        received_on=received_on,
        balance_seen=balance_seen,
        anyway=anyway,
        by=by,
        at=at,
        note=note,
        way=way,
        check_number=check_number,
        picture=picture,
        client_note=client_note,
    )
    attempting.hurry(invoice=invoice, at=at)
    if booked.entry:
        announcing.paid(inspection, booked.entry, by=by.name, at=at)
    invoicing.number(invoice)
    return booked


@transaction.atomic
def void(*, inspection: Inspection, payment: Entry, reason: str, by: Member, at: datetime) -> Entry:
    """A payment taken by hand was recorded by mistake, or its check bounced: it counts no more, and stays to be seen.

    The balance is right at once, the story says why, and nobody is written to. Raises ReasonNeeded,
    booking.NotByHand, booking.AlreadyVoided, booking.PartlyUndone.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonNeeded(field="reason")
    invoice = invoicing.lock(payment.invoice)
    entry = booking.void(payment, reason=reason, by=by, at=at)
    attempting.hurry(invoice=invoice, at=at)
    announcing.voided(inspection, entry, by=by, at=at)
    return entry
