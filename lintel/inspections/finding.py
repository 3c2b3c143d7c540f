"""What an inspection can be found by."""

from collections.abc import Iterable

from lintel.companies.models import Company, Member
from lintel.directory.models import Contact, Property


def text(company: Company, home: Property, inspector: Member, contacts: Iterable[Contact]) -> str:
    """The search text: the company's key first, then address, people and their addresses."""
    words = [company.key, home.one_line(), inspector.name]
    for contact in contacts:
        words += [contact.name, contact.email, contact.phone]
    return " ".join(word for word in words if word)
