"""The letters about one invoice. They say what stands on it and nothing else of the inspection."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from lintel.access.models import Link
from lintel.billing import invoicing
from lintel.billing.models import Invoice
from lintel.companies.models import Member
from lintel.core import money
from lintel.directory.models import Contact
from lintel.inspections import bills, calendar, letters, parts
from lintel.inspections.models import Inspection, Participant
from lintel.inspections.standing import Standing
from lintel.messages import outbox
from lintel.messages.models import Message, Thread

OFFICE_PATH = "/office/invoices/{key}/"


class InvoicePost:
    """The letters of one event about an invoice. `write` puts them in the outbox, inside the caller's transaction."""

    def __init__(self, invoice: Invoice, *, at: datetime) -> None:
        self.invoice, self.company, self.at = invoice, invoice.company, at
        self.messages: list[Message] = []

    @cached_property
    def about(self) -> Inspection | Invoice:
        """Whose story it belongs to: the inspection that holds the invoice, or the invoice itself."""
        return bills.about(self.invoice)

    @cached_property
    def balance(self) -> int:
        """What is left to pay on it, in cents."""
        return invoicing.balance(self.invoice)

    @cached_property
    def texts(self) -> letters.Texts:
        return letters.Texts(self.company)

    @cached_property
    def _standing(self) -> Standing:
        return Standing(self.company)

    def _wants(self, name: str) -> bool:
        return self._standing.wants(name, self.about if isinstance(self.about, Inspection) else None)

    def thread(self) -> Thread:
        """What its letters hang on."""
        own = self.invoice.thread
        if own is not None:
            return own
        if isinstance(self.about, Inspection):
            return self.about.thread
        raise ValueError("An invoice without an inspection has a thread of its own.")

    def to(
        self,
        contact: Contact,
        link: Link | None,
        name: str,
        extra: Mapping[str, str],
        *,
        once: str,
        address: str | None = None,
    ) -> None:
        """A letter from the starter text `name`, to their own address or another; without its button where there is no
        link, none without an address.
        """
        address = contact.email if address is None else address
        if not address or not self._wants(name):
            return
        letter = self._compose(name, {**self.fields(contact), **extra})
        if link is None:
            body = [block for block in letter.body if "page" not in block]
            letter = outbox.Letter(letter.kind, letter.subject, letter.heading, body)
        self.add(letter, link, once=once, contact=contact, address=address)

    def to_office(self, name: str, extra: Mapping[str, str], *, once: str) -> None:
        """The same notice to every owner and to all office staff."""
        if not self._wants(name):
            return
        staff = Member.objects.of(self.company).present().filter(role__in=["owner", "office"])
        for member in staff.select_related("user"):
            fields = {**self.fields(), "FIRST_NAME": member.name.split()[0], **extra}
            self._put(self._compose(name, fields), member.name, member.user.email, f"member{member.pk}", once)

    def add(
        self,
        letter: outbox.Letter,
        link: Link | None,
        *,
        once: str,
        contact: Contact | None = None,
        address: str = "",
        author: Member | None = None,
    ) -> Message:
        """A letter whose words are ready, to the payer or to another `contact`; at their own address, or another."""
        to = contact or self.invoice.payer
        return self._put(letter, to.name, address or to.email, to.key, once, link=link, author=author)

    def write(self) -> None:
        outbox.write(self.messages)

    def heading(self) -> str:
        """The house, or what it is about."""
        subject = self.invoice.subject
        return f"{subject['property']}\n{subject.get('locality', '')}"

    def facts(self) -> list[tuple[str, str]]:
        """When, by whom, and the payer's own number for it."""
        subject = self.invoice.subject
        rows = [
            ("For", subject.get("what", "")),
            ("Date", subject.get("date", "")),
            ("Time", subject.get("times", "")),
            ("Inspector", subject.get("inspector", "")),
            (self.invoice.get_reference_kind_display() or "", self.invoice.reference or ""),
            ("Due", due_words(self.invoice)),
        ]
        return [(label, value) for label, value in rows if value]

    def rows(self) -> list[tuple[str, str]]:
        """Its lines, and what is left to pay."""
        currency = self.invoice.currency
        lines = [(line.description, line.amount_cents) for line in invoicing.current_lines(self.invoice)]
        charged = sum(cents for _, cents in lines)
        shown = [(name, money.show(cents, currency)) for name, cents in lines]
        if charged != self.balance:
            shown.append(("Paid", money.show(charged - self.balance, currency)))
        return [*shown, ("To pay", money.show(max(self.balance, 0), currency))]

    def fields(self, contact: Contact | None = None) -> dict[str, str]:
        """The placeholders of a letter about it."""
        invoice, subject = self.invoice, self.invoice.subject
        named = f"invoice {invoice.number}" if invoice.number else "your invoice"
        return {
            "FIRST_NAME": self._called(contact or invoice.payer),
            "PAYER_NAME": invoice.payer.name,
            "INVOICE": f"{named} ({reference})" if (reference := reference_words(invoice)) else named,
            "AMOUNT": money.show(max(self.balance, 0), invoice.currency),
            "REFERENCE": reference_words(invoice),
            "DUE": due_words(invoice),
            "FOR_WHAT": self._what(),
            "PAGE_OF": "inspection" if isinstance(self.about, Inspection) else "invoice",
            "STREET": subject["property"],
            "ADDRESS": self._address(),
            "DATE": subject.get("date", ""),
            "INSPECTOR_NAME": subject.get("inspector", ""),
            "COMPANY_NAME": self.company.name,
            "COMPANY_PHONE": self.company.telephone,
        }

    def _called(self, contact: Contact) -> str:
        """What a letter calls them: a firm by its whole name."""
        held = self.about if isinstance(self.about, Inspection) else None
        roles = {one.role for one in parts.of(held, contact)} if held else set()
        return contact.name if roles and roles <= set(Participant.FIRMS) else contact.first_name()

    def _compose(self, name: str, fields: Mapping[str, str]) -> outbox.Letter:
        path = (
            f"/office/inspections/{self.about.key}/"
            if isinstance(self.about, Inspection)
            else office_path(self.invoice)
        )
        particulars = letters.Particulars(facts=self.facts(), fees=self.rows(), office_path=path)
        return self.texts.compose(name, fields, heading=self.heading(), particulars=particulars)

    def _address(self) -> str:
        subject = self.invoice.subject
        return ", ".join(filter(None, [subject["property"], subject.get("locality", "")]))

    def _what(self) -> str:
        """What it is for, as a sentence goes on."""
        if isinstance(self.about, Inspection):
            return f"{'a part of ' if self.invoice.out_of_id else ''}the inspection at {self._address()}"
        what = self.invoice.subject.get("what")
        return f"{what} at {self._address()}" if what else self._address()

    def _put(
        self,
        letter: outbox.Letter,
        name: str,
        address: str,
        whom: str,
        once: str,
        *,
        link: Link | None = None,
        author: Member | None = None,
    ) -> Message:
        message = outbox.message(
            letter,
            company=self.company,
            thread=self.thread(),
            to_name=name,
            to_address=address,
            link=link,
            author=author,
            once=f"{letter.kind}:{self.invoice.key}:{whom}:{once}",
            at=self.at,
        )
        self.messages.append(message)
        return message


def office_path(invoice: Invoice) -> str:
    """Where the invoice's own page stands in the office."""
    return OFFICE_PATH.format(key=invoice.key)


def reference_words(invoice: Invoice) -> str:
    """`claim number 24-118-0937`, or nothing."""
    if not invoice.reference:
        return ""
    kind = invoice.get_reference_kind_display() or ""
    return f"{kind[:1].lower() + kind[1:] if invoice.reference_kind != 'po' else kind} {invoice.reference}"


def due_words(invoice: Invoice) -> str:
    """`Tuesday, June 23, 2026`, or nothing."""
    return f"{calendar.day_words(invoice.due_on)}, {invoice.due_on.year}" if invoice.due_on else ""
