"""Received Payment: what was taken by hand, recorded as it came."""

from datetime import date, datetime

from django.db import transaction

from lintel.billing import attempting, booking, invoicing
from lintel.billing.models import Invoice
from lintel.companies.models import Member
from lintel.core.refusal import Refusal
from lintel.inspections import announcing
from lintel.inspections.models import Inspection


class NotAPayment(Refusal):
    say = "A received payment is more than $0.00. To lower what is owed, add a Manual Fee below zero."


class ReceivedInFuture(Refusal):
    say = "That day is still to come. When did you receive it?"


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
) -> booking.Booked:
    """Record a Received Payment on the client's invoice.

    Raises NotAPayment, ReceivedInFuture, booking.BalanceMoved, booking.MoreThanDue.
    """
    if amount_cents <= 0:
        raise NotAPayment(field="amount")
    if received_on > at.astimezone(inspection.local_start().tzinfo).date():
        raise ReceivedInFuture(field="received_on")
    invoice = invoicing.lock_first(Invoice.objects.filter(bill__inspection=inspection, voided_at=None))
    booked = booking.receive(
        invoice,
        amount_cents=amount_cents,
        method=method,
        received_on=received_on,
        note=note,
        balance_seen=balance_seen,
        anyway=anyway,
        by=by,
        at=at,
    )
    attempting.hurry(invoice=invoice, at=at)
    if booked.entry:
        announcing.paid(inspection, booked.entry, by=by.name, at=at)
    invoicing.number(invoice)
    return booked
