"""Loads the demo through the use cases, one day after the other, so that its ledger and its story are honest."""

import shutil
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import CommandError
from django.db import connection

from lintel.access import addresses as links, uses
from lintel.access.models import Use
from lintel.access.uses import Visitor
from lintel.agreements.models import Agreement
from lintel.agreements.preparing import Typed, digest
from lintel.billing import invoicing
from lintel.billing.models import Attempt, Invoice
from lintel.billing.providers import sandbox
from lintel.companies import arranging, joining
from lintel.companies.models import Company, Invitation, Member, User
from lintel.core import clock, demo as demonstration
from lintel.inspections import (
    announcing,
    changing,
    consenting,
    filing,
    inviting,
    notifying,
    opening,
    paying,
    publishing,
    reading,
    receiving,
    scheduling,
    signing,
)
from lintel.inspections.models import Inspection, Participant, Share
from lintel.messages import sending
from lintel.messages.providers.email import Email
from lintel.run import demo_bills, demo_report
from lintel.run.demo_people import BOISE, CEDAR, CORA, DESK, JUNIPER, PASSWORD, PHONE, Booking, Step
from lintel.services.models import Service

LOADING, LOADED = "loading", "loaded"
CARD = "4242 4242 4242 4242"
AFTER = timedelta(seconds=20)
FOUNDED = -30
COMPANIES = "companies_company"


def refuse_strangers() -> None:
    """The demo does not move in with a real company. Raises CommandError."""
    with connection.cursor() as cursor:
        fresh = COMPANIES not in connection.introspection.table_names(cursor)
    if not fresh and Company.objects.exists():
        raise CommandError(f"{settings.DATA} holds a real installation. Choose another place for the demo: --data DIR")


def tidy_up() -> None:
    """Throws away a demo whose loading was interrupted, where that is ours to do."""
    mark = demonstration.mark()
    if not demonstration.is_here() or mark.read_text() == LOADED:
        return
    for file in settings.DATA.glob("lintel.sqlite3*"):
        if not file.name.endswith(".worker"):
            file.unlink()
    shutil.rmtree(demonstration.mailbox(), ignore_errors=True)
    mark.unlink()


def load() -> None:
    """The two companies and their days, unless they are there."""
    if demonstration.is_here():
        return
    demonstration.mark().write_text(LOADING)
    loading = Loading(clock.now())
    try:
        loading.all()
    finally:
        loading.post.close()
    demonstration.mark().write_text(LOADED)


def addresses() -> dict[str, str]:
    """Where to look: the office (once), Cora's portal, the mailbox, and the office of a company on trial (once)."""
    base = settings.PUBLIC_ORIGIN
    dana, rowan = Member.objects.filter(role=Member.Role.OWNER).order_by("pk")[:2]
    own, trial = demonstration.new_codes([dana.user_id, rowan.user_id])
    clients = Share.objects.filter(participant__role=Participant.Role.CLIENT, link__revoked_at=None).order_by("pk")
    clients = clients.select_related("link")
    share = clients.filter(inspection__home__street=CORA.place.street).first() or clients.earliest("pk")
    return {
        "base_url": base,
        "office_url": f"{base}/demo/enter/{own}/",
        "portal_url": links.of(share.link),
        "mailbox_url": f"{base}/demo/mailbox/",
        "trial_office_url": f"{base}/demo/enter/{trial}/",
    }


class Loading:
    """One loading of the demo, seen from one present moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = now.astimezone(ZoneInfo(BOISE)).date()
        self.post = Email()

    def all(self) -> None:
        """Everything, in the order in which it happened."""
        cedar = self.found("Cedar & Stone Home Inspections", "Dana Ortiz", "cedarandstone.example", FOUNDED)
        self.hire(cedar, "Ike Marsh", "ike@cedarandstone.example", Member.Role.INSPECTOR)
        self.describe(cedar, "(208) 555-0100", "410 West Bannock Street, Boise, ID 83702", "#005a66")
        juniper = self.found("Juniper Ridge Inspections", "Rowan Pike", "juniperridge.example", -3)
        for company, booking in self.in_order(cedar, juniper):
            self.play(company, booking)
        at = self.moment(-1, "09:40")
        demo_bills.for_a_return_trip(cedar, by=company_owner(cedar), at=at)
        self.send(at + timedelta(minutes=2))

    def in_order(self, cedar: Company, juniper: Company) -> list[tuple[Company, Booking]]:
        """The bookings as they were made."""
        made = [(cedar, booking) for booking in CEDAR] + [(juniper, booking) for booking in JUNIPER]
        return sorted(made, key=lambda one: self.moment(*one[1].booked))

    def found(self, name: str, owner: str, domain: str, day: int) -> Company:
        """A company on its first day."""
        at = self.moment(day, "09:00")
        user = User.objects.create_user(f"{owner.partition(' ')[0].lower()}@{domain}", PASSWORD, name=owner)
        confirm(user)
        company = joining.found(name=name, owner=user, owner_name=owner, zone=BOISE, code=settings.SETUP_CODE, at=at)
        opening.open_company(company, at=at)
        return company

    def hire(self, company: Company, name: str, email: str, role: str) -> None:
        """Asked in by letter, and come."""
        owner, at = company_owner(company), self.moment(FOUNDED, "09:30")
        inviting.invite(company=company, name=name, email=email, role=role, inspects=True, by=owner, at=at)
        self.send(at)
        invitation = Invitation.objects.of(company).get(email=email)
        confirm(joining.accept(invitation=invitation, password=PASSWORD, at=at + timedelta(hours=1)).user)

    def describe(self, company: Company, telephone: str, address: str, colour: str) -> None:
        """How the company shows itself."""
        arranging.describe(
            company=company,
            particulars=arranging.Particulars(
                name=company.name,
                zone=BOISE,
                telephone=telephone,
                email="office@cedarandstone.example",
                address=address,
                colour=colour,
                payment_instructions="Make checks out to Cedar & Stone. Zelle: office@cedarandstone.example",
            ),
            by=company_owner(company),
            at=self.moment(FOUNDED, "10:00"),
        )

    def play(self, company: Company, booking: Booking) -> None:
        """One inspection: booked, and what happened after. Its letters leave when they are written."""
        at = self.moment(*booking.booked)
        services = {service.name: service for service in Service.objects.of(company)}
        chosen = [services[name] for name in booking.services]
        inspection = scheduling.schedule(
            company=company,
            by=company_owner(company),
            people=booking.people,
            place=booking.place,
            starts_at=self.moment(booking.day, booking.clock),
            minutes=sum(service.minutes for service in chosen),
            inspector=Member.objects.of(company).get(name=booking.inspector),
            fees=[invoicing.Fee(service.name, service.price_cents, service) for service in chosen],
            at=at,
            unconfirmed=booking.unconfirmed,
        )
        self.send(at)
        for step in booking.then:
            at = min(self.moment(step.day, step.clock), self.now - timedelta(minutes=1))
            getattr(self, step.act)(Inspection.objects.get(pk=inspection.pk), step, at)
            self.send(at)

    def open(self, inspection: Inspection, step: Step, at: datetime) -> None:
        uses.record(self.share(inspection, step).link, Use.Kind.OPENED, visitor=visitor(step), at=at)

    def fetch(self, inspection: Inspection, step: Step, at: datetime) -> None:
        machine = Visitor("203.0.113.77", "Mozilla/5.0 (compatible; SafeLinks)")
        uses.record(self.share(inspection, step).link, Use.Kind.FETCHED, visitor=machine, at=at)

    def sign(self, inspection: Inspection, step: Step, at: datetime) -> None:
        share = self.share(inspection, step)
        for agreement in Agreement.objects.filter(paper__participant=share.participant, withdrawn_at=None):
            signing.sign(
                share=share,
                agreement_id=agreement.pk,
                typed=Typed(
                    name=share.link.holder.name,
                    agreed=True,
                    consented=True,
                    seen=agreement.digest,
                    told=digest(consenting.disclosure(share.company)),
                ),
                visitor=visitor(step),
                at=at,
            )

    def pay(self, inspection: Inspection, step: Step, at: datetime) -> None:
        paying.start(link=self.share(inspection, step).link, visitor=visitor(step), at=at)
        attempt = Attempt.objects.get(invoice__bill__inspection=inspection, state=Attempt.State.OPEN)
        sandbox.pay(attempt.reference, card=CARD, at=at)
        paying.settle(attempt, at=at + timedelta(seconds=5))
        notifying.write_due(at=at + timedelta(seconds=6))

    def receive(self, inspection: Inspection, step: Step, at: datetime) -> None:
        invoice = Invoice.objects.get(bill__inspection=inspection)
        method = "check" if step.words.startswith("Check") else "cash"
        receiving.receive(
            inspection=inspection,
            amount_cents=step.amount,
            method=method,
            received_on=at.astimezone(ZoneInfo(BOISE)).date(),
            note=step.words,
            balance_seen=invoicing.balance(invoice),
            anyway=True,
            by=company_owner(inspection.company),
            at=at,
        )
        notifying.write_due(at=at)

    def add_fee(self, inspection: Inspection, step: Step, at: datetime) -> None:
        service = Service.objects.of(inspection.company).get(name=step.words)
        fee = invoicing.Fee(service.name, service.price_cents, service)
        changing.add_fee(inspection=inspection, fee=fee, by=company_owner(inspection.company), at=at)

    def bill_insurer(self, inspection: Inspection, step: Step, at: datetime) -> None:
        demo_bills.to_the_insurer(inspection, service=step.words, by=company_owner(inspection.company), at=at)
        self.send(at + timedelta(minutes=2))

    def resend(self, inspection: Inspection, step: Step, at: datetime) -> None:
        participant = self.share(inspection, step).participant
        if participant:
            by = company_owner(inspection.company)
            announcing.resend(inspection=inspection, participant=participant, by=by, once="demo", at=at)

    def move(self, inspection: Inspection, step: Step, at: datetime) -> None:
        scheduling.reschedule(
            inspection=inspection,
            starts_at=self.moment(*step.to),
            minutes=int(inspection.duration().total_seconds() // 60),
            inspector=inspection.inspector,
            by=company_owner(inspection.company),
            at=at,
        )

    def cancel(self, inspection: Inspection, step: Step, at: datetime) -> None:
        by = company_owner(inspection.company)
        scheduling.cancel(inspection=inspection, because=step.words, by=by, at=at)

    def publish(self, inspection: Inspection, step: Step, at: datetime) -> None:
        by = inspection.inspector
        filing.add(inspection=inspection, files=[demo_report.kept(inspection, at=at)], by=by, at=at)
        first, status = (publishing.starter(inspection.company, name) for name in (publishing.FIRST, publishing.STATUS))
        everybody = {reader.contact.key for reader in publishing.readers(inspection, at=at)}
        sending_all = publishing.Sending(first, status, everybody)
        publishing.publish(inspection=inspection, sending=sending_all, by=by, once="demo", at=at)

    def read(self, inspection: Inspection, step: Step, at: datetime) -> None:
        reading.read(share=self.share(inspection, step), visitor=visitor(step), at=at)

    def share(self, inspection: Inspection, step: Step) -> Share:
        """The share of the client this step is about."""
        clients = Share.objects.filter(inspection=inspection, participant__role=Participant.Role.CLIENT)
        return clients.select_related("link__holder", "company", "participant").order_by("participant__position")[
            step.who
        ]

    def send(self, at: datetime) -> None:
        """What was written by then leaves, through the demo's own mail server."""
        while sending.drain(through=self.post, clock=lambda: at + AFTER):
            pass

    def moment(self, day: int, local: str) -> datetime:
        """That many days from today, at that time on Boise's clocks."""
        there = datetime.combine(self.today + timedelta(days=day), time.fromisoformat(local), ZoneInfo(BOISE))
        return there.astimezone(UTC)


def confirm(user: User) -> None:
    """Their email address is theirs, as it is of everybody who came through a letter."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def company_owner(company: Company) -> Member:
    """Who acts for the company in the demo."""
    return Member.objects.of(company).get(role=Member.Role.OWNER)


def visitor(step: Step) -> Visitor:
    """Somebody's telephone in the evening, their desk by day."""
    return Visitor("198.51.100.23", PHONE if int(step.clock[:2]) >= 17 else DESK)
