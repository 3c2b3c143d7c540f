"""What the provider told of an attempt to pay, as lines of the story. Their letters are the worker's to write."""

from datetime import datetime

from lintel.billing.booking import Booked
from lintel.billing.models import Attempt, Invoice
from lintel.core import money
from lintel.inspections import announcing, bills
from lintel.inspections.models import Inspection, Moment


def tell(attempt: Attempt, booked: Booked, *, at: datetime) -> None:
    """Tell it in the story of what holds the invoice, or in its own; call it in the transaction that books it."""
    about = bills.about(attempt.invoice)
    who = attempt.link.holder.name
    asked = money.show(attempt.amount_cents, attempt.currency)
    if booked.entry:
        announcing.paid(about, booked.entry, by=booked.entry.payer_name, at=at)
        _compare(about, attempt, booked, asked, at=at)
    elif booked.stray:
        words = f"{who}: {booked.stray.why}. It is in no invoice until somebody settles it"
        announcing.tell(about, Moment.Kind.STRAYED, words, "Lintel", at=at, attempt=attempt, due_at=at)
    elif booked.change == Attempt.State.PROCESSING:
        words = f"{who} pays {asked} by bank debit; it is under way"
        announcing.tell(about, Moment.Kind.UNDER_WAY, words, who, at=at, attempt=attempt)
    elif booked.change == Attempt.State.FAILED and booked.before == Attempt.State.PROCESSING:
        because = f": {attempt.failure}" if attempt.failure else ""
        words = f"The bank debit of {asked} by {who} failed{because}"
        announcing.tell(about, Moment.Kind.PAYMENT_FAILED, words, "Lintel", at=at, attempt=attempt, due_at=at)


def _compare(about: Inspection | Invoice, attempt: Attempt, booked: Booked, asked: str, *, at: datetime) -> None:
    """Another amount than was asked for is booked as it came, and said."""
    came = -booked.entry.amount_cents if booked.entry else 0
    if came != attempt.amount_cents:
        words = f"The bank took {money.show(came, attempt.currency)} where {asked} was asked for"
        announcing.tell(about, Moment.Kind.STRAYED, words, "Lintel", at=at, attempt=attempt, due_at=at)
    if isinstance(about, Inspection) and about.cancelled_at is not None:
        words = f"{money.show(came, attempt.currency)} came in after the inspection was cancelled"
        announcing.tell(about, Moment.Kind.STRAYED, words, "Lintel", at=at, attempt=attempt, due_at=at)
