"""What became of each payment: given back, under way back, disputed; and whether some of it can still be refunded."""

from collections.abc import Sequence
from dataclasses import dataclass

from lintel.billing.models import Dispute, Entry, Refund


@dataclass(frozen=True, slots=True)
class Received:
    """A payment with the entries that undo it, what is not booked, and its disputes. Cents."""

    payment: Entry
    undone: list[Entry]
    unheard: list[Refund]
    failed: list[Refund]
    disputes: list[Dispute]

    def counts(self) -> int:
        """What of it still counts."""
        return self.payment.received() - sum(entry.amount_cents for entry in self.undone)

    def left(self) -> int:
        """What may still be given back."""
        return self.counts() - sum(refund.amount_cents for refund in self.unheard)

    def can_be_voided(self) -> bool:
        """Whether it was recorded by hand, and nothing of it is undone or about to be."""
        return self.payment.source == "hand" and not self.undone and not self.unheard


def received(entries: Sequence[Entry]) -> list[Received]:
    """The payments among an invoice's entries, in order. Their refunds and disputes must be loaded."""
    return [_received(entry, entries) for entry in entries if entry.kind == Entry.Kind.PAYMENT]


def _received(payment: Entry, entries: Sequence[Entry]) -> Received:
    refunds = list(payment.refunds.all())
    return Received(
        payment,
        [entry for entry in entries if entry.of_id == payment.pk],
        [one for one in refunds if one.state == Refund.State.UNKNOWN],
        [one for one in refunds if one.state == Refund.State.FAILED],
        [one for one in payment.disputes.all() if one.closed_at is None],
    )
