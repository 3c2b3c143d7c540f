"""What an inspection can be found by."""

from collections.abc import Iterable

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
    """Bring an inspection's search text up to date, with who paid and the numbers of its invoices."""
    contacts = [one.contact for one in people]
    known = text(inspection.company, inspection.home, inspection.inspector, contacts)
    paid = Entry.objects.filter(invoice__bill__inspection=inspection, kind=Entry.Kind.PAYMENT)
    payers = paid.order_by("pk").values_list("payer_name", flat=True)
    words = search.text(*known.split(), *payers)
    numbers = Invoice.objects.filter(bill__inspection=inspection).exclude(number=None).values_list("number", flat=True)
    inspection.search_text = " ".join([words, *(str(number) for number in numbers)])
    inspection.save(update_fields=["search_text"])
