"""Contacts and properties found or made in place, and corrected."""

from datetime import datetime

from django.db.models import QuerySet

from lintel.companies.models import Company
from lintel.core import mailboxes
from lintel.core.inserting import insert
from lintel.core.prepared import Prepared
from lintel.directory.models import Contact


def keep(
    *, company: Company, name: str, email: str, phone: str = "", meant: Contact | None = None, at: datetime
) -> Contact:
    """The person with this address and name, or a new one. Of merged contacts it is who survived.

    The same address under another name is another person (couples share one). `meant` is who was picked from those on
    file: it is them while what was typed does not say otherwise. What was not known of them is added. Call it inside a
    transaction.
    """
    name, email, phone = " ".join(name.split()), email.strip(), phone.strip()
    there = _at(company=company.pk, spellings=mailboxes.spellings(email.lower())) if email else []
    known = next((one for one in there if one.name.casefold() == name.casefold()), None)
    if known is None and meant is not None and fits(meant, name, email):
        known = meant
    if known is None:
        return insert(Contact(company=company, name=name, email=email, phone=phone, created_at=at))
    return _complete(known.current(), email, phone)


@Prepared
def _at(company: int, spellings: list[str]) -> QuerySet[Contact]:
    """Everybody with this email address."""
    return Contact.objects.filter(company=company).spelled(spellings).select_related("survivor").order_by("pk")


def fits(contact: Contact, name: str, email: str) -> bool:
    """Whether what was typed can be this contact: the same name, and no other address."""
    return contact.name.casefold() == name.casefold() and (
        not contact.email or not email or contact.email.casefold() == email.casefold()
    )


def _complete(contact: Contact, email: str, phone: str) -> Contact:
    fuller = (contact.email or email, phone or contact.phone)
    if fuller != (contact.email, contact.phone):
        contact.email, contact.phone = fuller
        contact.save(update_fields=["email", "phone"])
    return contact
