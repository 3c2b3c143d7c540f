"""The letters that a line of the story causes, written by the worker once the line stands.

What happened is told in the transaction in which it happened; a letter that cannot be written holds nothing up but
itself, and says so on the line.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from lintel.billing.models import Entry
from lintel.core import money, work
from lintel.inspections import announcing, finding, papers
from lintel.inspections.models import Inspection, Moment
from lintel.inspections.posting import Post


def write_due(*, at: datetime) -> int:
    """The worker's turn: the letters of every line that is due. How many lines there were."""
    return work.run(Moment, do=lambda moment: _write(moment, at), at=at)


def _write(moment: Moment, at: datetime) -> None:
    inspection = Inspection.objects.for_lists().get(pk=moment.inspection_id)
    with transaction.atomic():
        LETTERS[Moment.Kind(moment.kind)](moment, inspection, at)
        work.finish(moment, due_at=None)


def _paid(moment: Moment, inspection: Inspection, at: datetime) -> None:
    """A receipt to the payer, a notice to the staff; and by its number the invoice can be found."""
    entry = _entry(moment)
    total = announcing.balance(inspection)
    extra = {
        "AMOUNT": money.show(-entry.amount_cents, entry.currency),
        "METHOD_WORDS": entry.how_words(),
        "BALANCE_SENTENCE": _balance_sentence(total, entry.currency),
        "WHO": entry.payer_name,
        "RECEIPT": papers.number_of(entry),
    }
    post = Post(inspection, at=at)
    _thank(post, entry, extra, at=at)
    post.to_office("notice-paid", extra, once=f"paid:{entry.pk}")
    post.write()
    finding.write(inspection, post.people)


def _entry(moment: Moment) -> Entry:
    return Entry.objects.select_related("attempt__link__holder", "invoice__payer").get(pk=moment.entry_id or 0)


def _thank(post: Post, entry: Entry, extra: Mapping[str, str], *, at: datetime) -> None:
    """The receipt, to whoever paid: with the link that they paid by, where it still opens, else their own."""
    paid_by = entry.attempt.link if entry.attempt else None
    payer = paid_by.holder if paid_by else entry.invoice.payer
    own = next((post.links.get(one.pk) for one in post.people if one.contact_id == payer.pk), None)
    link = paid_by if paid_by and paid_by.alive(at=at) else own
    post.to_holder(payer, link, "receipt", extra, once=f"paid:{entry.pk}")


def _balance_sentence(balance: int, currency: str) -> str:
    if balance > 0:
        return f"{money.show(balance, currency)} is still to pay."
    if balance < 0:
        return f"That is {money.show(-balance, currency)} more than was due; the office will be in touch."
    return "Nothing is left to pay."


LETTERS: Mapping[Moment.Kind, Callable[[Moment, Inspection, datetime], None]] = {
    Moment.Kind.PAID: _paid,
}
