"""A refund asked for: how much may be given back, and the credit that keeps the balance right. Invoice locked."""

from datetime import datetime, timedelta

from lintel.billing import invoicing, undoing
from lintel.billing.models import Entry, Line, Refund
from lintel.companies.models import Member
from lintel.core import ids, money
from lintel.core.refusal import Refusal

ELSEWHERE = "made at Stripe"


class NothingToGiveBack(Refusal):
    say = "A refund is more than $0.00. Write how much to give back."


class NoReason(Refusal):
    say = "Say why, in a few words. The payer reads them in the letter."


class MoreThanLeft(Refusal):
    """More than is left of the payment after what was given back, is under way or is disputed."""

    @classmethod
    def of(cls, left: int, currency: str) -> "MoreThanLeft":
        if left <= 0:
            return cls("Nothing of this payment is left to give back.", field="amount")
        return cls(f"At most {money.show(left, currency)} of this payment is left to give back.", field="amount")


def begin(
    payment: Entry, *, key: str, amount_cents: int, reason: str, credit: bool, by: Member, at: datetime
) -> Refund:
    """Write the refund down, before anybody is asked for it, with its credit line where there is to be one.

    The credit is what of the refund is no overpayment, so that nothing is due again and nothing is paid too much.
    Raises NothingToGiveBack, NoReason, MoreThanLeft.
    """
    if amount_cents <= 0:
        raise NothingToGiveBack(field="amount")
    if not reason.strip():
        raise NoReason(field="reason")
    left = undoing.left(payment)
    if amount_cents > left:
        raise MoreThanLeft.of(left, payment.currency)
    return Refund.objects.create(
        company_id=payment.company_id,
        key=key,
        payment=payment,
        credit=_credit(payment, amount_cents, f"Credit: {reason.strip()}", by, at) if credit else None,
        amount_cents=amount_cents,
        reason=reason.strip()[:200],
        by=by,
        asked_at=at,
        due_at=at + timedelta(seconds=undoing.LOOKS_AFTER[0]),
    )


def made_elsewhere(payment: Entry, *, reference: str, amount_cents: int, at: datetime) -> Refund:
    """Write down a refund that somebody made at the provider, with its credit: who gives money back does not ask for
    it again. The invoice must be locked.
    """
    return Refund.objects.create(
        company_id=payment.company_id,
        key=ids.new_key(32),
        payment=payment,
        credit=_credit(payment, amount_cents, "Credit: refund", None, at),
        amount_cents=amount_cents,
        reason=ELSEWHERE,
        reference=reference,
        asked_at=at,
    )


def overpaid(payment: Entry) -> int:
    """How much more was paid on this payment's invoice than is charged, in cents, less what is on its way back."""
    unheard = Refund.objects.filter(payment__invoice=payment.invoice_id, state=Refund.State.UNKNOWN)
    return max(-invoicing.balance(payment.invoice) - sum(unheard.values_list("amount_cents", flat=True)), 0)


def _credit(payment: Entry, amount_cents: int, words: str, by: Member | None, at: datetime) -> Line | None:
    """A line below zero for what of the refund is no overpayment, where there is such."""
    cents = amount_cents - overpaid(payment)
    fee = invoicing.Fee(words[:120], -cents, kind=Line.Kind.CREDIT)
    return invoicing.add_line(payment.invoice, fee, by=by, at=at) if cents > 0 else None
