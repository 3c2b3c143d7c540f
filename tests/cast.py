"""The cast of the tests, made through the use cases. Each company has words of its own, so that a leak would show.

Cedar & Stone Home Inspections is the installation's own company and subscribed: Dana Ortiz owns it, Olga Brandt keeps
the office, Ike Marsh inspects, Cora Whitfield buys a house and Marisol Vega is her agent. Juniper Ridge next door is
on trial: Wilhelmina Ashgrove owns it, Rufus Pennington inspects for Prudence Oakhurst, with Balthazar Quill.

Where a builder is given no `at`, it reads the clock, so that pages opened now show it as news.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from lintel.access.models import Link
from lintel.access.uses import Visitor
from lintel.agreements.models import Signature
from lintel.agreements.preparing import Typed, digest
from lintel.billing import invoicing
from lintel.billing.models import Attempt, Invoice
from lintel.billing.providers import sandbox
from lintel.companies import arranging, joining
from lintel.companies.models import Company, Member, User
from lintel.core import clock
from lintel.inspections import calendar, consenting, gating, notifying, opening, paying, receiving, scheduling, signing
from lintel.inspections.models import Inspection, Participant, Share
from lintel.inspections.scheduling import Person, Place
from lintel.services import offering
from lintel.services.models import Service

PASSWORD = "a lintel carries the wall above"
PHONE = Visitor("203.0.113.77", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Safari/604.1")
GOOD_CARD, DECLINED_CARD, ASKING_CARD = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0025 0000 3155"

BOISE, DENVER = "America/Boise", "America/Denver"
CORA = Person("Cora Whitfield", "cora@whitfield.example", "(208) 555-0171")
THEO = Person("Theo Whitfield", "theo@whitfield.example")
MARISOL = Person("Marisol Vega", "marisol@treasurevalley.example", "", Participant.Role.BUYERS_AGENT.value)
HARRISON = Place(
    "1214 Harrison Boulevard", BOISE, "Boise", "ID", "83702", "two-storey", year_built=1938, square_feet=2140
)

PRUDENCE = Person("Prudence Oakhurst", "prudence@oakhurst.example", "(303) 555-0188")
BALTHAZAR = Person("Balthazar Quill", "balthazar@quillrealty.example", "", Participant.Role.LISTING_AGENT.value)
KESTREL = Place("77 Kestrel Hollow Lane", DENVER, "Golden", "CO", "80401", "ranch", 1961, 1480)

# Words that only one of the two companies has.
CEDARS_WORDS = ("Cedar & Stone", "cedarstone", "Ortiz", "Brandt", "Marsh", "Whitfield", "Marisol", "Harrison")
JUNIPERS_WORDS = ("Juniper", "Ashgrove", "Pennington", "Oakhurst", "Balthazar", "Quill", "Kestrel", "Drone flight")


@dataclass(frozen=True, slots=True)
class Office:
    """A company and who works there."""

    company: Company
    owner: Member
    inspector: Member
    special: Service
    staff: Member | None = None


def cedar_stone(*, at: datetime | None = None) -> Office:
    """Cedar & Stone in Boise: the first company, so subscribed. Dana owns, Ike inspects, Olga keeps the office."""
    at = at or clock.now()
    dana = found("Cedar & Stone Home Inspections", "Dana Ortiz", "dana@cedarstone.example", BOISE, at=at)
    describe(dana, telephone="(208) 555-0114", email="office@cedarstone.example", colour="#1b4f72", at=at)
    ike = hire(dana, "Ike Marsh", "ike@cedarstone.example", Member.Role.INSPECTOR, inspects=True, at=at)
    olga = hire(dana, "Olga Brandt", "olga@cedarstone.example", Member.Role.OFFICE, at=at)
    special = offering.offer(
        company=dana.company, what=offering.Offer("Chimney camera", 140_00, 30, "Flue and liner"), by=dana, at=at
    )
    return Office(dana.company, dana, ike, special, olga)


def juniper_ridge(*, at: datetime | None = None) -> Office:
    """Juniper Ridge in Colorado, next door: on trial. Wilhelmina owns, Rufus inspects. Found Cedar & Stone first."""
    at = at or clock.now()
    mina = found(
        "Juniper Ridge Inspectors", "Wilhelmina Ashgrove", "mina@juniperridge.example", "America/Denver", at=at
    )
    describe(mina, telephone="(303) 555-0142", email="desk@juniperridge.example", colour="#7a2e0e", at=at)
    rufus = hire(mina, "Rufus Pennington", "rufus@juniperridge.example", Member.Role.INSPECTOR, inspects=True, at=at)
    special = offering.offer(
        company=mina.company, what=offering.Offer("Drone flight", 160_00, 30, "Roof from above"), by=mina, at=at
    )
    return Office(mina.company, mina, rufus, special)


def found(company: str, name: str, email: str, zone: str, *, at: datetime) -> Member:
    """A company on its first day, as sign-up leaves it; its owner."""
    owner = User.objects.create_user(email, PASSWORD, name=name)
    made = joining.found(name=company, owner=owner, owner_name=name, zone=zone, code=settings.SETUP_CODE, at=at)
    opening.open_company(made, at=at)
    return Member.objects.select_related("company", "user").get(user=owner)


def hire(
    owner: Member, name: str, email: str, role: Member.Role, *, inspects: bool = False, at: datetime | None = None
) -> Member:
    """Invited by the owner, and come."""
    at = at or clock.now()
    invitation = joining.invite(
        company=owner.company, by=owner, email=email, name=name, role=role, inspects=inspects, at=at
    )
    return joining.accept(invitation=invitation, password=PASSWORD, at=at)


def describe(owner: Member, *, telephone: str, email: str, colour: str, at: datetime) -> None:
    company = owner.company
    words = arranging.Particulars(
        name=company.name,
        zone=company.zone,
        telephone=telephone,
        email=email,
        colour=colour,
        address=f"1 {company.name.split()[0]} Square",
        payment_instructions=f"Checks to {company.name}, please.",
    )
    arranging.describe(company=company, particulars=words, by=owner, at=at)


def book(
    office: Office,
    *,
    at: datetime | None = None,
    days: int = 10,
    hour: int = 9,
    minutes: int = 180,
    people: Sequence[Person] | None = None,
    place: Place | None = None,
    fees: Sequence[invoicing.Fee] | None = None,
    inspector: Member | None = None,
    once: str | None = None,
    skip: str = "",
    unconfirmed: bool = False,
) -> Inspection:
    """An inspection in `days` days at `hour` o'clock there; Cora's or Prudence's, with their agent, unless said.

    Home inspection $450.00 and the company's own special, unless `fees` say otherwise.
    """
    at = at or clock.now()
    next_door = office.company.name.startswith("Juniper")
    place = place or (KESTREL if next_door else HARRISON)
    return scheduling.schedule(
        company=office.company,
        by=office.owner,
        people=people or ((PRUDENCE, BALTHAZAR) if next_door else (CORA, MARISOL)),
        place=place,
        starts_at=starting(at, days=days, hour=hour, zone=place.zone),
        minutes=minutes,
        inspector=inspector or office.inspector,
        fees=fees or usual_fees(office),
        at=at,
        once=once,
        skip=skip,
        unconfirmed=unconfirmed,
    )


def starting(at: datetime, *, days: int, hour: int, zone: str) -> datetime:
    """`hour` o'clock there, `days` days from now."""
    return calendar.instant(at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days), time(hour), zone)


def usual_fees(office: Office) -> list[invoicing.Fee]:
    """$450.00 for the house and the company's special: together $590.00 for Cedar & Stone."""
    house = Service.objects.of(office.company).get(name="Home inspection")
    sold = (house, office.special)
    return [invoicing.Fee(service.name, service.price_cents, service) for service in sold]


def part(inspection: Inspection, name: str = "") -> Participant:
    """Who takes part under this name, or the first client."""
    people = [one for one in inspection.people() if not name or one.contact.name == name]
    return people[0]


def share(inspection: Inspection, name: str = "") -> Share:
    """What the first client was handed at the beginning, or the one of this name."""
    found = Share.objects.select_related("link__company", "link__holder", "inspection__home", "participant", "company")
    return found.filter(participant=part(inspection, name)).earliest("pk")


def link(inspection: Inspection, name: str = "") -> Link:
    return share(inspection, name).link


def path(inspection: Inspection, name: str = "", page: str = "") -> str:
    """The client's page, as a path: `/p/<token>/`."""
    return f"/p/{link(inspection, name).token()}/{page}"


def invoice(inspection: Inspection) -> Invoice:
    return Invoice.objects.get(bill__inspection=inspection)


def sign(
    inspection: Inspection, name: str = "", *, seen: str = "", drawing: str = "", at: datetime | None = None
) -> Signature:
    """They read it (or have read the words with the digest `seen`), tick the box and type their name."""
    mine = share(inspection, name)
    assert mine.participant is not None
    papers = mine.participant.papers.filter(agreement__withdrawn_at=None).order_by("pk")
    paper = papers.filter(agreement__signature=None).first() or papers.latest("pk")
    agreement = paper.agreement
    return signing.sign(
        share=mine,
        agreement_id=agreement.pk,
        typed=typed(mine, seen=seen or agreement.digest, drawing=drawing),
        visitor=PHONE,
        at=at or clock.now(),
    )


def typed(share: Share, *, seen: str, **changes: Any) -> Typed:
    """What they type and tick below the words with the digest `seen`, having read everything on the page."""
    told = digest(consenting.disclosure(share.company))
    usual = {"name": share.link.holder.name, "agreed": True, "consented": True, "seen": seen, "told": told}
    return Typed(**{**usual, **changes})


def pay(inspection: Inspection, name: str = "", *, card: str = GOOD_CARD, at: datetime | None = None) -> Attempt:
    """They press Pay Now, type a card at the practice bank, and the worker looks. For companies on trial, or DEMO."""
    at = at or clock.now()
    address = paying.start(link=link(inspection, name), visitor=PHONE, at=at)
    reference = address.rstrip("/").rsplit("/", 1)[1]
    sandbox.pay(reference, card=card, at=at)
    attempt = Attempt.objects.get(reference=reference)
    paying.settle(attempt, at=at)
    notifying.write_due(at=at)
    attempt.refresh_from_db()
    return attempt


def receive(inspection: Inspection, cents: int, *, by: Member, at: datetime | None = None, picture: str = "") -> None:
    """A check in the office's hand, with its picture where there is one."""
    at = at or clock.now()
    owed = invoicing.balance(invoice(inspection))
    receiving.receive(
        inspection=inspection,
        amount_cents=cents,
        method="check",
        received_on=at.astimezone(ZoneInfo(inspection.home.zone)).date(),
        note="No. 2207",
        balance_seen=owed,
        anyway=cents > owed,
        by=by,
        at=at,
        picture=picture,
    )
    notifying.write_due(at=at)


def report_opens(inspection: Inspection) -> bool:
    """Whether the client could read the report now, if it were published."""
    share = Share.objects.select_related("link__holder", "inspection__company").get(link=link(inspection))
    share.inspection.published_at = clock.now()
    return gating.report_opens(share, at=clock.now())
