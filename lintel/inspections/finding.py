"""What an inspection, and what an invoice, can be found by."""

from collections.abc import Iterable, Mapping

from lintel.billing.models import Entry, Invoice
from lintel.companies.models import Company, Member
from lintel.core import search
from lintel.directory.models import Contact, Property
from lintel.inspections.models import Inspection, Participant


def text(company: Company, home: Property, inspector: Member, contacts: Iterable[Contact]) -> str:
    """The search text: the company's key first, then address, people and their addresses."""
    people = (part for contact in contacts for part in (contact.name, contact.email, contact.phone))
    return search.text(company.key, home.one_line(), inspector.name, *people)


def write(inspection: Inspection, people: Iterable[Participant]) -> None:
    """Bring an inspection's search text up to date, with who paid and the numbers of its invoices, ours and theirs."""
    contacts = [one.contact for one in people]
    known = text(inspection.company, inspection.home, inspection.inspector, contacts)
    paid = Entry.objects.filter(invoice__bill__inspection=inspection, kind=Entry.Kind.PAYMENT)
    payers = paid.order_by("pk").values_list("payer_name", flat=True)
    billed = list(Invoice.objects.filter(bill__inspection=inspection).order_by("pk").values("number", "reference"))
    words = search.text(*known.split(), *payers, *(row["reference"] or "" for row in billed))
    inspection.search_text = " ".join([words, *(str(row["number"]) for row in billed if row["number"])])
    inspection.save(update_fields=["search_text"])


def invoice_text(company: Company, payer: Contact, subject: Mapping[str, str], reference: str | None = None) -> str:
    """The search text of an invoice: who pays it, their number for it, the property and what it is for."""
    about = (subject.get(name, "") for name in ("property", "locality", "what"))
    return search.text(company.key, payer.name, payer.email, reference or "", *about)


def write_invoice(invoice: Invoice) -> None:
    """Bring an invoice's search text up to date."""
    invoice.search_text = invoice_text(invoice.company, invoice.payer, invoice.subject, invoice.reference)
    invoice.save(update_fields=["search_text"])
