"""Two contacts are one person, or are not after all: told in their inspections, which are found by either name."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from lintel.companies.models import Member
from lintel.directory import merging
from lintel.directory.models import Contact
from lintel.inspections import announcing, finding
from lintel.inspections.models import Inspection, InspectionQuerySet, Moment, Participant
from lintel.messages.models import Message


@transaction.atomic
def merge(*, gone: Contact, kept: Contact, by: Member, at: datetime) -> Contact:
    """From now on `gone` is `kept`; letters go to their address. Links, agreements and receipts stay as they are.

    Comes back with who survives. Raises merging.SamePerson, merging.AddressLost.
    """
    gone = gone.current()
    theirs = list(Contact.objects.same_as([gone]))
    kept = merging.merge(gone=gone, kept=kept, by=by, at=at)
    _tell(theirs, f"{_named(gone)} is the same person as {_named(kept)}: merged", by, at)
    _find_again([kept])
    return kept


@transaction.atomic
def separate(*, contact: Contact, by: Member, at: datetime) -> None:
    """They are two persons again. Raises merging.NotMerged."""
    left = merging.separate(contact=contact)
    contact = Contact.objects.get(pk=contact.pk)
    words = f"{_named(contact)} is not the same person as {_named(left)}: separated again"
    _tell(list(Contact.objects.same_as([contact])), words, by, at)
    _find_again([contact, left])


def waiting_elsewhere(person: Contact) -> dict[str, int]:
    """How many letters to this person have not left and go to an address that is not the one that was kept."""
    theirs = (
        Message.objects.of(person.company)
        .filter(link__holder__in=Contact.objects.same_as([person]), channel=Message.Channel.EMAIL)
        .unsent()
    )
    elsewhere = theirs.exclude(to_address__iexact=person.email).order_by("to_address")
    return dict(elsewhere.values_list("to_address").annotate(count=Count("pk")))


def _tell(contacts: Iterable[Contact], words: str, by: Member, at: datetime) -> None:
    announcing.tell_all(list(_of(contacts)), Moment.Kind.PEOPLE_CHANGED, words, by, at=at)


def _find_again(people: Collection[Contact]) -> None:
    finding.write_all(list(_of(Contact.objects.same_as(people)).for_lists()))


def _of(contacts: Iterable[Contact]) -> InspectionQuerySet:
    theirs = Participant.objects.filter(contact__in=contacts, left_at=None).values("inspection")
    return Inspection.objects.filter(pk__in=theirs).order_by("pk")


def _named(contact: Contact) -> str:
    return f"{contact.name} ({contact.email})" if contact.email else contact.name
