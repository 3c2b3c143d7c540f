"""Received Payment: what was taken by hand, recorded as it came; and taken back where that was a mistake."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from lintel.billing import attempting, booking, invoicing
from lintel.billing.models import Entry, Invoice
from lintel.companies.models import Member
from lintel.core.prepared import Prepared
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, bills, notifying, rebilling
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
    inspection: Inspection | None = None,
    invoice: Invoice | None = None,
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
    receipt_to: str | None = None,
) -> booking.Booked:
    """Record a Received Payment on this invoice, or else on an inspection's first one, which is the client's. `way` is
    the company's own name for an other method, `picture` what `picturing.keep` named it, `receipt_to` as a Moment keeps
    it.

    Raises NotAPayment, ReceivedInFuture, rebilling.Voided, booking.BalanceMoved, booking.MoreThanDue.
    """
    if amount_cents <= 0:
        raise NotAPayment(field="amount")
    found = _locked(inspection, invoice)
    about = inspection or bills.about(found)
    if received_on > at.astimezone(bills.clocks(about)).date():
        raise ReceivedInFuture(field="received_on")
    booked = booking.receive(
        found,
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
    attempting.hurry(invoice=found, at=at)
    if booked.entry:
        announcing.paid(about, booked.entry, by=by.name, at=at, receipt_to=receipt_to)
    invoicing.number(found)
    return booked


@transaction.atomic
def void(*, inspection: Inspection | None, payment: Entry, reason: str, by: Member, at: datetime) -> Entry:
    """A payment taken by hand was recorded by mistake, or its check bounced: it counts no more, and stays to be seen.

    The balance is right at once, the story says why, nobody is written to, and a receipt that has not left stays here.
    Raises ReasonNeeded,
    booking.NotByHand, booking.AlreadyVoided, booking.PartlyUndone.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonNeeded(field="reason")
    invoice = invoicing.lock(payment.invoice)
    entry = booking.void(payment, reason=reason, by=by, at=at)
    attempting.hurry(invoice=invoice, at=at)
    about = inspection or bills.about(invoice)
    announcing.voided(about, entry, by=by, at=at)
    notifying.take_back(payment, because="the payment was voided", at=at)
    return entry


def _locked(inspection: Inspection | None, invoice: Invoice | None) -> Invoice:
    found = _itself(invoice=invoice.pk) if invoice else _first(inspection=inspection.pk if inspection else None)
    if not found:
        raise rebilling.Voided
    return found[0]


@Prepared
def _itself(invoice: int) -> QuerySet[Invoice]:
    return invoicing.lock_first(Invoice.objects.filter(pk=invoice, voided_at=None))


@Prepared
def _first(inspection: int) -> QuerySet[Invoice]:
    return invoicing.lock_first(Invoice.objects.filter(bill__inspection=inspection, voided_at=None))
