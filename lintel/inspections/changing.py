"""Changing what was scheduled: the property, the people, services and fees. Each change is a line of the story."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, Sum

from lintel.access import opening as links
from lintel.billing import invoicing
from lintel.billing.models import Invoice, Line
from lintel.companies.models import Member
from lintel.core import phones
from lintel.core.refusal import Refusal
from lintel.directory import tagging
from lintel.directory.models import Contact
from lintel.inspections import (
    announcing,
    calendar,
    drawing_up,
    finding,
    parts,
    pricing,
    refreshing,
    scheduling,
    texting,
)
from lintel.inspections.models import Inspection, InspectionQuerySet, Moment, Paper, Participant, own_links
from lintel.inspections.posting import fees
from lintel.messages import outbox
from lintel.messages.models import Message


class LastClient(Refusal):
    say = "This is the only client. Add another one first, or cancel the inspection."


class AlreadyThere(Refusal):
    @classmethod
    def by(cls, part: Participant) -> "AlreadyThere":
        """Refuse in words: who it is, and as what they are there."""
        role = part.get_role_display().lower()
        return cls(f"{part.contact.name} is already part of the inspection as {role}.", field="role")


class StillBilled(Refusal):
    """Somebody who pays a part of it leaves: first somebody else must be billed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"An invoice is billed to {name}. Void it, or bill somebody else, before they leave.")


class ClientSigned(Refusal):
    say = "This client has signed. They stay in the record; cancel the inspection if it is off."


@transaction.atomic
def correct_place(*, inspection: Inspection, place: scheduling.Place, by: Member, at: datetime) -> None:
    """Another address or other facts of the house. The clocks stay: a new zone keeps the local time.

    Raises InspectorBusy, calendar.NoSuchTime.
    """
    refreshing.lock(inspection)
    before, local = inspection.home.one_line(), inspection.local_start()
    home, length = inspection.home, inspection.duration()
    for name, value in asdict(place).items():
        setattr(home, name, value)
    home.save()
    starts_at = calendar.instant(local.date(), local.time(), home.zone)
    if starts_at != inspection.starts_at:
        minutes = int(length.total_seconds() // 60)
        if other := scheduling.busy(
            inspector=inspection.inspector, starts_at=starts_at, minutes=minutes, but=inspection
        ):
            raise scheduling.InspectorBusy.by(other)
        inspection.starts_at, inspection.ends_at = starts_at, starts_at + length
        inspection.save(update_fields=["starts_at", "ends_at"])
    if home.one_line() != before:
        words = f"Property changed from {before} to {home.one_line()}"
        announcing.tell(inspection, Moment.Kind.CHANGED, words, by, at=at)
    drawing_up.follow(inspection, at=at)
    refreshing.refresh(inspection, at=at)


@transaction.atomic
def add_person(*, inspection: Inspection, person: scheduling.Person, by: Member, at: datetime) -> Participant:
    """Somebody more, or one part more for somebody. Clients and agents get a link of their own and a letter, once.

    Raises AlreadyThere, NoClient.
    """
    refreshing.lock(inspection)
    if not person.name.strip() or (person.role == Participant.Role.CLIENT and not person.email.strip()):
        raise scheduling.NoClient
    contact = scheduling.keep(inspection.company, person, at=at)
    there = inspection.people()
    for one in there:
        if one.contact == contact and one.role == person.role:
            raise AlreadyThere.by(one)
    participant = _take_part(inspection, contact, person.role)
    drawing_up.prepare(inspection, [participant], fees(inspection), at=at)
    if participant in parts.written_to([*there, participant]):
        scheduling.hand_links(inspection, [participant], by=by, at=at)
    announcing.joined(participant, by=by, at=at)
    if person.texts:
        texting.agree(participant=participant, how=person.texts, by=by, at=at)
    refreshing.refresh(inspection, at=at)
    return participant


@transaction.atomic
def take_in(*, inspection: Inspection, person: scheduling.Person, by: Member, at: datetime) -> Contact:
    """Somebody in People, without a link or a letter; who is there already, in whatever part, stays as they are."""
    refreshing.lock(inspection)
    contact = scheduling.keep(inspection.company, person, at=at)
    if not parts.of(inspection, contact):
        part = _take_part(inspection, contact, person.role)
        words = f"{contact.name} added as {part.get_role_display().lower()}"
        marks = announcing.part_marks(part, "added")
        announcing.tell(inspection, Moment.Kind.PEOPLE_CHANGED, words, by, at=at, marks=marks)
    return contact


def _take_part(inspection: Inspection, contact: Contact, role: str) -> Participant:
    last = max((one.position for one in inspection.people()), default=-1)
    return Participant.objects.create(
        company=inspection.company, inspection=inspection, contact=contact, role=role, position=last + 1
    )


@transaction.atomic
def correct_person(
    *,
    participant: Participant,
    name: str,
    email: str,
    phone: str,
    tags: Sequence[str] | None = None,
    by: Member,
    at: datetime,
) -> None:
    """Another spelling, address or telephone of the same person, wherever they take part. Their link stays. Where
    `tags` are given, these are theirs from now on.
    """
    inspection, contact = participant.inspection, participant.contact
    _lock_all(contact)
    refreshing.lock(inspection)
    if not name.strip() or (participant.role == Participant.Role.CLIENT and not email.strip()):
        raise scheduling.NoClient
    rename(contact=contact, name=name, email=email, phone=phone, by=by, at=at)
    if tags is not None:
        tagging.tag(contact=contact, tags=[*tags])
    refreshing.refresh(inspection, at=at)


@transaction.atomic
def rename(*, contact: Contact, name: str, email: str, phone: str, by: Member, at: datetime) -> None:
    """What somebody is called and how they are reached. Letters that have not left follow.

    Each inspection they take part in says so in its story, is found by the new words, and what they have not signed
    carries them.
    """
    _lock_all(contact)
    before = (contact.name, contact.email, contact.phone)
    contact.name, contact.email, contact.phone = " ".join(name.split()), email.strip(), phone.strip()
    contact.save(update_fields=["name", "email", "phone"])
    same = Contact.objects.same_as([contact])
    reached = Q(link__holder__in=same) | Q(thread__inspection__participants__contact__in=same)
    letters = Message.objects.filter(reached, company=contact.company_id, to_address=before[1])
    letters.unsent().filter(channel=Message.Channel.EMAIL).update(to_address=contact.email, to_name=contact.name)
    _texts_follow(contact, before[2], reached)
    if words := _corrected(before, (contact.name, contact.email, contact.phone)):
        theirs = list(_all_with(contact).for_lists())
        announcing.tell_all(theirs, Moment.Kind.PEOPLE_CHANGED, words, by, at=at)
        finding.write_all(theirs)
        for one in theirs:
            if any(part.contact == contact for part in one.clients()):
                refreshing.refresh_papers(one, at=at)


def _texts_follow(contact: Contact, phone: str, reached: Q) -> None:
    """Texts that have not left go to the new number too; there they wait until that one is agreed to."""
    with suppress(phones.NotANumber):
        before, now = phones.wire(phone), phones.wire(contact.phone)
        texts = Message.objects.filter(reached, company=contact.company_id, to_address=before).unsent()
        texts.filter(channel=Message.Channel.TEXT).update(to_address=now, to_name=contact.name)


def _all_with(contact: Contact) -> InspectionQuerySet:
    """The inspections this person takes part in, always in the same order."""
    same = Contact.objects.same_as([contact])
    theirs = Participant.objects.filter(contact__in=same, left_at=None).values("inspection")
    return Inspection.objects.filter(pk__in=theirs).order_by("pk")


def _lock_all(contact: Contact) -> None:
    """Hold them until the transaction ends."""
    list(_all_with(contact).select_for_update().values_list("pk"))


def _corrected(before: tuple[str, str, str], after: tuple[str, str, str]) -> str:
    """`Cora Whitfield: phone changed from none to (208) 555-0171`, or nothing."""
    changes = [
        f"{label} changed from {old or 'none'} to {new or 'none'}"
        for label, old, new in zip(("name", "email address", "phone"), before, after, strict=True)
        if old != new
    ]
    return f"{before[0]}: {'; '.join(changes)}" if changes else ""


@transaction.atomic
def remove_person(*, participant: Participant, by: Member, at: datetime) -> None:
    """One part of somebody is over: its link closes, its unsigned agreements and unsent letters are withdrawn.

    What else they are in it stays. Raises LastClient, ClientSigned, StillBilled.
    """
    inspection, person = participant.inspection, participant.contact
    refreshing.lock(inspection)
    taken = Invoice.objects.filter(bill__inspection=inspection, voided_at=None).exclude(out_of=None)
    if len(parts.of(inspection, person)) == 1 and taken.filter(payer__in=Contact.objects.same_as([person])).exists():
        raise StillBilled(person.name)
    if participant.role == Participant.Role.CLIENT:
        if not [one for one in inspection.people() if one.role == participant.role and one.pk != participant.pk]:
            raise LastClient
        if Paper.objects.filter(participant=participant, agreement__signature__isnull=False).exists():
            raise ClientSigned
    participant.left_at = at
    participant.save(update_fields=["left_at"])
    for share in participant.shares.select_related("link"):
        links.revoke(share.link, at=at)
        outbox.withdraw_for(link=share.link, because="no longer part of the inspection", at=at)
    for paper in participant.papers.select_related("agreement"):
        paper.agreement.withdrawn_at = at
        paper.agreement.save(update_fields=["withdrawn_at"])
    rest = parts.of(inspection, person)
    if not rest or (participant.role == Participant.Role.CLIENT and rest[0].role != participant.role):
        _hand_on_bills(inspection, person)
    _keep_a_link(inspection, rest, by, at)
    words = f"{person.name} removed as {participant.get_role_display().lower()}"
    marks = announcing.part_marks(participant, "removed")
    announcing.tell(inspection, Moment.Kind.PEOPLE_CHANGED, words, by, at=at, marks=marks)
    refreshing.refresh(inspection, at=at)


def add_fee(*, inspection: Inspection, fee: invoicing.Fee, by: Member, at: datetime) -> Line:
    """A service or a manual fee more, on the client's invoice. Raises as `pricing.edit`."""
    return pricing.edit(inspection=inspection, what=pricing.Edit(added=[fee]), by=by, at=at).added[0]


def change_fee(*, inspection: Inspection, line: Line, amount_cents: int, by: Member, at: datetime) -> None:
    """Another amount for a line. Raises as `pricing.edit`."""
    what = pricing.Edit(lines={line.pk: pricing.Changed(amount_cents, line.tax)})
    pricing.edit(inspection=inspection, what=what, by=by, at=at)


def remove_fee(*, inspection: Inspection, line: Line, by: Member, at: datetime) -> None:
    """A line less; its charge is given back. Raises as `pricing.edit`."""
    pricing.edit(inspection=inspection, what=pricing.Edit(off=frozenset({line.pk})), by=by, at=at)


def service_minutes(inspection: Inspection) -> int:
    """How long the services that are charged now take together."""
    lines = Line.objects.filter(invoice__bill__inspection=inspection, invoice__voided_at=None, removed_at=None)
    return lines.aggregate(sum=Sum("service__minutes"))["sum"] or 0


def fit_services(*, inspection: Inspection, by: Member, at: datetime) -> None:
    """The appointment takes as long as its services together. Raises what `scheduling.reschedule` does."""
    minutes = service_minutes(inspection)
    if minutes != inspection.duration() // timedelta(minutes=1):
        scheduling.reschedule(
            inspection=inspection,
            starts_at=inspection.starts_at,
            minutes=minutes,
            inspector=inspection.inspector,
            by=by,
            at=at,
        )


def _hand_on_bills(inspection: Inspection, leaver: Contact) -> None:
    heir = inspection.clients()[0]
    theirs = Invoice.objects.filter(bill__inspection=inspection, payer__in=Contact.objects.same_as([leaver]))
    theirs.update(payer=heir.contact)


def _keep_a_link(inspection: Inspection, rest: Sequence[Participant], by: Member, at: datetime) -> None:
    """Who was a client and stays an agent had the client's link alone: they get an agent's."""
    mine = parts.written_to(rest)
    if mine and not any(one.pk in own_links(inspection, at=at) for one in rest):
        scheduling.hand_links(inspection, mine, by=by, at=at)
