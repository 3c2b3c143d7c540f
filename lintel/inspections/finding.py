"""What an inspection can be found by."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

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
    inspection.search_text = _found_by(inspection, people, *_of_invoices([inspection]))
    inspection.save(update_fields=["search_text"])


def write_all(inspections: Sequence[Inspection]) -> None:
    """The same for many inspections that were read `for_lists`: a few statements for any number."""
    payers, numbers = _of_invoices(inspections)
    for one in inspections:
        one.search_text = _found_by(one, one.people(), payers, numbers)
    Inspection.objects.bulk_update(inspections, ["search_text"], batch_size=200)


Words = dict[int, list[str]]  # by inspection


def _of_invoices(inspections: Sequence[Inspection]) -> tuple[Words, Words]:
    """Who paid, and the invoices' numbers."""
    paid = Entry.objects.filter(invoice__bill__inspection__in=inspections, kind=Entry.Kind.PAYMENT).order_by("pk")
    numbered = Invoice.objects.filter(bill__inspection__in=inspections).exclude(number=None)
    payers: Words = defaultdict(list)
    for pk, name in paid.values_list("invoice__bill__inspection", "payer_name"):
        payers[pk].append(name)
    numbers: Words = defaultdict(list)
    for pk, number in numbered.values_list("bill__inspection", "number"):
        numbers[pk].append(str(number))
    return payers, numbers


def _found_by(inspection: Inspection, people: Iterable[Participant], payers: Words, numbers: Words) -> str:
    contacts = [one.contact for one in people]
    known = text(inspection.company, inspection.home, inspection.inspector, contacts)
    return " ".join([search.text(*known.split(), *payers[inspection.pk]), *numbers[inspection.pk]])
