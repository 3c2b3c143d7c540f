"""Schedule, reschedule, cancel."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from lintel.access import opening as links
from lintel.access.models import WHOLE_PORTAL, Link, Right
from lintel.billing import attempting, invoicing, taxing
from lintel.billing.models import Invoice
from lintel.companies.models import Company, Member
from lintel.core.inserting import insert, insert_all
from lintel.core.prepared import Prepared
from lintel.core.refusal import Refusal
from lintel.directory import keeping
from lintel.directory.models import Contact, Property
from lintel.inspections import announcing, calendar, drawing_up, finding, parts, refreshing, texting
from lintel.inspections.models import LONGEST, Bill, Inspection, Participant, Share
from lintel.inspections.placeholders import Charged
from lintel.inspections.posting import Post
from lintel.messages.models import Thread

FARTHEST = timedelta(days=3 * 366)
SHORTEST_MINUTES, LONGEST_MINUTES = 15, LONGEST // timedelta(minutes=1)
AGENT_RIGHTS = [Right.SEE_STATUS.value]


class InspectorBusy(Refusal):
    @classmethod
    def by(cls, other: Inspection) -> "InspectorBusy":
        """Refuse in words: with what the inspector is busy, and when."""
        start, end = other.local_start(), other.local_end()
        return cls(
            f"{other.inspector.name} is already at {other.home.street} on {calendar.day_words(start)} from "
            f"{calendar.time_words(start)} to {calendar.time_words(end)}. Choose another time or inspector.",
            field="starts_at",
        )


class InThePast(Refusal):
    say = "That day is over. Choose today or a day to come."


class TooFarAhead(Refusal):
    say = "That is more than three years away, and nothing is booked as far ahead. Check the year."


class OddDuration(Refusal):
    say = "An inspection takes between 15 minutes and 24 hours."


class NoClient(Refusal):
    say = "An inspection needs at least one client with a name and an email address."


class NoServices(Refusal):
    say = "Tick at least one service."


class BelowZero(Refusal):
    say = "The fees add up to less than $0.00. Check the prices."


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to take part: found in the directory by name and address, or made. `meant` is who was picked there.

    `texts` is how they agreed to be texted, or empty where they were not asked.
    """

    name: str
    email: str
    phone: str = ""
    role: str = Participant.Role.CLIENT.value
    meant: Contact | None = None
    texts: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The property to be."""

    street: str
    zone: str
    city: str = ""
    state: str = ""
    postcode: str = ""
    kind: str = Property.Kind.UNKNOWN.value
    year_built: int | None = None
    square_feet: int | None = None


def busy(*, inspector: Member, starts_at: datetime, minutes: int, but: Inspection | None = None) -> Inspection | None:
    """What this inspector already has in that time, if anything."""
    found = _overlapping(
        company=inspector.company_id,
        inspector=inspector.pk,
        earliest=starts_at - LONGEST,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
    )
    return next((one for one in found if one != but), None)


@Prepared
def _overlapping(
    company: int, inspector: int, earliest: datetime, starts_at: datetime, ends_at: datetime
) -> QuerySet[Inspection]:
    """None lasts longer than LONGEST, so few need to be read."""
    near = Inspection.objects.standing().filter(company=company, inspector=inspector)
    there = near.filter(starts_at__lt=ends_at, starts_at__gte=earliest, ends_at__gt=starts_at)
    return there.select_related("home", "inspector").order_by("starts_at")


def check_start(starts_at: datetime, zone: str, *, at: datetime) -> None:
    """For the form to say it early. Raises InThePast for a day that is over there, TooFarAhead."""
    if starts_at.astimezone(ZoneInfo(zone)).date() < at.astimezone(ZoneInfo(zone)).date():
        raise InThePast(field="date")
    if starts_at > at + FARTHEST:
        raise TooFarAhead(field="date")


def schedule(
    *,
    company: Company,
    by: Member,
    people: Sequence[Person],
    place: Place,
    starts_at: datetime,
    minutes: int,
    inspector: Member,
    fees: Sequence[invoicing.Fee],
    at: datetime,
    once: str | None = None,
    skip: str = "",
    unconfirmed: bool = False,
) -> Inspection:
    """Book it, price it, prepare what must be signed, hand over the keys, and say so: one transaction.

    `once` is the form's own key: a second call with it gives back the first inspection. `skip` is why the clients get
    no confirmation. One that is `unconfirmed` keeps the time, and nobody is written to before it is confirmed
    (`confirming`). Raises InspectorBusy, InThePast, TooFarAhead, NoClient, NoServices, BelowZero,
    invoicing.AmountOutOfRange.
    """
    fees = taxing.taxed(fees)
    _check(people, fees)
    _check_time(starts_at, minutes, place.zone, at)
    once = f"{company.key}:{once}" if once else None
    try:
        with transaction.atomic():
            known = Inspection.objects.of(company).filter(once=once).first() if once else None
            if known:
                return known
            if other := busy(inspector=inspector, starts_at=starts_at, minutes=minutes):
                if once and other.once == once:
                    return other
                raise InspectorBusy.by(other)
            contacts = [keep(company, person, at=at) for person in people]
            home = insert(Property(company=company, **asdict(place)))
            inspection = insert(
                Inspection(
                    company=company,
                    home=home,
                    inspector=inspector,
                    thread=insert(Thread(company=company)),
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=minutes),
                    booked_by=by,
                    booked_at=at,
                    unconfirmed_since=at if unconfirmed else None,
                    once=once,
                    report_needs=company.report_needs,
                    collects_after=company.collects_after,
                    any_signer=company.any_signer,
                    search_text=finding.text(
                        company,
                        home,
                        inspector,
                        contacts,
                        finding.merged(one for one in contacts if one.created_at < at),
                    ),
                )
            )
            participants = _participants(inspection, people, contacts)
            payer = next(one.contact for one in participants if one.role == Participant.Role.CLIENT)
            _invoice(inspection, payer, fees, by, at)
            charged = [_charged(fee) for fee in fees]
            drawing_up.prepare(inspection, participants, charged, at=at)
            handed = hand_links(inspection, parts.written_to(participants), by=by, at=at)
            post = Post(inspection, at=at, people=participants, links=handed, charged=charged)
            announcing.scheduled(inspection, post, skip=skip, by=by, at=at)
            _agree(people, contacts, participants, by, at)
            return inspection
    except IntegrityError:
        return _lost_the_race(company, inspector, starts_at, minutes, once=once)


def reschedule(
    *, inspection: Inspection, starts_at: datetime, minutes: int, inspector: Member, by: Member, at: datetime
) -> None:
    """Another time or inspector. Unsigned agreements are refreshed; everyone is told.

    Raises InspectorBusy, InThePast, TooFarAhead, AlreadyCancelled.
    """
    _check_time(starts_at, minutes, inspection.home.zone, at)
    try:
        with transaction.atomic():
            refreshing.lock(inspection)
            if other := busy(inspector=inspector, starts_at=starts_at, minutes=minutes, but=inspection):
                raise InspectorBusy.by(other)
            before, was = inspection.local_start(), inspection.inspector
            inspection.starts_at, inspection.ends_at = starts_at, starts_at + timedelta(minutes=minutes)
            inspection.inspector, inspection.revision = inspector, inspection.revision + 1
            inspection.save(update_fields=["starts_at", "ends_at", "inspector", "revision"])
            refreshing.refresh(inspection, at=at)
            words = _moved_words(inspection, before, was)
            announcing.rescheduled(inspection, words=words, reassigned=was != inspector, by=by, at=at)
    except IntegrityError:
        _lost_the_race(inspection.company, inspector, starts_at, minutes, but=inspection)


@transaction.atomic
def cancel(*, inspection: Inspection, because: str, by: Member, at: datetime) -> None:
    """Call it off. Links keep opening and say so; nothing can be paid any more; nothing is refunded by itself.

    Raises AlreadyCancelled.
    """
    refreshing.lock(inspection)
    inspection.cancelled_at, inspection.revision = at, inspection.revision + 1
    inspection.save(update_fields=["cancelled_at", "revision"])
    for invoice in Invoice.objects.filter(bill__inspection=inspection):
        attempting.hurry(invoice=invoice, at=at)
    announcing.cancelled(inspection, because=because.strip(), by=by, at=at)


def hand_links(
    inspection: Inspection, participants: Sequence[Participant], *, by: Member, at: datetime
) -> dict[int, Link]:
    """A link for each of these clients and agents: the whole portal for clients, the status alone for agents."""
    made = insert_all(
        [
            links.issue(
                holder=one.contact,
                rights=WHOLE_PORTAL if one.role == Participant.Role.CLIENT else AGENT_RIGHTS,
                by=by,
                at=at,
            )
            for one in participants
        ]
    )
    insert_all(
        [
            Share(company=inspection.company, link=link, inspection=inspection, participant=one)
            for one, link in zip(participants, made, strict=True)
        ]
    )
    return {one.pk: link for one, link in zip(participants, made, strict=True)}


def _check(people: Sequence[Person], fees: Sequence[invoicing.Fee]) -> None:
    clients = [one for one in people if one.role == Participant.Role.CLIENT]
    if not clients or any(not one.name.strip() or not one.email.strip() for one in clients):
        raise NoClient
    if not fees:
        raise NoServices
    if sum(fee.amount_cents for fee in fees) < 0:
        raise BelowZero


def _check_time(starts_at: datetime, minutes: int, zone: str, at: datetime) -> None:
    check_start(starts_at, zone, at=at)
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise OddDuration(field="minutes")


def keep(company: Company, person: Person, *, at: datetime) -> Contact:
    """Who this is in the directory."""
    known = {"name": person.name, "email": person.email, "phone": person.phone}
    return keeping.keep(company=company, **known, meant=person.meant, at=at)


def _participants(inspection: Inspection, people: Sequence[Person], contacts: Sequence[Contact]) -> list[Participant]:
    each = dict.fromkeys((contact, person.role) for person, contact in zip(people, contacts, strict=True))
    return insert_all(
        [
            Participant(company=inspection.company, inspection=inspection, contact=contact, role=role, position=place)
            for place, (contact, role) in enumerate(each)
        ]
    )


def _agree(
    people: Sequence[Person], contacts: Sequence[Contact], participants: Sequence[Participant], by: Member, at: datetime
) -> None:
    """Who said while it was booked that they agree to texts."""
    said = {contact: person.texts for person, contact in zip(people, contacts, strict=True) if person.texts}
    for one in participants:
        if how := said.pop(one.contact, ""):
            texting.agree(participant=one, how=how, by=by, at=at)


def _charged(fee: invoicing.Fee) -> Charged:
    return Charged(fee.description, fee.amount_cents, fee.line_kind(), fee.service.key if fee.service else None)


def _invoice(inspection: Inspection, payer: Contact, fees: Sequence[invoicing.Fee], by: Member, at: datetime) -> None:
    subject = announcing.subject(inspection)
    invoice = invoicing.issue(
        company=inspection.company,
        payer=payer,
        subject=subject,
        fees=fees,
        search_text=finding.invoice_text(inspection.company, payer, subject),
        by=by,
        at=at,
    )
    insert(Bill(company=inspection.company, inspection=inspection, invoice=invoice))


def _lost_the_race(
    company: Company,
    inspector: Member,
    starts_at: datetime,
    minutes: int,
    *,
    once: str | None = None,
    but: Inspection | None = None,
) -> Inspection:
    """The database refused: it was a second click, or somebody booked the inspector a moment before."""
    known = Inspection.objects.of(company).filter(once=once).first() if once else None
    if known:
        return known
    if other := busy(inspector=inspector, starts_at=starts_at, minutes=minutes, but=but):
        raise InspectorBusy.by(other)
    raise RuntimeError("the database refused an inspection for a reason that is not known here")


def _moved_words(inspection: Inspection, before: datetime, was: Member) -> str:
    start = calendar.moment_words(inspection.local_start())
    parts = []
    if inspection.local_start() != before:
        parts.append(f"Moved from {calendar.moment_words(before)} to {start}")
    if inspection.inspector != was:
        parts.append(f"Inspector changed from {was.name} to {inspection.inspector.name}")
    return "; ".join(parts) or f"Duration changed: until {calendar.time_words(inspection.local_end())}"
