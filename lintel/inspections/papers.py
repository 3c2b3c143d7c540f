"""The invoice and the receipts of an inspection as paper: gathered here in few statements, set by `billing.papers`."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Q, QuerySet, Sum, When

from lintel.access import addresses
from lintel.access.models import Right
from lintel.billing import papers
from lintel.billing.models import Attempt, Entry, Invoice, InvoiceLink, Line, Terms
from lintel.billing.papers import Movement
from lintel.companies.models import Company
from lintel.core import money
from lintel.core.typesetting import Sender
from lintel.directory.models import Contact
from lintel.inspections import bills, calendar
from lintel.inspections.models import Inspection, Share
from lintel.messages import colours

SOMEBODY = "somebody else"
MOST_PAYMENTS = 10_000


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a paper is. Without `contact` it is the office, who sees every name; so does who has the `whole` portal.

    Anybody else is told their own name alone. `pay_at` is the link to pay by, the payer's own; empty for none.
    """

    contact: Contact | None = None
    whole: bool = True
    pay_at: str = ""

    def name(self, contact_id: int, name: str) -> str:
        """This person's name, where the reader may know it."""
        return name if self.whole or self._is(contact_id) else ""

    def sees_others(self, invoice: Invoice) -> bool:
        """Whether it may say what others are billed: on the client's paper, not on what is for another payer."""
        return self.whole and (invoice.out_of_id is None or self.contact is not None)

    def may_have(self, payment: Entry) -> bool:
        """Whether the receipt of this payment is theirs to have."""
        return self.whole or self._is(paid_by(payment))

    def _is(self, contact_id: int) -> bool:
        return self.contact is None or self.contact.pk == contact_id


def paid_by(payment: Entry) -> int:
    """Whose payment it was: the holder of the link that paid, else the invoice's payer; who that is now."""
    return payment.attempt.link.holder.pk if payment.attempt else payment.invoice.payer.pk


def reader_of(share: Share, *, whole: bool, at: datetime) -> Reader:
    """The holder of a link, with the link itself to pay by where it pays."""
    pays = share.link.opens(Right.PAY, at=at) and share.inspection.cancelled_at is None
    return Reader(share.link.holder, whole, addresses.of(share.link, "payment/") if pays else "")


def office_reader(invoice: Invoice, *, at: datetime) -> Reader:
    """The office; the invoice leads to its payer's own link, to it alone or else to the inspection. Two statements."""
    theirs = Contact.objects.same_as([invoice.payer])
    ties = InvoiceLink.objects.filter(
        invoice=invoice,
        invoice__bill__inspection__cancelled_at=None,
        superseded_at=None,
        link__holder__in=theirs,
    )
    for tie in ties.select_related("link").order_by("pk"):
        if tie.link.opens(Right.PAY, at=at):
            return Reader(pay_at=addresses.of(tie.link))
    shares = Share.objects.filter(
        inspection__bills__invoice=invoice, inspection__cancelled_at=None, link__holder__in=theirs
    )
    links = (share.link for share in shares.select_related("link").order_by("pk"))
    own = next((link for link in links if link.opens(Right.PAY, at=at)), None)
    return Reader(pay_at=addresses.of(own, "payment/") if own else "")


def invoice_of(share: Share) -> Invoice | None:
    """The invoice that a link shows: its holder's own, or else the client's. One statement."""
    same = Contact.objects.same_as([share.link.holder])
    mine = Case(When(payer__in=same, then=0), When(out_of=None, then=1), default=2)
    standing = Invoice.objects.filter(company=share.company_id, bill__inspection=share.inspection_id, voided_at=None)
    return standing.select_related("company", "payer__survivor").order_by(mine, "pk").first()


def payments(company: Company) -> QuerySet[Entry]:
    """The payments of a company, each with what its receipt names."""
    joined = ("invoice__payer__survivor", "invoice__company", "attempt__link__holder__survivor")
    return Entry.objects.of(company).filter(kind=Entry.Kind.PAYMENT).select_related(*joined)


def payment_of(share: Share, *, invoice: int, nth: int) -> Entry | None:
    """The nth payment of the invoice of this number, where the link's inspection has it. One statement."""
    found = payments(share.company).filter(
        invoice__bill__inspection=share.inspection_id, invoice__number=invoice, invoice__voided_at=None
    )
    return found.order_by("pk")[nth - 1 : nth].first() if 0 < nth <= MOST_PAYMENTS else None


def payment_on(invoice: Invoice, *, number: int, nth: int) -> Entry | None:
    """The nth payment of this invoice, if that is its number. One statement."""
    if invoice.number != number or not 0 < nth <= MOST_PAYMENTS:
        return None
    return payments(invoice.company).filter(invoice=invoice).order_by("pk")[nth - 1 : nth].first()


def invoice(invoice: Invoice, *, reader: Reader) -> papers.Invoice:
    """What the invoice says now, for this reader. Six statements."""
    company = invoice.company
    others = bills.beside(invoice) if reader.sees_others(invoice) else []
    named = reader.sees_others(invoice) and not company.hides_payers
    terms = Terms.objects.of(company).first()
    lines = Line.objects.filter(invoice=invoice, removed_at=None).select_related("tax").order_by("position", "pk")
    entries = Entry.objects.filter(invoice=invoice).exclude(kind=Entry.Kind.CHARGE)
    moved = entries.select_related("attempt__link__holder__survivor", "of__attempt__link__holder__survivor").order_by(
        "pk"
    )
    under_way = Attempt.objects.filter(invoice=invoice, state=Attempt.State.PROCESSING)
    return papers.Invoice(
        sender=sender(company),
        number=invoice.number,
        day=_day(invoice.made_at, company),
        payer=reader.name(invoice.payer.pk, invoice.payer.name) or "The client",
        subject=invoice.subject,
        currency=invoice.currency,
        reference=_reference(invoice),
        due_on=_words(invoice.due_on) if invoice.due_on else "",
        lines=tuple(_line(line, named=named) for line in lines),
        others=tuple(_other(one, invoice.currency, named=named) for one in others),
        movements=tuple(_movement(entry, invoice, reader) for entry in moved),
        under_way=under_way.aggregate(sum=Sum("amount_cents"))["sum"] or 0,
        terms=_terms(invoice, terms or Terms()),
        instructions=company.payment_instructions,
        pay_at=reader.pay_at,
        is_void=invoice.voided_at is not None,
        is_off=Inspection.objects.filter(bills__invoice=invoice).exclude(cancelled_at=None).exists(),
    )


def receipt(payment: Entry, *, reader: Reader) -> papers.Receipt:
    """What the receipt of this payment says now. Two statements."""
    invoice = payment.invoice
    sums = Entry.objects.filter(invoice=invoice).aggregate(
        before=Sum("amount_cents", filter=Q(pk__lt=payment.pk)),
        now=Sum("amount_cents"),
        nth=Count("pk", filter=Q(pk__lte=payment.pk, kind=Entry.Kind.PAYMENT)),
    )
    undone = list(Entry.objects.filter(of=payment).order_by("pk"))
    for entry in undone:
        entry.of = payment
    return papers.Receipt(
        sender=sender(invoice.company),
        number=receipt_number(invoice.number, sums["nth"]),
        day=_received(payment, invoice.company),
        payer=reader.name(paid_by(payment), payment.payer_name) or SOMEBODY,
        how=_how(payment),
        subject=invoice.subject,
        currency=invoice.currency,
        reference=_reference(invoice),
        cents=-payment.amount_cents,
        due_before=sums["before"] or 0,
        due_now=sums["now"] or 0,
        invoice_number=invoice.number,
        undone=tuple(_movement(entry, invoice, reader) for entry in undone),
        note=payment.client_note,
        is_void=any(entry.kind == Entry.Kind.VOID for entry in undone),
        is_test=payment.is_test,
    )


def receipt_number(invoice: int | None, nth: int) -> str:
    """`1042-1`: the first payment on invoice 1042. The ledger only grows, so it stays the first."""
    return f"{invoice or 0}-{nth}"


def number_of(payment: Entry) -> str:
    """The number of this payment's receipt. One statement."""
    earlier = Entry.objects.filter(invoice=payment.invoice_id, kind=Entry.Kind.PAYMENT, pk__lte=payment.pk)
    return receipt_number(payment.invoice.number, earlier.count())


def sender(company: Company) -> Sender:
    """The head of a company's papers."""
    return Sender(company.name, colours.on_paper(company.colour), company.address, company.telephone, company.email)


def _reference(invoice: Invoice) -> tuple[str, str]:
    return (invoice.get_reference_kind_display() or "", invoice.reference or "")


def _other(other: bills.Other, currency: str, *, named: bool) -> str:
    whom = other.name if named else SOMEBODY.capitalize()
    return f"{whom}: {money.show(other.charged, currency)}, {other.stands(currency)}"


def _line(line: Line, *, named: bool) -> papers.Line:
    words, small = line.description if named or line.against_id is None else bills.ELSEWHERE, ""
    if line.kind == Line.Kind.TAX and line.tax:
        rate = "" if line.tax.rate_words() in line.description else line.tax.rate_words()
        small = ", ".join(filter(None, [rate, f"Number {line.tax.number}" if line.tax.number else ""]))
    return papers.Line(words, line.amount_cents, small)


def _movement(entry: Entry, invoice: Invoice, reader: Reader) -> Movement:
    payment = entry.of or entry
    payment.invoice = invoice
    payer = reader.name(paid_by(payment), payment.payer_name) or SOMEBODY
    words = {
        Entry.Kind.PAYMENT: f"Paid by {payer}",
        Entry.Kind.REFUND: f"Refunded to {payer}",
        Entry.Kind.VOID: f"Payment by {payer} voided",
        Entry.Kind.DISPUTE: f"Payment by {payer} "
        + ("taken back by the bank" if entry.amount_cents > 0 else "given back by the bank"),
    }[Entry.Kind(entry.kind)]
    when = _received(entry, invoice.company)
    how = _how(entry) if reader.whole or reader.may_have(payment) else ""
    return Movement(words, -entry.amount_cents, ", ".join(filter(None, [how, when])), entry.is_test)


def _how(entry: Entry) -> str:
    return " ".join(filter(None, [entry.how(), entry.check_number]))


def _received(entry: Entry, company: Company) -> str:
    return _words(entry.received_on) if entry.received_on else _day(entry.at, company)


def _day(at: datetime, company: Company) -> str:
    return _words(at.astimezone(ZoneInfo(company.zone)).date())


def _words(day: date) -> str:
    return f"{calendar.day_words(day)}, {day.year}"


def _terms(invoice: Invoice, usual: Terms) -> str:
    policy = invoice.policy or usual.policy
    least = money.show(invoice.least_cents if invoice.policy else usual.least_cents, invoice.currency)
    return {
        Terms.Policy.FULL.value: "The whole balance is paid at once.",
        Terms.Policy.MINIMUM.value: f"It can be paid in parts of at least {least}.",
        Terms.Policy.DEPOSIT.value: f"A deposit of {least} is paid first, then the rest.",
        Terms.Policy.FREE.value: "It can be paid in parts.",
    }[policy]
