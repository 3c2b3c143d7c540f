"""Contacts and properties found or made in place, and corrected."""

from datetime import datetime

from lintel.companies.models import Company
from lintel.directory.models import Contact


def keep(*, company: Company, name: str, email: str, phone: str = "", at: datetime) -> Contact:
    """The contact with this address and name, or a new one.

    The same address under another name is another person (couples share one); a telephone number that
    was not known is added. Call it inside a transaction.
    """
    name, email, phone = " ".join(name.split()), email.strip(), phone.strip()
    known = Contact.objects.of(company).at(email).filter(name__iexact=name).first() if email else None
    if known is None:
        return Contact.objects.create(company=company, name=name, email=email, phone=phone, created_at=at)
    if phone and phone != known.phone:
        known.phone = phone
        known.save(update_fields=["phone"])
    return known
