"""Refund in one act: written down, asked for once, booked when the provider says so, and told."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from lintel.billing import attempting, invoicing, refunding, undoing
from lintel.billing.models import Entry, Refund, Stray, StripeAccount
from lintel.billing.providers import ProviderDown, RefundStanding
from lintel.companies.models import Member
from lintel.core import ids, money, work
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, bills, paying, refreshing
from lintel.inspections.models import Moment

GIVES_UP = timedelta(minutes=15)
NEVER_ARRIVED = "It never reached the bank, and nothing was given back."
UNSAID = "The bank could not carry it out."


class NotByHand(Refusal):
    say = "Say how you gave it back."


class StillChecked(Refusal):
    say = "A backup was restored, and payments are being checked just now. Refund it in a few minutes."


class Unheard(Refusal):
    say = "The bank does not answer just now. Try again in a minute; it is given back once only."


def refund(
    *,
    payment: Entry,
    amount_cents: int,
    reason: str,
    credit: bool,
    by: Member,
    at: datetime,
    method: str = "",
    once: str = "",
) -> Refund:
    """Give `amount_cents` of a payment back; with `credit`, the fees are lowered by what is no overpayment.

    The way it came through a provider; with a `method`, and always for what was received by hand, it is recorded as
    given back by hand. The row is committed before the provider is asked, and its key makes asking twice the same
    refund. A provider that does not answer leaves it `unknown`, for the worker to find out. `once` is the form's own
    key: a double click is one refund.
    Raises NotByHand, StillChecked, refunding.NothingToGiveBack, refunding.NoReason, refunding.MoreThanLeft.
    """
    if payment.source not in paying.PROVIDERS and not method:
        raise NotByHand(field="method")
    if not method and payment.company.restored_at is not None:
        raise StillChecked
    key = _key(payment, once)
    row, fresh = _begin(payment, key, method, amount_cents=amount_cents, reason=reason, credit=credit, by=by, at=at)
    if not fresh or row.state != Refund.State.UNKNOWN:
        return row
    try:
        standing = paying.PROVIDERS[payment.source].refund(row, at=at)
    except ProviderDown as silence:
        Refund.objects.filter(pk=row.pk).update(last_error=str(silence)[:500])
    else:
        _book(row, standing, at=at)
    return row


def asked(payment: Entry, once: str) -> Refund | None:
    """The refund of this payment that was asked for under this name, if there is one."""
    return Refund.objects.filter(key=_key(payment, once), company=payment.company_id).first()


def look(refund: Refund, *, at: datetime) -> None:
    """The worker's turn with one refund: what became of it is found out, and nothing is asked for again.

    What the provider has never heard of after 15 minutes was never given.
    """
    error = ""
    try:
        _find_out(refund, at=at)
    except ProviderDown as silence:
        error = str(silence)[:500] or Unheard.say
    work.finish(refund, due_at=undoing.next_look(refund, at=at), last_error=error)


def seen(
    *, account: StripeAccount, payment_id: str, refund_id: str, amount_cents: int, state: str, at: datetime
) -> Refund | None:
    """A refund as Stripe tells it now, whoever made it. Idempotent, in any order; None where the payment is not ours
    or not yet known. `state` is one of Refund.State. Raises Unheard when one of ours must be found out first.
    """
    payments = Entry.objects.filter(company=account.company_id, source="stripe", kind=Entry.Kind.PAYMENT)
    payment = payments.filter(external_id=payment_id).select_related("invoice__company").first()
    if payment is None:
        if state != Refund.State.FAILED:
            _settle_stray(account, payment_id, amount_cents, at=at)
        return None
    known = Refund.objects.filter(company=account.company_id, reference=refund_id)
    if not known.exists():
        for unheard in Refund.objects.filter(payment=payment, state=Refund.State.UNKNOWN):
            try:
                _find_out(unheard, at=at)
            except ProviderDown as silence:
                raise Unheard from silence
    with transaction.atomic():
        invoicing.lock(payment.invoice)
        row = known.first()
        if row is None and state != Refund.State.FAILED:
            row = refunding.made_elsewhere(payment, reference=refund_id, amount_cents=amount_cents, at=at)
            _follow(row, at=at)
        if row is not None:
            _book(row, RefundStanding(state, refund_id, UNSAID if state == Refund.State.FAILED else ""), at=at)
    return row


def _find_out(refund: Refund, *, at: datetime) -> None:
    standing = paying.PROVIDERS[refund.payment.source].look_refund(refund, at=at)
    if standing.state == Refund.State.UNKNOWN and at >= refund.asked_at + GIVES_UP:
        standing = RefundStanding(Refund.State.FAILED, failure=NEVER_ARRIVED)
    _book(refund, standing, at=at)


@transaction.atomic
def _begin(
    payment: Entry, key: str, method: str, *, amount_cents: int, reason: str, credit: bool, by: Member, at: datetime
) -> tuple[Refund, bool]:
    """The refund of this key, and whether it is new: capped under the invoice's lock."""
    payment.invoice = invoicing.lock(payment.invoice)
    known = Refund.objects.filter(key=key, company=payment.company_id).first()
    if known is not None:
        return known, False
    row = refunding.begin(payment, key=key, amount_cents=amount_cents, reason=reason, credit=credit, by=by, at=at)
    if method:
        entry = undoing.by_hand(row, method=method, at=at)
        _tell_refunded(row, entry, at=at)
    _follow(row, at=at)
    return row, True


@transaction.atomic
def _book(refund: Refund, standing: RefundStanding, *, at: datetime) -> undoing.Undone:
    invoicing.lock(refund.payment.invoice)
    undone = undoing.apply(refund, standing, at=at)
    if undone.change == "refunded" and undone.entry:
        _tell_refunded(refund, undone.entry, at=at)
    elif undone.change == "failed":
        _tell_failed(refund, undone.entry, at=at)
    return undone


def _tell_refunded(refund: Refund, entry: Entry, *, at: datetime) -> None:
    amount = money.show(refund.amount_cents, entry.currency)
    lowered = f". The fees are lowered by {_credited(refund)}" if refund.credit else ""
    words = f"{amount} refunded to {entry.payer_name}{entry.how_words()}: {refund.reason}{lowered}"
    by = refund.by or "Stripe"
    about = bills.about(refund.payment.invoice)
    announcing.tell(about, Moment.Kind.REFUNDED, words, by, at=at, entry=entry, due_at=at)


def _tell_failed(refund: Refund, entry: Entry | None, *, at: datetime) -> None:
    about, payment = bills.about(refund.payment.invoice), refund.payment
    amount = money.show(refund.amount_cents, payment.currency)
    undone = ". The fees are as before" if refund.credit else ""
    because = (refund.failure or UNSAID).rstrip(".")
    words = f"The refund of {amount} to {payment.payer_name} failed: {because}{undone}"
    announcing.tell(about, Moment.Kind.REFUND_FAILED, words, "Lintel", at=at, entry=entry, due_at=at)
    _follow(refund, at=at)


def _follow(refund: Refund, *, at: datetime) -> None:
    """What its credit, new or taken back, makes stale."""
    invoice = refund.payment.invoice
    inspection = bills.holding(invoice) if refund.credit is not None else None
    if inspection is not None:
        refreshing.refresh(inspection, at=at)
    elif refund.credit is not None:
        attempting.hurry(invoice=invoice, at=at)


def _credited(refund: Refund) -> str:
    line = refund.credit
    return money.show(-line.amount_cents, refund.payment.currency) if line else ""


def _settle_stray(account: StripeAccount, payment_id: str, amount_cents: int, *, at: datetime) -> None:
    strays = Stray.objects.filter(company=account.company_id, source="stripe", external_id=payment_id)
    strays.filter(settled_at=None, amount_cents__lte=amount_cents).update(
        settled_at=at, settled_words="Given back at Stripe"
    )


def _key(payment: Entry, once: str) -> str:
    """The form's own key, made one of this payment's; without a form, a new one."""
    if not once:
        return ids.new_key(32)
    return hashlib.sha256(f"refund {payment.company_id} {payment.pk} {once}".encode()).hexdigest()[:32]
