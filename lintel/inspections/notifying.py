"""The letters that a line of the story causes, written by the worker once the line stands.

What happened is told in the transaction in which it happened; a letter that cannot be written holds nothing up but
itself, and says so on the line.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from lintel.access.models import Link
from lintel.billing.models import Attempt, Entry, Invoice, InvoiceLink
from lintel.billing.refunding import ELSEWHERE
from lintel.core import money, work
from lintel.directory.models import Contact
from lintel.inspections import automating, finding, gating, papers, parts
from lintel.inspections.invoicepost import InvoicePost, reference_words
from lintel.inspections.models import Inspection, Moment, Share, own_links
from lintel.messages import outbox

Write = Callable[[Moment, datetime], None]
PAID_ONCE = "paid:{}"


def write_due(*, at: datetime) -> int:
    """The worker's turn: the letters of every line that is due. How many lines there were."""
    return work.run(Moment, do=lambda moment: _write(moment, at), at=at)


def _write(moment: Moment, at: datetime) -> None:
    with transaction.atomic():
        if write := LETTERS.get(Moment.Kind(moment.kind)):
            write(moment, at)
        automating.happened(moment, at=at)
        work.finish(moment, due_at=None)


def _paid(moment: Moment, at: datetime) -> None:
    """A receipt to the payer, a notice to the staff; and by its number the invoice can be found.

    Nothing about a payment that was voided before the letters were written.
    """
    entry = _entry(moment)
    if entry.undone_by.filter(kind=Entry.Kind.VOID).exists():
        return
    post = InvoicePost(entry.invoice, at=at)
    extra = {
        "AMOUNT": money.show(-entry.amount_cents, entry.currency),
        "METHOD_WORDS": entry.how_words(),
        "BALANCE_SENTENCE": _balance_sentence(post.balance, entry.currency),
        "WHO": entry.payer_name,
        "NOTE_SENTENCE": f"{entry.client_note.rstrip('.')}. " if entry.client_note else "",
        "RECEIPT": papers.number_of(entry),
        "REPORT_SENTENCE": _report_sentence(post.about, entry, at),
        "FOR_REFERENCE": f" for {reference}" if (reference := reference_words(entry.invoice)) else "",
    }
    once = PAID_ONCE.format(entry.pk)
    _to_payer(post, entry, "receipt", extra, once=once, at=at, address=moment.receipt_to)
    post.to_office("notice-paid", extra, once=once)
    post.write()
    if isinstance(post.about, Inspection):
        finding.write(post.about, post.about.people())


def _report_sentence(about: Inspection | Invoice, entry: Entry, at: datetime) -> str:
    """That it opened the report, where who paid can read it now."""
    paid_by = entry.attempt.link if entry.attempt else None
    links = own_links(about, at=at).values() if isinstance(about, Inspection) else ()
    link = paid_by or next((one for one in links if one.holder == entry.invoice.payer), None)
    share = Share.objects.filter(link=link).select_related("link__holder", "inspection__company").first()
    opens = share is not None and gating.report_opens(share, at=at)
    return " The report is open: it is behind the same link." if opens else ""


def take_back(payment: Entry, *, because: str, at: datetime) -> None:
    """Withdraw what tells of a payment and has not left."""
    kinds, once = ["receipt", "notice-paid"], PAID_ONCE.format(payment.pk)
    outbox.withdraw(thread=InvoicePost(payment.invoice, at=at).thread(), kinds=kinds, once=once, because=because, at=at)


def _entry(moment: Moment) -> Entry:
    whose = ("attempt__link__holder", "invoice__payer", "of__attempt__link__holder")
    joined = ["invoice__company", *(f"{one}__survivor" for one in whose)]
    return Entry.objects.select_related(*joined).get(pk=moment.entry_id or 0)


def _to_payer(
    post: InvoicePost,
    entry: Entry,
    name: str,
    extra: Mapping[str, str],
    *,
    once: str,
    at: datetime,
    address: str | None = None,
) -> None:
    """A letter to whoever paid: with the link that they paid by, where it still opens, else their own.

    At another `address` than theirs it carries no key to a portal.
    """
    paid_by = entry.attempt.link if entry.attempt else None
    payer = paid_by.holder if paid_by else post.invoice.payer
    link = paid_by if paid_by and paid_by.alive(at=at) else _own_link(post, payer, at)
    if address is not None and link and _is_portal(link):
        link = None
    post.to(payer, link, name, extra, once=once, address=address)


def _own_link(post: InvoicePost, payer: Contact, at: datetime) -> Link | None:
    """What this payer was given: their link to the invoice, or to the inspection."""
    same = Contact.objects.same_as([payer])
    ties = InvoiceLink.objects.filter(invoice=post.invoice, link__holder__in=same, superseded_at=None)
    for tie in ties.select_related("link").order_by("pk"):
        if tie.link.alive(at=at):
            return tie.link
    if not isinstance(post.about, Inspection):
        return None
    links = own_links(post.about, at=at)
    return next((links[one.pk] for one in parts.of(post.about, payer) if one.pk in links), None)


def _balance_sentence(balance: int, currency: str) -> str:
    if balance > 0:
        return f"{money.show(balance, currency)} is still to pay."
    if balance < 0:
        return f"That is {money.show(-balance, currency)} more than was due; the office will be in touch."
    return "Nothing is left to pay."


def _refunded(moment: Moment, at: datetime) -> None:
    """To the payer: how much comes back, how, why, and what is left to pay."""
    entry = _entry(moment)
    by_hand, post = entry.source == "hand", InvoicePost(entry.invoice, at=at)
    extra = {
        "AMOUNT": money.show(entry.amount_cents, entry.currency),
        "METHOD_WORDS": entry.how_words(),
        "REASON_SENTENCE": "" if entry.note == ELSEWHERE else f"The reason: {entry.note.rstrip('.')}. ",
        "WHEN_SENTENCE": "" if by_hand else "It can take five to ten days until you see it at your bank.",
        "BALANCE_SENTENCE": _balance_sentence(post.balance, entry.currency),
    }
    _to_payer(post, entry.of or entry, "refunded", extra, once=f"refunded:{entry.pk}", at=at)
    post.write()


def _payment_failed(moment: Moment, at: datetime) -> None:
    """To who paid, with the link they paid by, and to the office."""
    joined = ("link__holder__survivor", "invoice__company", "invoice__payer__survivor")
    attempt = Attempt.objects.select_related(*joined).get(pk=moment.attempt_id or 0)
    post = InvoicePost(attempt.invoice, at=at)
    extra = {
        "AMOUNT": money.show(attempt.amount_cents, attempt.currency),
        "BECAUSE_SENTENCE": f" It says: {attempt.failure}" if attempt.failure else "",
        "BALANCE_SENTENCE": _balance_sentence(post.balance, attempt.currency),
        "REPORT_SENTENCE": " The report opens once it is paid." if _is_portal(attempt.link) else "",
    }
    link = attempt.link if attempt.link.alive(at=at) else None
    post.to(attempt.link.holder, link, "payment-failed", extra, once=f"failed:{attempt.pk}")
    _to_office(post, moment, "A bank debit failed", "The balance is open again, and who paid has been told.")
    post.write()


def _is_portal(link: Link) -> bool:
    return link.entrance == Link.Entrance.PORTAL


def _office(what: str, todo: str) -> Write:
    """A notice to the office alone, in the words of the story."""

    def write(moment: Moment, at: datetime) -> None:
        post = InvoicePost(_invoice_of(moment), at=at)
        _to_office(post, moment, what, todo)
        post.write()

    return write


def _invoice_of(moment: Moment) -> Invoice:
    """The invoice that a line about money is about."""
    about = moment.entry or moment.attempt
    key = about.invoice_id if about else moment.invoice_id
    return Invoice.objects.select_related("company", "payer").get(pk=key or 0)


def _to_office(post: InvoicePost, moment: Moment, what: str, todo: str) -> None:
    extra = {"WHAT": what, "WORDS": f"{moment.words.rstrip('.')}.", "TODO": todo}
    post.to_office("notice-money", extra, once=f"moment:{moment.pk}")


LETTERS: Mapping[Moment.Kind, Write] = {
    Moment.Kind.PAID: _paid,
    Moment.Kind.REFUNDED: _refunded,
    Moment.Kind.PAYMENT_FAILED: _payment_failed,
    Moment.Kind.REFUND_FAILED: _office(
        "A refund failed", "Refund it again, or give it back by hand and record that under Fees & Payments."
    ),
    Moment.Kind.DISPUTED: _office(
        "A payment is disputed", "Answer with the signed agreement and the letters; the amount is owed until then."
    ),
    Moment.Kind.DISPUTE_CLOSED: _office("A dispute is closed", "There is nothing left to answer."),
    Moment.Kind.STRAYED: _office(
        "A payment needs you", "Give it back, or say what it was for: Today lists it under Needs attention."
    ),
}
