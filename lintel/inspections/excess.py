"""Money that is too much: paid beyond what is charged, for what was called off, or fitting no invoice.

It is given back (`refunding`), or somebody says what it was for; either way the story keeps it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from lintel.billing import invoicing, refunding as billed
from lintel.billing.models import Entry, Invoice, Refund, Stray
from lintel.billing.providers import ProviderDown, RefundStanding
from lintel.companies.models import Member
from lintel.core import money
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, bills, paying, refreshing, refunding
from lintel.inspections.models import Inspection, Moment


class NothingOver(Refusal):
    say = "Nothing is too much any more: it was given back, or said what it was for."


class NoWords(Refusal):
    say = "Say what it was for, in a few words."


class NotGivenBack(Refusal):
    say = "The bank could not give it back. Look at the payment there."


class MoneyMoved(Refusal):
    say = "The money of this invoice moved since you saw it, so nothing was given back. Look again."


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw and gives back: how much, when the invoice's last entry was `standing`, and why."""

    cents: int
    standing: int
    reason: str
    credit: bool


def hand_back(*, payment: Entry, seen: Seen, by: Member, at: datetime) -> Refund:
    """Give back what was seen to be too much, for nothing, or not what was asked for; the way it came.

    Whoever saw the same, and presses at the same moment or twice, makes one refund. Raises MoneyMoved and as
    `refunding.refund` does.
    """
    once = f"seen {seen.standing} {seen.cents} {seen.reason}"
    if refunding.asked(payment, once) is None:
        last = Entry.objects.filter(invoice=payment.invoice_id).aggregate(last=Max("pk"))["last"]
        if last != seen.standing:
            raise MoneyMoved
    return refunding.refund(
        payment=payment,
        amount_cents=seen.cents,
        reason=seen.reason,
        credit=seen.credit,
        once=once,
        by=by,
        at=at,
    )


@transaction.atomic
def keep(*, inspection: Inspection | None, words: str, by: Member, at: datetime, invoice: Invoice | None = None) -> int:
    """Keep what is too much on this invoice, or else on each of the inspection's, as a fee with these words, so that
    nothing is too much any more; how many cents.

    What was paid for a cancelled inspection and charged is kept as it is. Raises NoWords, NothingOver.
    """
    what = words.strip()
    if not what:
        raise NoWords(field="words")
    ours = Invoice.objects.filter(pk=invoice.pk) if invoice else Invoice.objects.filter(bill__inspection=inspection)
    found = list(ours.filter(voided_at=None).select_for_update().order_by("pk"))
    kept = sum(_keep(one, what, by, at) for one in found)
    kept = kept or (paid(inspection) if inspection and inspection.cancelled_at else 0)
    if kept <= 0:
        raise NothingOver
    about = inspection or bills.about(found[0])
    announcing.tell(about, Moment.Kind.KEPT, f"{money.show(kept, found[0].currency)} kept: {what}", by, at=at)
    if isinstance(about, Inspection):
        refreshing.refresh(about, at=at)
    return kept


def _keep(invoice: Invoice, what: str, by: Member, at: datetime) -> int:
    """What is too much on it becomes a fee; how many cents."""
    payment = invoice.entries.filter(kind=Entry.Kind.PAYMENT).order_by("-pk").first()
    over = billed.overpaid(payment) if payment else 0
    if over:
        invoicing.add_line(invoice, invoicing.Fee(what[:120], over), by=by, at=at)
    return over


def paid(inspection: Inspection) -> int:
    """What came in for an inspection and was not given back or taken back, in cents."""
    entries = Entry.objects.filter(invoice__bill__inspection=inspection).exclude(kind=Entry.Kind.CHARGE)
    return -sum(entries.values_list("amount_cents", flat=True))


def give_back(*, stray: Stray, by: Member, at: datetime) -> None:
    """Give money back that fits no invoice. Asked twice, it is given once, for its key is its own.

    Raises refunding.Unheard, NotGivenBack, NothingOver.
    """
    stray.refresh_from_db()
    if stray.settled_at is not None or stray.source not in paying.PROVIDERS:
        raise NothingOver
    asked = Refund(
        company_id=stray.company_id,
        key=f"stray{stray.pk}",
        amount_cents=stray.amount_cents,
        reason=stray.why,
        payment=Entry(
            company_id=stray.company_id,
            source=stray.source,
            external_id=stray.external_id,
            attempt=stray.attempt,
            amount_cents=-stray.amount_cents,
            currency=stray.currency,
        ),
        asked_at=at,
    )
    try:
        standing: RefundStanding = paying.PROVIDERS[stray.source].refund(asked, at=at)
    except ProviderDown as silence:
        raise refunding.Unheard from silence
    if standing.state not in (Refund.State.PENDING, Refund.State.DONE):
        raise NotGivenBack(standing.failure or None)
    settle(stray=stray, words="Given back", by=by, at=at)


@transaction.atomic
def settle(*, stray: Stray, words: str, by: Member, at: datetime) -> None:
    """Say what became of money that fits no invoice. Raises NoWords, NothingOver."""
    if not words.strip():
        raise NoWords(field="words")
    row = Stray.objects.select_for_update().get(pk=stray.pk)
    if row.settled_at is not None:
        raise NothingOver
    row.settled_at, row.settled_by, row.settled_words = at, by, words.strip()[:200]
    row.save(update_fields=["settled_at", "settled_by", "settled_words"])
    if row.attempt is not None:
        about = bills.about(row.attempt.invoice)
        said = f"{money.show(row.amount_cents, row.currency)} that fitted no invoice: {row.settled_words}"
        announcing.tell(about, Moment.Kind.KEPT, said, by, at=at)
