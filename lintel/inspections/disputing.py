"""A payer's bank takes a payment back: booked as it is told, and told to the office with the day to answer by."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from lintel.billing import invoicing, undoing
from lintel.billing.models import Dispute, Entry, StripeAccount
from lintel.core import money
from lintel.inspections import announcing, bills, calendar
from lintel.inspections.models import Moment


@transaction.atomic
def seen(
    *,
    account: StripeAccount,
    payment_id: str,
    dispute_id: str,
    amount_cents: int,
    reason: str,
    state: str,
    answer_by: datetime | None,
    funds: int,
    at: datetime,
) -> Dispute | None:
    """A dispute as Stripe tells it now: `state` is one of Dispute.State, `funds` how many cents it holds back now.

    Idempotent, in any order; None where the payment is not ours or not yet known.
    """
    payments = Entry.objects.filter(company=account.company_id, source="stripe", kind=Entry.Kind.PAYMENT)
    payment = payments.filter(external_id=payment_id).select_related("invoice__company").first()
    if payment is None:
        return None
    invoicing.lock(payment.invoice)
    told = undoing.DisputeFacts(dispute_id, amount_cents, reason, state, answer_by, funds)
    undone = undoing.dispute(payment, told, at=at)
    if undone.change:
        kind = Moment.Kind.DISPUTED if undone.change == "disputed" else Moment.Kind.DISPUTE_CLOSED
        words = _words(payment, told, undone.change)
        announcing.tell(bills.about(payment.invoice), kind, words, "Stripe", at=at, entry=payment, due_at=at)
    return Dispute.objects.filter(company=account.company_id, reference=dispute_id).first()


def _words(payment: Entry, told: undoing.DisputeFacts, change: str) -> str:
    amount = money.show(told.amount_cents, payment.currency)
    if change == Dispute.State.WON:
        return f"The dispute over {amount} of {payment.payer_name} is won; the money is yours"
    if change == Dispute.State.LOST:
        return f"The dispute over {amount} of {payment.payer_name} is lost; the money stays with them"
    why = f" ({told.reason.replace('_', ' ')})" if told.reason else ""
    taken = " and has taken it back" if told.funds else ""
    return f"The bank of {payment.payer_name} disputes {amount}{why}{taken}.{answer_words(payment, told.answer_by)}"


def answer_words(payment: Entry, answer_by: datetime | None) -> str:
    """` Answer at Stripe by Tuesday, December 8.`, on the company's clocks; nothing without a day."""
    if answer_by is None:
        return ""
    zone = ZoneInfo(payment.invoice.company.zone)
    return f" Answer at Stripe by {calendar.day_words(answer_by.astimezone(zone))}."
