"""What an inspection, and what an invoice, can be found by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from lintel.billing.models import Entry, Invoice
from lintel.companies.models import Company, Member
from lintel.core import search
from lintel.core.prepared import Prepared
from lintel.directory.models import Contact, Property
from lintel.inspections.models import Inspection, Participant

Merged = dict[int, list[Contact]]  # by who survived
Words = dict[int, list[str]]  # by inspection


def text(company: Company, home: Property, inspector: Member, contacts: Iterable[Contact], merged: Merged) -> str:
    """The search text: the company's key first, then address, people and their addresses, by every name they had."""
    everybody = (one for contact in contacts for one in [contact, *merged.get(contact.pk, [])])
    people = (part for contact in everybody for part in (contact.name, contact.email, contact.phone))
    return search.text(company.key, home.one_line(), inspector.name, *people)


def merged(people: Iterable[Contact]) -> Merged:
    """Whoever was merged with these people: one statement."""
    found: Merged = defaultdict(list)
    for one in _merged(survivors=[person.pk for person in people]):
        found[one.survivor_id or 0].append(one)
    return found


@Prepared
def _merged(survivors: list[int]) -> QuerySet[Contact]:
    return Contact.objects.filter(survivor__in=survivors).order_by("pk")


def write(inspection: Inspection, people: Iterable[Participant]) -> None:
    """Bring an inspection's search text up to date, with who paid and the numbers of its invoices, ours and theirs."""
    contacts = [one.contact for one in people]
    inspection.search_text = _found_by(inspection, contacts, merged(contacts), *_of_invoices([inspection]))
    inspection.save(update_fields=["search_text"])


def write_all(inspections: Sequence[Inspection]) -> None:
    """The same for many inspections that were read `for_lists`: a few statements for any number."""
    contacts = {one: [part.contact for part in one.people()] for one in inspections}
    also = merged({person for people in contacts.values() for person in people})
    payers, numbers = _of_invoices(inspections)
    for one, people in contacts.items():
        one.search_text = _found_by(one, people, also, payers, numbers)
    Inspection.objects.bulk_update(inspections, ["search_text"], batch_size=200)


def _of_invoices(inspections: Sequence[Inspection]) -> tuple[Words, Words]:
    """Who paid with their own numbers for it, and the invoices' numbers."""
    paid = Entry.objects.filter(invoice__bill__inspection__in=inspections, kind=Entry.Kind.PAYMENT).order_by("pk")
    billed = Invoice.objects.filter(bill__inspection__in=inspections).order_by("pk")
    payers: Words = defaultdict(list)
    for pk, name in paid.values_list("invoice__bill__inspection", "payer_name"):
        payers[pk].append(name)
    numbers: Words = defaultdict(list)
    for pk, number, reference in billed.values_list("bill__inspection", "number", "reference"):
        payers[pk] += [reference] if reference else []
        numbers[pk] += [str(number)] if number else []
    return payers, numbers


def _found_by(inspection: Inspection, people: Iterable[Contact], merged: Merged, payers: Words, numbers: Words) -> str:
    known = text(inspection.company, inspection.home, inspection.inspector, people, merged)
    return " ".join([search.text(*known.split(), *payers[inspection.pk]), *numbers[inspection.pk]])


def invoice_text(company: Company, payer: Contact, subject: Mapping[str, str], reference: str | None = None) -> str:
    """The search text of an invoice: who pays it, their number for it, the property and what it is for."""
    about = (subject.get(name, "") for name in ("property", "locality", "what"))
    return search.text(company.key, payer.name, payer.email, reference or "", *about)


def write_invoice(invoice: Invoice) -> None:
    """Bring an invoice's search text up to date."""
    invoice.search_text = invoice_text(invoice.company, invoice.payer, invoice.subject, invoice.reference)
    invoice.save(update_fields=["search_text"])
