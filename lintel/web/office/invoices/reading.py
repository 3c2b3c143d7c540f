"""What the page of an invoice shows, read in a number of statements that does not grow with what there is to show."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from lintel.access.models import Use
from lintel.billing.models import Invoice
from lintel.inspections import bills, invoicestate
from lintel.inspections.invoicepost import due_words, reference_words
from lintel.inspections.invoicestate import State
from lintel.inspections.models import Inspection
from lintel.messages import holding
from lintel.messages.models import Message
from lintel.web.office import account as accounts, post, story
from lintel.web.office.account import Account
from lintel.web.office.keys import Key
from lintel.web.office.tills import Till

USES, LETTERS = 50, 50


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page's contents."""

    till: Till
    account: Account
    state: State
    keys: list[Key]
    mails: list[post.Mail]
    days: list[story.Day]
    at: datetime

    @property
    def invoice(self) -> Invoice:
        """What it is all about."""
        return self.account.invoice

    @property
    def inspection(self) -> Inspection | None:
        """What it is for; none for a one-off."""
        return self.till.inspection

    def title(self) -> str:
        """`Invoice 1042`, or whose it is while it has no number."""
        number = self.invoice.number
        return f"Invoice {number}" if number else f"Invoice to {self.invoice.payer.name}"

    def words(self) -> str:
        """The same as a sentence goes on."""
        number = self.invoice.number
        return f"invoice {number}" if number else f"the invoice to {self.invoice.payer.name}"

    def payers_key(self) -> Key | None:
        """The payer's own link, by which it can be paid."""
        return next((one for one in self.keys if one.shows()), None)

    def due(self) -> str:
        """When it is due, in words."""
        return due_words(self.invoice)

    def reference(self) -> str:
        """Their own number for it, in words."""
        words = reference_words(self.invoice)
        return words[:1].upper() + words[1:]

    def is_owed(self) -> bool:
        """Whether something is to be paid on it, and may be."""
        return self.account.balance > 0 and self.state not in (invoicestate.VOID, invoicestate.OFF)

    def is_own(self) -> bool:
        """Whether it is the client's own: what it costs is changed under Fees & Payments."""
        return self.inspection is not None and self.invoice.out_of_id is None

    def can_change(self) -> bool:
        """Whether anything about it may still change."""
        return self.state not in (invoicestate.VOID, invoicestate.OFF)


def read(till: Till, *, at: datetime) -> Sheet:
    """Everything on the page of this till's invoice."""
    billed = till.taken_for()
    account = accounts.of_invoice(billed)
    account.invoice.company = billed.company
    letters, gate = _letters(billed), holding.Gate(billed.company, at=at)
    return Sheet(
        till,
        account,
        _state(account, till.inspection, at),
        till.keys(at),
        [post.seen(letter, at=at, gate=gate) for letter in letters],
        [] if till.inspection else _story(billed, letters, at),
        at,
    )


def _state(account: Account, inspection: Inspection | None, at: datetime) -> State:
    invoice = account.invoice
    paid = sum(received.counts() for received in account.payments)
    today = at.astimezone(bills.zone(invoice.company)).date()
    off = inspection is not None and inspection.cancelled_at is not None
    return invoicestate.of(
        invoice, balance=account.balance, paid=paid, today=today, held=inspection is not None, off=off
    )


def _letters(invoice: Invoice) -> list[Message]:
    about = Q(link__invoice_link__invoice=invoice)
    if invoice.thread_id:
        about |= Q(thread=invoice.thread_id)
    letters = Message.objects.of(invoice.company).filter(about).defer("body", "calendar", "heading")
    newest = list(letters.order_by("-written_at", "-pk")[:LETTERS])
    for letter in newest:
        letter.company = invoice.company
    return newest


def _story(invoice: Invoice, letters: list[Message], at: datetime) -> list[story.Day]:
    opened = Use.objects.filter(link__invoice_link__invoice=invoice, kind=Use.Kind.OPENED)
    opened = opened.select_related("link__holder__survivor").order_by("-at", "-pk")[:USES]
    moments = invoice.moments.order_by("-at", "-pk")
    return story.told(moments, letters, opened, zone=invoice.company.zone, at=at)
