"""Loads years of an office's work: the rows that scheduling, signing and paying would have written, all at once.

Seeded: the same count gives the same people, houses and outcomes; days are counted from `at`.
"""

import gc
import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from bench import founding, names
from bench.founding import OWNER, SEED, ZONE
from bench.lettering import AGENT, CLIENT, Booked, Letters, Person
from bench.pouring import Pouring
from lintel.access.models import WHOLE_PORTAL, Link, Use
from lintel.agreements import chaining, preparing, record
from lintel.agreements.models import Agreement, Proof, Signature, Template
from lintel.billing import balances
from lintel.billing.models import Entry, Invoice, Line, NumberSeries
from lintel.companies.models import Company, Member
from lintel.core import ids, money, search, words
from lintel.directory import zones
from lintel.directory.models import Contact, Property
from lintel.inspections import calendar
from lintel.inspections.models import Bill, Inspection, Moment, Paper, Participant, Share
from lintel.inspections.scheduling import AGENT_RIGHTS
from lintel.messages.models import Message, Thread
from lintel.services.models import Service

SLOTS = (time(8, 0), time(11, 45), time(15, 30))
FULLNESS = 0.8
SUNDAY = 6
BATCH = 2000
NUMBERED_FROM = 1000
SYLLABLES = ["".join(letters) for letters in itertools.product(ids.ALPHABET, repeat=3)]


def load(count: int, *, at: datetime) -> Company:
    """Cedar & Stone with `count` inspections, on a database without companies."""
    company, staff = founding.found(founding.inspectors_for(count), at=at)
    gc.disable()  # millions of rows pass through and none of them refers to another
    try:
        with in_a_hurry(), transaction.atomic(), unwatched():
            Loading(company, staff, count, at).run()
    finally:
        gc.enable()
    analyse()
    return company


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """SQLite keeps its pages in memory and does not wait for the disk, until the block ends."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-400000")
        yield
        cursor.execute("PRAGMA synchronous=FULL")


@contextmanager
def unwatched() -> Iterator[None]:
    """PostgreSQL takes our word for the foreign keys of so many rows, and sums what invoices come to once, at the end;
    `lintel doctor` reads them afterwards.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f"{balances.FILL} ON CONFLICT (invoice_id) DO NOTHING")


def analyse() -> None:
    """What an autovacuum would have done by the time anyone works with so many rows."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


class Loading:
    """One run of the loader."""

    def __init__(self, company: Company, staff: list[Member], count: int, at: datetime) -> None:
        self.company, self.owner, self.inspectors = company, staff[0], staff[1:]
        self.count, self.at = count, at
        self.rng = random.Random(SEED + count)
        self.pouring = Pouring()
        self.services = list(Service.objects.of(company).offered())
        self.template = Template.objects.of(company).get()
        self.numbers = NUMBERED_FROM
        self.sealed = 0, record.FIRST
        self.agents = [self._contact(agent=True) for _ in range(20 + count // 100)]
        self.rare = {round(count * (part + 0.5) / 4) for part in range(4)}
        self.letters = Letters(company)

    def run(self) -> None:
        for booked in self._booked():
            self._schedule(booked)
            self._live(booked)
            if booked.number % BATCH == 0:
                self.pouring.write()
        self.pouring.add(NumberSeries, company_id=self.company.pk, last=self.numbers)
        self.pouring.write()
        self.pouring.settle()

    # --- when and by whom --------------------------------------------------------------------------------------------

    def _booked(self) -> Iterator[Booked]:
        """Each inspector up to three times a day and never on Sundays, from years ago until a few weeks ahead."""
        zone = ZoneInfo(ZONE)
        days = self.count / (len(self.inspectors) * len(SLOTS) * FULLNESS)
        ahead = min(18, days / 4)
        day = self.at.astimezone(zone).date() - timedelta(days=round((days - ahead) * 7 / 6))
        number = 0
        while True:
            if day.weekday() != SUNDAY:
                for slot in SLOTS:
                    starts_at = datetime.combine(day, slot, tzinfo=zone).astimezone(UTC)
                    for inspector in self.inspectors:
                        if self.rng.random() > FULLNESS:
                            continue
                        number += 1
                        yield self._booking(number, starts_at, inspector)
                        if number == self.count:
                            return
            day += timedelta(days=1)

    def _booking(self, number: int, starts_at: datetime, inspector: Member) -> Booked:
        """Who, what, and what will come of it: nearly all past ones are signed and paid; of those to come, some."""
        rng, chance, is_past = self.rng, self.rng.random, starts_at < self.at
        end = min(starts_at, self.at)
        booked_at = end - timedelta(hours=rng.uniform(2, 24 * 12))
        moments = sorted(booked_at + (end - booked_at) * 0.9 * chance() for _ in range(3))
        luck = [chance() for _ in range(4)]  # drawn whatever the day, so that the people stay the same
        came_back = luck[0] < 0.004
        opened = not came_back and luck[1] < (0.99 if is_past else 0.75)
        signed = opened and luck[2] < (0.99 if is_past else 0.7)
        paid = opened and luck[3] < (0.98 if is_past else 0.6)
        clients = rng.choices((1, 2), (80, 20))[0]
        people = [self._contact(rare=number in self.rare) for _ in range(clients)]
        if chance() < 0.6:
            people.append(self._again(rng.choice(self.agents)))
        extras = rng.choices((0, 1, 2, 3), (45, 35, 15, 5))[0]
        return Booked(
            key=self._key(),
            number=number,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=rng.choice((150, 165, 180, 195, 210))),
            booked_at=booked_at,
            inspector=inspector,
            cancelled_at=booked_at + (end - booked_at) * 0.95 if chance() < 0.03 else None,
            came_back=came_back,
            opened_at=moments[0] if opened else None,
            signed_at=moments[1] if signed else None,
            paid_at=moments[2] if paid else None,
            invoice_number=self._number() if paid else None,
            people=people,
            services=[self.services[0], *rng.sample(self.services[1:5], extras)],
        )

    # --- what scheduling writes --------------------------------------------------------------------------------------

    def _schedule(self, booked: Booked) -> None:
        add, company = self.pouring.add, self.company.pk
        self._house(booked)
        booked.thread = add(Thread, company_id=company)
        found_by = [part for one in booked.people for part in (one.name, one.email, one.phone)]
        invoices = [str(booked.invoice_number)] if booked.invoice_number else []
        booked.pk = add(
            Inspection,
            company_id=company,
            key=booked.key,
            home_id=booked.home,
            inspector_id=booked.inspector.pk,
            thread_id=booked.thread,
            starts_at=booked.starts_at,
            ends_at=booked.ends_at,
            booked_by_id=self.owner.pk,
            booked_at=booked.booked_at,
            cancelled_at=booked.cancelled_at,
            revision=1 if booked.cancelled_at else 0,
            search_text=" ".join(
                [search.text(self.company.key, booked.address, booked.inspector.name, *found_by), *invoices]
            ),
        )
        for place, one in enumerate(booked.people):
            one.participant = add(
                Participant,
                company_id=company,
                inspection_id=booked.pk,
                contact_id=one.contact,
                role=one.role,
                position=place,
            )
            self._link(booked, one)
        local = booked.starts_at.astimezone(ZoneInfo(ZONE))
        booked.fields = {
            "ADDRESS": booked.address,
            "STREET": booked.street,
            "DATE": calendar.day_words(local),
            "TIME": calendar.time_words(local),
            "INSPECTOR_NAME": booked.inspector.name,
            "SERVICES": ", ".join(service.name for service in booked.services),
            "FEES": money.show(booked.total()),
            "COMPANY_NAME": self.company.name,
            "COMPANY_PHONE": self.company.telephone,
            "ACTOR": self.owner.name,
        }
        self._tell(booked, Moment.Kind.SCHEDULED, "Scheduled for " + calendar.moment_words(local), booked.booked_at)

    def _house(self, booked: Booked) -> None:
        rng = self.rng
        town, postcode = rng.choice(names.TOWNS)
        booked.street = f"{rng.randrange(100, 9900)} {rng.choice(names.STREETS)} {rng.choice(names.KINDS)}"
        booked.address = f"{booked.street}, {town}, ID {postcode}"
        kind = rng.choice(Property.Kind.values)
        booked.house = Property(kind=kind).drawn_as()
        booked.home = self.pouring.add(
            Property,
            company_id=self.company.pk,
            street=booked.street,
            city=town,
            state="ID",
            postcode=postcode,
            zone=ZONE,
            kind=kind,
            year_built=rng.randrange(1905, 2026),
            square_feet=rng.randrange(80, 420) * 10,
        )

    def _link(self, booked: Booked, one: Person) -> None:
        one.public_id = f"{self.rng.getrandbits(64):016x}"
        one.link = self.pouring.add(
            Link,
            company_id=self.company.pk,
            public_id=one.public_id,
            holder_id=one.contact,
            rights=WHOLE_PORTAL if one.role == CLIENT else AGENT_RIGHTS,
            made_by_id=self.owner.pk,
            made_at=booked.booked_at,
        )
        self.pouring.add(
            Share,
            company_id=self.company.pk,
            link_id=one.link,
            inspection_id=booked.pk,
            participant_id=one.participant,
        )

    # --- what came of it ---------------------------------------------------------------------------------------------

    def _live(self, booked: Booked) -> None:
        """Letters, looks, signatures, money, and now and then the end of it."""
        self._letters(booked)
        for one in booked.clients():
            if booked.opened_at:
                self._use(one, Use.Kind.OPENED, booked.opened_at)
            self._paper(booked, one, booked.signed_at)
        self._bill(booked)
        if booked.cancelled_at:
            self._tell(booked, Moment.Kind.CANCELLED, "Cancelled: the buyer withdrew", booked.cancelled_at)

    def _paper(self, booked: Booked, one: Person, signed_at: datetime | None) -> None:
        add, company = self.pouring.add, self.company.pk
        text = words.fill(
            self.template.text,
            {**booked.fields, "CLIENT_NAME": one.name, "CLIENT_FIRST_NAME": one.name.split()[0]},
        )
        agreement = add(
            Agreement,
            company_id=company,
            template_id=self.template.pk,
            template_version=self.template.version,
            signer_id=one.contact,
            title=self.template.title,
            words=text,
            digest=preparing.digest(text),
            prepared_at=booked.booked_at,
        )
        add(Paper, company_id=company, participant_id=one.participant, agreement_id=agreement)
        if signed_at is None:
            return
        signature = {
            "company_id": company,
            "agreement_id": agreement,
            "name": one.name,
            "digest": preparing.digest(text),
            "words": text,
            "consent": preparing.CONSENT,
            "signed_at": signed_at,
            "address": "203.0.113.0",
            "browser": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
            "link_public_id": one.public_id,
        }
        self._seal(add(Signature, **signature), signature, one)
        self._use(one, Use.Kind.SIGNED, signed_at)
        self._tell(booked, Moment.Kind.SIGNED, f"{one.name} signed {self.template.title}", signed_at, one.name)
        extra = {"WHO": one.name, "AGREEMENT": self.template.title, "REMAINING_SENTENCE": "All agreements are signed."}
        self._to_office(booked, "notice-signed", extra, once=f"signed:{agreement}", at=signed_at)

    def _seal(self, pk: int, values: dict[str, Any], one: Person) -> None:
        number, before = self.sealed
        agreement = Agreement(
            pk=values["agreement_id"],
            company=self.company,
            title=self.template.title,
            template_version=self.template.version,
            signer=Contact(name=one.name),
        )
        body = record.body(chaining.facts(Signature(**values, agreement=agreement), number + 1))
        self.sealed = number + 1, record.seal(before, body)
        self.pouring.add(
            Proof,
            company_id=self.company.pk,
            signature_id=pk,
            number=number + 1,
            body=body,
            before=before,
            head=self.sealed[1],
        )

    def _bill(self, booked: Booked) -> None:
        add, company = self.pouring.add, self.company.pk
        payer = booked.people[0]
        invoice = add(
            Invoice,
            company_id=company,
            key=self._key(),
            payer_id=payer.contact,
            number=booked.invoice_number,
            currency="USD",
            subject={
                "property": booked.street,
                "locality": booked.address.partition(", ")[2],
                "date": f"{booked.fields['DATE']}, {booked.starts_at.astimezone(ZoneInfo(ZONE)).year}",
                "time": booked.fields["TIME"],
                "times": f"{booked.fields['TIME']} to {_until(booked)} {zones.words(ZONE)}",
                "zone": ZONE,
                "inspector": booked.inspector.name,
                "house": booked.house,
            },
            made_at=booked.booked_at,
        )
        add(Bill, company_id=company, inspection_id=booked.pk, invoice_id=invoice)
        for place, service in enumerate(booked.services):
            line = add(
                Line,
                company_id=company,
                invoice_id=invoice,
                service_id=service.pk,
                description=service.name,
                amount_cents=service.price_cents,
                position=place,
            )
            self._entry(invoice, booked.booked_at, kind="charge", amount_cents=service.price_cents, line_id=line)
        if booked.paid_at:
            self._pay(booked, invoice, payer, booked.paid_at)

    def _pay(self, booked: Booked, invoice: int, payer: Person, paid_at: datetime) -> None:
        amount = money.show(booked.total())
        entry = self._entry(
            invoice,
            paid_at,
            kind="payment",
            amount_cents=-booked.total(),
            method="check",
            received_on=paid_at.date(),
            payer_name=payer.name,
        )
        self._tell(booked, Moment.Kind.PAID, f"{payer.name} paid {amount} by check", paid_at, entry_id=entry)
        self._tell(booked, Moment.Kind.BALANCED, "Paid in full", paid_at, "Lintel")
        extra = {
            "AMOUNT": amount,
            "METHOD_WORDS": " by check",
            "BALANCE_SENTENCE": "Nothing is left to pay.",
            "WHO": payer.name,
            "RECEIPT": f"{booked.invoice_number}-1",
        }
        self._to_person(booked, payer, "receipt", extra, once=f"paid:{entry}", at=paid_at)
        self._to_office(booked, "notice-paid", extra, once=f"paid:{entry}", at=paid_at)

    def _entry(self, invoice: int, at: datetime, *, kind: str, amount_cents: int, **more: object) -> int:
        source = "lintel" if kind == "charge" else "hand"
        return self.pouring.add(
            Entry,
            company_id=self.company.pk,
            invoice_id=invoice,
            kind=kind,
            amount_cents=amount_cents,
            currency="USD",
            at=at,
            by_id=self.owner.pk,
            source=source,
            external_id=self._key(20),
            **more,
        )

    # --- letters -----------------------------------------------------------------------------------------------------

    def _letters(self, booked: Booked) -> None:
        for one in booked.people:
            name = "confirmation" if one.role == CLIENT else "agent"
            failed = booked.came_back and one is booked.people[0]
            self._to_person(booked, one, name, {}, once="first", at=booked.booked_at, failed=failed)
        member = booked.inspector
        once = f"assigned:{booked.key}:member{member.pk}:r0"
        extra = {"FIRST_NAME": member.name.split()[0]}
        address = f"inspector{self.inspectors.index(member) + 1}@cedarandstone.example"
        self._letter(booked, "assigned", (member.name, address), extra, once=once, at=booked.booked_at)

    def _to_person(
        self,
        booked: Booked,
        one: Person,
        name: str,
        extra: dict[str, str],
        *,
        once: str,
        at: datetime,
        failed: bool = False,
    ) -> None:
        fields = {"FIRST_NAME": one.name.split()[0], **extra}
        dedupe = f"{name}:{booked.key}:{one.participant}:{once}"
        self._letter(booked, name, (one.name, one.email), fields, once=dedupe, at=at, link=one.link, failed=failed)

    def _to_office(self, booked: Booked, name: str, extra: dict[str, str], *, once: str, at: datetime) -> None:
        dedupe = f"{name}:{booked.key}:member{self.owner.pk}:{once}"
        to = (self.owner.name, OWNER)
        self._letter(booked, name, to, {"FIRST_NAME": "Dana", **extra}, once=dedupe, at=at)

    def _letter(
        self,
        booked: Booked,
        name: str,
        to: tuple[str, str],
        extra: dict[str, str],
        *,
        once: str,
        at: datetime,
        link: int | None = None,
        failed: bool = False,
    ) -> None:
        client = booked.people[0].name
        fields = {**booked.fields, "CLIENT_NAME": client, "CLIENT_FIRST_NAME": client.split()[0], **extra}
        subject, body = self.letters.fill(name, fields, booked)
        key = self._key()
        self.pouring.add(
            Message,
            company_id=self.company.pk,
            key=key,
            thread_id=booked.thread,
            kind=name,
            dedupe_key=once,
            to_name=to[0],
            to_address=to[1],
            subject=subject,
            heading=booked.address.replace(", ", "\n", 1),
            body=body,
            link_id=link,
            calendar=self.letters.appointment(booked) if name in ("confirmation", "agent", "assigned") else "",
            message_id=f"<{key}.{self._key(16)}@{settings.MESSAGE_ID_DOMAIN}>",
            written_at=at,
            attempts=1,
            state=Message.State.FAILED.value if failed else Message.State.SENT.value,
            sent_at=None if failed else at + timedelta(seconds=1),
            failed_at=at + timedelta(seconds=1) if failed else None,
            last_error="550 No such mailbox here" if failed else "",
        )

    # --- small things ------------------------------------------------------------------------------------------------

    def _contact(self, *, agent: bool = False, rare: bool = False) -> Person:
        rng = self.rng
        first = rng.choice(names.FIRST)
        last = names.RARE if rare else names.COMMON if rng.random() < 0.05 else rng.choice(names.LAST)
        plain = "".join(search.words(f"{first}{last}"))
        email = f"{plain}{rng.randrange(100)}@{rng.choice(names.OFFICES if agent else names.MAIL)}"
        person = Person(
            0, f"{first} {last}", email, f"(208) 555-0{rng.randrange(100, 200)}", AGENT if agent else CLIENT
        )
        person.contact = self.pouring.add(
            Contact,
            company_id=self.company.pk,
            key=self._key(),
            name=person.name,
            email=person.email,
            phone=person.phone,
            created_at=self.at - timedelta(days=rng.randrange(1500)),
        )
        return person

    @staticmethod
    def _again(known: Person) -> Person:
        return Person(known.contact, known.name, known.email, known.phone, known.role)

    def _use(self, one: Person, kind: Use.Kind, at: datetime) -> None:
        self.pouring.add(
            Use,
            company_id=self.company.pk,
            link_id=one.link,
            kind=kind.value,
            at=at,
            network="203.0.113.0",
            device="Safari on iPhone",
        )

    def _tell(
        self, booked: Booked, kind: Moment.Kind, said: str, at: datetime, by: str = "Dana Ortiz", **more: int
    ) -> None:
        told = {"kind": kind.value, "at": at, "by_name": by, "words": said, **more}
        self.pouring.add(Moment, company_id=self.company.pk, inspection_id=booked.pk, **told)

    def _number(self) -> int:
        self.numbers += 1
        return self.numbers

    def _key(self, length: int = 10) -> str:
        return "".join(self.rng.choices(SYLLABLES, k=-(-length // 3)))[:length]


def _until(booked: Booked) -> str:
    """When the appointment ends, on the clocks there."""
    return calendar.time_words(booked.ends_at.astimezone(ZoneInfo(ZONE)))
