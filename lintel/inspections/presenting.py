"""An invoice goes to its payer: the link of their own, the letter, the reminder."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.db import transaction

from lintel.access import opening as links, presets
from lintel.access.models import Link
from lintel.billing import invoicing
from lintel.billing.models import Invoice, InvoiceLink
from lintel.companies.models import Company, Member
from lintel.core import words
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact
from lintel.inspections import announcing, bills, changing, letters, refreshing
from lintel.inspections.invoicepost import InvoicePost
from lintel.inspections.models import Inspection, Moment
from lintel.messages import outbox, rich
from lintel.messages.models import Message

KIND, REMINDER = "invoice", "invoice-reminder"
KNOWN = frozenset(
    {
        *("FIRST_NAME", "PAYER_NAME", "INVOICE", "AMOUNT", "REFERENCE", "DUE", "FOR_WHAT", "STREET", "ADDRESS"),
        *("DATE", "INSPECTOR_NAME", "COMPANY_NAME", "COMPANY_PHONE", rich.BUTTON),
    }
)


class NoAddress(Refusal):
    say = "There is no email address for this payer. Write one, or copy the link."


class SubjectNeeded(Refusal):
    say = "Write a subject: a letter without one looks like spam."


class ButtonMissing(Refusal):
    say = "There is no button in this letter, so it does not hold the link. Send it without?"


class UnknownPlaceholder(Refusal):
    pass


class NothingOpen(Refusal):
    say = "Nothing is left to pay on this invoice."


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as it is being written: subject and HTML, with placeholders."""

    subject: str
    html: str


def hand_link(invoice: Invoice, *, by: Member, at: datetime) -> Link:
    """The payer's own link to this invoice, made where there is none that opens. Call it inside a transaction."""
    theirs = InvoiceLink.objects.filter(invoice=invoice, link__holder__in=Contact.objects.same_as([invoice.payer]))
    ties = theirs.select_related("link").order_by("pk")
    for tie in ties:
        if tie.link.alive(at=at):
            if tie.superseded_at is not None:
                tie.superseded_at = None
                tie.save(update_fields=["superseded_at"])
            return tie.link
    link = links.issue(holder=invoice.payer, rights=presets.rights("pay only", client=False), by=by, at=at)
    link.entrance = Link.Entrance.INVOICE
    link.save(force_insert=True)
    InvoiceLink.objects.create(company_id=invoice.company_id, link=link, invoice=invoice)
    return link


def named(invoice: Invoice) -> str:
    """What an invoice is called in a sentence: its number, or what it is while it has none."""
    return str(invoice.number) if invoice.number else "(draft)"


def starter(company: Company, name: str = KIND, *, message: str | None = None) -> Draft:
    """The letter to begin with, its placeholders unfilled; `message`, plain text, follows the first paragraph."""
    subject, html = letters.Texts(company).draft(name)
    greeting, end, rest = html.partition("</p>")
    return Draft(subject, f"{greeting}{end}{rich.from_text(message or '')}{rest}")


def preview(invoice: Invoice, draft: Draft, *, at: datetime) -> Message:
    """The letter as the payer would get it; neither saved nor holding a link."""
    post = InvoicePost(invoice, at=at)
    return post.add(_letter(post, draft, KIND), None, once="preview")


def again(invoice: Invoice, *, by: Member, once: str, at: datetime) -> Message:
    """The letter that was sent once more, with the balance of now. Raises as `send`."""
    draft = starter(invoice.company, message=invoice.message)
    return send(invoice=invoice, draft=draft, without_button=False, by=by, once=once, at=at)


@transaction.atomic
def send(
    *,
    invoice: Invoice,
    draft: Draft,
    without_button: bool = False,
    kind: str = KIND,
    address: str = "",
    by: Member,
    once: str,
    at: datetime,
) -> Message:
    """The letter with the payer's own link, to the payer alone; the invoice is numbered and sent from now on.

    It goes to their own address or to another one, which becomes theirs where they had none. `once` is the form's own
    key: a double click is one letter. Raises NoAddress, SubjectNeeded, ButtonMissing, UnknownPlaceholder, NothingOpen.
    """
    invoice = Invoice.objects.select_for_update(of=("self",)).select_related("payer", "company").get(pk=invoice.pk)
    to = address.strip() or invoice.payer.email
    _check(invoice, draft, to, without_button=without_button)
    about = bills.about(invoice)
    if isinstance(about, Inspection) and about.cancelled_at is not None:
        raise refreshing.AlreadyCancelled
    link = hand_link(invoice, by=by, at=at)
    invoicing.number(invoice)
    post = InvoicePost(invoice, at=at)
    message = post.add(_letter(post, draft, kind), link, once=once, address=to, author=by)
    known = Message.objects.filter(dedupe_key=message.dedupe_key).first()
    if known is not None:
        return known
    post.write()
    if not invoice.payer.email:
        changing.rename(
            contact=invoice.payer, name=invoice.payer.name, email=to, phone=invoice.payer.phone, by=by, at=at
        )
    if invoice.sent_at is None:
        invoice.sent_at = at
        invoice.save(update_fields=["sent_at"])
    said = "Reminder of invoice" if kind == REMINDER else "Invoice"
    sentence = f"{said} {named(invoice)} sent to {invoice.payer.name} ({to})"
    announcing.tell(about, Moment.Kind.INVOICE_SENT, sentence, by, at=at)
    return Message.objects.get(dedupe_key=message.dedupe_key)


def _check(invoice: Invoice, draft: Draft, to: str, *, without_button: bool) -> None:
    if not to:
        raise NoAddress(field="to")
    if invoicing.balance(invoice) <= 0:
        raise NothingOpen
    if not draft.subject.strip():
        raise SubjectNeeded(field="subject")
    if strangers := words.unknown(draft.subject + draft.html, KNOWN):
        names = ", ".join(f"{{{{{name}}}}}" for name in strangers)
        raise UnknownPlaceholder(f"Not a placeholder here: {names}. Correct or remove it.", field="body")
    if not rich.has_button(draft.html) and not without_button:
        raise ButtonMissing(field="body")


def _letter(post: InvoicePost, draft: Draft, kind: str) -> outbox.Letter:
    fields = post.fields()
    safe: Mapping[str, str] = {name: escape(value) for name, value in fields.items()}
    laid = rich.blocks(words.fill(draft.html, safe), button=f"Pay {fields['AMOUNT']}")
    place = next((nth for nth, block in enumerate(laid) if "button" in block), len(laid))
    laid[place:place] = [{"fees": [list(row) for row in post.rows()]}]
    return outbox.Letter(
        kind=kind,
        subject=" ".join(words.fill(draft.subject, fields).split()),
        heading=post.heading(),
        body=[{"facts": [list(row) for row in post.facts()]}, *laid],
    )
