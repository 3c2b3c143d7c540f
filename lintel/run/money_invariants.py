"""What is true of money that was undone, each as a question that answers with a sentence for every breach."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from lintel.billing import undoing
from lintel.billing.models import Dispute, Entry, Invoice, Refund
from lintel.core import money


def refunds(at: datetime) -> Iterator[str]:
    """A refund the bank took on is booked once, one that failed is not or is taken back; nothing else is booked."""
    states = Refund.State
    named = Q(external_id=OuterRef("key")) | Q(external_id=OuterRef("reference"))
    back = Entry.objects.filter(kind=Entry.Kind.REFUND, of=OuterRef("payment"), amount_cents__lt=0)
    own = Entry.objects.filter(named, kind=Entry.Kind.REFUND, of=OuterRef("payment")).order_by().values("of")
    came = back.filter(external_id__startswith=OuterRef("reference")).order_by().values("of")
    counted = Refund.objects.annotate(
        given=Coalesce(Subquery(own.annotate(sum=Sum("amount_cents")).values("sum")), 0),
        returned=Coalesce(Subquery(came.annotate(sum=Sum("amount_cents")).values("sum")), 0),
    )
    taken_on = Q(state__in=[states.PENDING, states.DONE])
    wrong = counted.filter(
        (taken_on & ~Q(given=F("amount_cents")))
        | (Q(state=states.UNKNOWN) & ~Q(given=0))
        | (Q(state=states.FAILED) & ~Q(given=-F("returned")))
    )
    for one in wrong.select_related("payment"):
        amount = money.show(one.amount_cents, one.payment.currency)
        yield f"Refund {one.key} of {amount} is {one.get_state_display().lower()}, and the ledger says otherwise."
    booked = Entry.objects.filter(kind=Entry.Kind.REFUND).order_by().values("of")
    for row in booked.annotate(sum=Sum("amount_cents")):
        asked = Refund.objects.filter(taken_on, payment=row["of"]).aggregate(sum=Sum("amount_cents"))["sum"] or 0
        if asked != row["sum"]:
            yield f"Of payment {row['of']} {row['sum']} cents are booked as refunded, and {asked} were asked for."


def beyond(at: datetime) -> Iterator[str]:
    """No payment was refunded or voided beyond what it brought in."""
    undone = Entry.objects.filter(of=OuterRef("pk"), kind__in=[Entry.Kind.REFUND, Entry.Kind.VOID]).order_by()
    sums = undone.values("of").annotate(sum=Sum("amount_cents")).values("sum")
    for one in (
        Entry.objects.filter(kind=Entry.Kind.PAYMENT)
        .annotate(undone=Subquery(sums))
        .filter(undone__gt=-F("amount_cents"))
    ):
        amount, back = money.show(-one.amount_cents, one.currency), money.show(one.undone, one.currency)
        yield f"Payment {one.pk} brought {amount}, and {back} of it was given back."


def balances(at: datetime) -> Iterator[str]:
    """What is kept of each invoice is the sum of its entries."""
    sums = Entry.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    summed = Invoice.objects.annotate(sum=Coalesce(Subquery(sums.annotate(all=Sum("amount_cents")).values("all")), 0))
    kept = summed.annotate(kept=Coalesce(F("balance_kept__cents"), 0)).exclude(kept=F("sum"))
    for one in kept:
        shown, true = (money.show(cents, one.currency) for cents in (one.kept, one.sum))
        yield f"Invoice {one} is kept as {shown}, and its entries come to {true}."


def disputes(at: datetime) -> Iterator[str]:
    """A dispute holds back no more than it is about, and one that was won nothing."""
    for one in Dispute.objects.select_related("payment"):
        held = undoing.held_back(one)
        most = 0 if one.state == Dispute.State.WON else one.amount_cents
        if not 0 <= held <= most:
            shown = money.show(held, one.payment.currency)
            yield f"Dispute {one.reference} is {one.get_state_display().lower()}, and the ledger holds {shown} back."
