"""Two contacts that are one person: the one points at the other, and nothing else is written.

Both stay rows with everything that points at them, so it can be undone by taking the pointer off.
"""

from datetime import datetime

from django.db import transaction

from lintel.companies.models import Company, Member
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact


class SamePerson(Refusal):
    say = "These two are one person already."


class NotMerged(Refusal):
    say = "These two are not merged any more. Look at the page again."


class AddressLost(Refusal):
    @classmethod
    def by(cls, gone: Contact, kept: Contact) -> "AddressLost":
        """Refuse in words: whose address letters could not go to any more."""
        return cls(
            f"{kept.name} has no email address, so letters could not reach {gone.name} any more. Keep the one with "
            f"{gone.email}, or write the address first."
        )


@transaction.atomic
def merge(*, gone: Contact, kept: Contact, by: Member, at: datetime) -> Contact:
    """From now on `gone` is read as `kept`. Of two that were merged before, it is the persons they are now.

    Comes back with who survives. Raises SamePerson, AddressLost.
    """
    _lock(gone)
    ours = Contact.objects.filter(company=gone.company_id).select_related("survivor")
    gone, kept = ours.get(pk=gone.pk).current(), ours.get(pk=kept.pk).current()
    if gone == kept:
        raise SamePerson
    if gone.email and not kept.email:
        raise AddressLost.by(gone, kept)
    gone.merged_into, gone.merged_at, gone.merged_by = kept, at, by
    gone.save(update_fields=["merged_into", "merged_at", "merged_by"])
    Contact.objects.same_as([gone]).update(survivor=kept)
    return kept


@transaction.atomic
def separate(*, contact: Contact) -> Contact:
    """They are two persons again; whoever was merged into this contact stays with it. Comes back with whom it left.

    Raises NotMerged.
    """
    _lock(contact)
    contact = Contact.objects.select_related("survivor").get(pk=contact.pk)
    if contact.merged_into is None:
        raise NotMerged
    left = contact.current()
    contact.merged_into = contact.merged_at = contact.merged_by = contact.survivor = None
    contact.save(update_fields=["merged_into", "merged_at", "merged_by", "survivor"])
    Contact.objects.filter(pk__in=_below(contact)).update(survivor=contact)
    return left


def _lock(contact: Contact) -> None:
    """One merging at a time in a company: two at once could make a circle."""
    Company.objects.select_for_update(no_key=True).get(pk=contact.company_id)


def _below(contact: Contact) -> list[int]:
    """Whoever was merged into this contact, or into somebody who was."""
    found, last = list[int](), [contact.pk]
    while last:
        last = list(Contact.objects.filter(merged_into__in=last).values_list("pk", flat=True))
        found += last
    return found
