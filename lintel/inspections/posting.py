"""Gathers the letters one event causes, and writes them in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from lintel.access.models import Link
from lintel.billing.models import Invoice, Line
from lintel.companies.models import Member
from lintel.core import money
from lintel.core.prepared import Prepared
from lintel.directory import zones
from lintel.directory.models import Contact
from lintel.inspections import appointment, bills, calendar, letters, parts, placeholders
from lintel.inspections.models import Inspection, Participant, own_links
from lintel.inspections.placeholders import Charged
from lintel.inspections.standing import Standing
from lintel.messages import outbox
from lintel.messages.models import Message
from lintel.messages.wording import Words

OFFICE_PATH = "/office/inspections/{key}/"


def fees(inspection: Inspection) -> list[Charged]:
    """What is charged now, over all the inspection's invoices."""
    return [Charged(*row) for row in _lines(inspection=inspection.pk)]


@Prepared
def _lines(inspection: int) -> "QuerySet[Any, Any]":
    lines = Line.objects.filter(invoice__bill__inspection=inspection, invoice__voided_at=None, removed_at=None)
    ordered = lines.exclude(kind=Line.Kind.PART).order_by("invoice", "position", "pk")
    return ordered.values_list("description", "amount_cents", "kind", "service__key")


class Post:
    """The letters of one event. `write` puts them in the outbox, inside the caller's transaction."""

    def __init__(
        self,
        inspection: Inspection,
        *,
        at: datetime,
        people: Sequence[Participant] | None = None,
        links: Mapping[int, Link] | None = None,
        charged: Sequence[Charged] | None = None,
    ) -> None:
        self.inspection, self.at = inspection, at
        self.people = inspection.people() if people is None else people
        self.links = own_links(inspection, at=at) if links is None else dict(links)
        self.fees = fees(inspection) if charged is None else charged
        self.is_new = charged is not None
        self.messages: list[Message] = []

    def clients(self) -> list[Participant]:
        return [one for one in self.people if one.role == Participant.Role.CLIENT]

    def written_to(self) -> list[Participant]:
        """Who gets this event's letter of themselves, each person once."""
        return parts.written_to(self.people)

    def to_participant(
        self,
        participant: Participant,
        name: str,
        extra: Mapping[str, str] | None = None,
        *,
        once: str,
        attach: bool = False,
        author: Member | None = None,
    ) -> None:
        """A letter to somebody in the inspection, with their own link; none where there is no address."""
        link = self.links.get(participant.pk)
        self.to_holder(participant.contact, link, name, extra, once=once, attach=attach, author=author)

    def to_holder(
        self,
        contact: Contact,
        link: Link | None,
        name: str,
        extra: Mapping[str, str] | None = None,
        *,
        once: str,
        attach: bool = False,
        author: Member | None = None,
    ) -> None:
        """A letter to anybody, with the link that is theirs; none where there is no address.

        Who holds no link that opens gets the words without its button.
        """
        if contact.email and self._standing.wants(name, self.inspection):
            letter = self._compose(name, {**self.fields(contact), **(extra or {})}, attach=attach, to=contact)
            if link is None:
                letter = replace(letter, body=[block for block in letter.body if "page" not in block])
            self.add(letter, contact, link, once=once, author=author)

    def with_words(
        self,
        kind: str,
        text: Words,
        contact: Contact,
        link: Link | None,
        extra: Mapping[str, str],
        *,
        once: str,
    ) -> None:
        """An automation's letter in these words, to somebody in the inspection; without its button where there is no
        link.
        """
        letter = self._filled(kind, text, {**self.fields(contact), **extra})
        if link is None:
            letter = replace(letter, body=[block for block in letter.body if "page" not in block])
        self.add(letter, contact, link, once=once)

    def with_words_to_member(self, kind: str, text: Words, member: Member, *, once: str) -> None:
        """The same to somebody of the company: the button opens the inspection's page in the office."""
        client = self.clients()[0]
        fields = {
            **placeholders.fields(self.inspection, client.contact, self.fees),
            "FIRST_NAME": member.name.split()[0],
            "OPEN_SENTENCE": bills.open_sentence(self.inspection, client),
            "BUTTON": "Open the inspection",
        }
        letter = self._filled(kind, text, fields)
        path = OFFICE_PATH.format(key=self.inspection.key)
        body = [{"button": block["button"], "path": path} if "page" in block else block for block in letter.body]
        name = f"{kind}:{self.inspection.key}:member{member.pk}:{once}"
        self._add(replace(letter, body=body), member.name, member.user.email, name)

    def with_words_to_address(self, kind: str, text: Words, address: str, *, once: str) -> None:
        """The same to an address of the company's choice: it gets no link."""
        client = self.clients()[0]
        fields = {
            **placeholders.fields(self.inspection, client.contact, self.fees),
            "FIRST_NAME": address.partition("@")[0],
            "OPEN_SENTENCE": bills.open_sentence(self.inspection, client),
            "BUTTON": "",
        }
        letter = self._filled(kind, text, fields)
        body = [block for block in letter.body if "page" not in block]
        self._add(replace(letter, body=body), address[:120], address, f"{kind}:{self.inspection.key}:address:{once}")

    def _filled(self, kind: str, text: Words, fields: Mapping[str, str]) -> outbox.Letter:
        heading = f"{self.inspection.home.street}\n{self.inspection.home.locality()}"
        return letters.composed(kind, text, fields, heading=heading, particulars=self.particulars())

    def add(
        self, letter: outbox.Letter, contact: Contact, link: Link | None, *, once: str, author: Member | None = None
    ) -> Message:
        """A letter whose words are ready."""
        name = f"{letter.kind}:{self.inspection.key}:{contact.key}:{once}"
        return self._add(letter, contact.name, contact.email, name, link=link, author=author)

    def fields(self, contact: Contact) -> dict[str, str]:
        """The placeholders for a letter to this person; clients are called by their own name."""
        mine = any(one.contact == contact for one in self.clients())
        client = contact if mine else self.clients()[0].contact
        return {
            **placeholders.fields(self.inspection, client, self.fees),
            "FIRST_NAME": contact.first_name(),
        }

    def to_member(
        self, member: Member, name: str, extra: Mapping[str, str] | None = None, *, once: str, attach: bool = False
    ) -> None:
        """A letter to somebody of the company, with the inspection's page in the office."""
        if not self._standing.wants(name, self.inspection):
            return
        fields = {
            **placeholders.fields(self.inspection, self.clients()[0].contact, self.fees),
            "FIRST_NAME": member.name.split()[0],
            **(extra or {}),
        }
        self._add(
            self._compose(name, fields, attach=attach),
            member.name,
            member.user.email,
            f"{name}:{self.inspection.key}:member{member.pk}:{once}",
        )

    def to_office(self, name: str, extra: Mapping[str, str], *, once: str) -> None:
        """The same notice to every owner and to all office staff."""
        staff = Member.objects.of(self.inspection.company).present().filter(role__in=["owner", "office"])
        for member in staff.select_related("user"):
            self.to_member(member, name, extra, once=once)

    def write(self) -> None:
        outbox.write(self.messages)

    def _add(
        self,
        letter: outbox.Letter,
        name: str,
        address: str,
        once: str,
        *,
        link: Link | None = None,
        author: Member | None = None,
    ) -> Message:
        message = outbox.message(
            letter,
            company=self.inspection.company,
            thread=self.inspection.thread,
            to_name=name,
            to_address=address,
            link=link,
            author=author,
            once=once,
            at=self.at,
        )
        self.messages.append(message)
        return message

    def particulars(self, to: Contact | None = None) -> letters.Particulars:
        """When and by whom, what it costs, and the inspection's page; a client sees what of it others are billed."""
        return letters.Particulars(
            facts=self._facts(),
            fees=[*self._fees(), *self._part(to)],
            office_path=OFFICE_PATH.format(key=self.inspection.key),
        )

    def _compose(
        self, name: str, fields: Mapping[str, str], *, attach: bool, to: Contact | None = None
    ) -> outbox.Letter:
        return self.texts.compose(
            name,
            fields,
            heading=f"{self.inspection.home.street}\n{self.inspection.home.locality()}",
            particulars=self.particulars(to),
            calendar=self._calendar_file if attach else "",
        )

    @cached_property
    def _standing(self) -> Standing:
        return Standing(self.inspection.company)

    @cached_property
    def texts(self) -> letters.Texts:
        return letters.Texts(self.inspection.company)

    @cached_property
    def _calendar_file(self) -> str:
        """The same for everyone, and of all a letter's parts the slowest to make."""
        off = self.inspection.cancelled_at is not None
        return appointment.calendar_file(self.inspection, at=self.at, cancelled=off)

    def _facts(self) -> list[tuple[str, str]]:
        start, end = self.inspection.local_start(), self.inspection.local_end()
        zone = zones.words(self.inspection.home.zone)
        return [
            ("Date", f"{calendar.day_words(start)}, {start.year}"),
            ("Time", f"{calendar.time_words(start)} to {calendar.time_words(end)} {zone}"),
            ("Inspector", self.inspection.inspector.name),
        ]

    def _fees(self) -> list[tuple[str, str]]:
        currency = self.inspection.company.currency
        rows = [(fee.description, money.show(fee.cents, currency)) for fee in self.fees]
        total = money.show(sum(fee.cents for fee in self.fees), currency)
        return [*rows, ("Total", total)] if len(rows) > 1 else rows

    def _part(self, contact: Contact | None) -> list[tuple[str, str]]:
        """What of it others are billed, and the client's own part; nothing where they are billed all of it."""
        if contact is None or contact.pk not in {one.contact_id for one in self.clients()}:
            return []
        own = [one for one in self._invoices if one.payer_id == contact.pk]
        own = own or [one for one in self._invoices if one.out_of_id is None]
        others = [(one.payer.name, charged) for one in self._invoices if one not in own and (charged := _charged(one))]
        if not others:
            return []
        company = self.inspection.company
        rows = [("somebody else" if company.hides_payers else name, -cents) for name, cents in others]
        rows = [(f"Billed to {name}", cents) for name, cents in rows]
        return [
            (words, money.show(cents, company.currency))
            for words, cents in [*rows, ("Your part", sum(_charged(one) for one in own))]
        ]

    @cached_property
    def _invoices(self) -> list[Invoice]:
        """A new inspection has one, which says nothing that its fees do not."""
        return [] if self.is_new else list(bills.summed(bills.of(self.inspection)).select_related("payer__survivor"))


def _charged(invoice: Invoice) -> int:
    sums: Any = invoice
    return int(sums.balance + sums.paid)
