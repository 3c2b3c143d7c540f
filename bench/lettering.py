"""One inspection while its rows are gathered, and its letters: the product's own words, cut once and filled often."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from json.encoder import encode_basestring_ascii
from zoneinfo import ZoneInfo

from bench.founding import ZONE
from lintel.companies.models import Company, Member
from lintel.core import money, words
from lintel.directory import zones
from lintel.inspections import calendar, letters
from lintel.inspections.models import Participant
from lintel.services.models import Service

CLIENT, AGENT = Participant.Role.CLIENT.value, Participant.Role.BUYERS_AGENT.value


@dataclass(slots=True)
class Person:
    """Somebody in one inspection, with the keys of what belongs to them there."""

    contact: int
    name: str
    email: str
    phone: str
    role: str
    participant: int = 0
    link: int = 0
    public_id: str = ""


@dataclass(slots=True)
class Booked:
    """One inspection while its rows are being gathered."""

    key: str
    number: int
    starts_at: datetime
    ends_at: datetime
    booked_at: datetime
    inspector: Member
    cancelled_at: datetime | None
    opened_at: datetime | None
    signed_at: datetime | None
    paid_at: datetime | None
    came_back: bool
    invoice_number: int | None
    pk: int = 0
    thread: int = 0
    home: int = 0
    street: str = ""
    house: str = ""
    address: str = ""
    people: list[Person] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    def clients(self) -> list[Person]:
        return [one for one in self.people if one.role == CLIENT]

    def total(self) -> int:
        return sum(service.price_cents for service in self.services)


class Letters:
    """The product's own starter texts, cut once and filled often."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._cut: dict[str, tuple[str, str]] = {}

    def fill(self, name: str, fields: dict[str, str], booked: Booked) -> tuple[str, str]:
        """The subject and, as JSON, the body of a letter."""
        if name not in self._cut:
            stand_ins = letters.Particulars(
                facts=[("FACTS", "")], fees=[("FEES", "")], office_path="/office/inspections/{{KEY}}/"
            )
            cut = letters.Texts(self.company).compose(name, {}, heading="", particulars=stand_ins)
            body = json.dumps(cut.body)
            for each in ("FACTS", "FEES"):
                body = body.replace(json.dumps([[each, ""]]), f"{{{{{each}}}}}")
            self._cut[name] = (cut.subject, body)
        subject, body = self._cut[name]
        escaped = {each: encode_basestring_ascii(value)[1:-1] for each, value in fields.items()}
        escaped |= {"KEY": booked.key, "FACTS": json.dumps(_facts(booked)), "FEES": json.dumps(_fees(booked))}
        return words.fill(subject, fields)[:200], words.fill(body, escaped)

    def appointment(self, booked: Booked) -> str:
        """As long as the product's own, which is made by a library that takes a millisecond."""
        return (
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Lintel//EN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\n"
            f"SUMMARY:Home inspection\\, {booked.street}\r\nDTSTART:{booked.starts_at:%Y%m%dT%H%M%SZ}\r\n"
            f"DTEND:{booked.ends_at:%Y%m%dT%H%M%SZ}\r\nDTSTAMP:{booked.booked_at:%Y%m%dT%H%M%SZ}\r\n"
            f"UID:{booked.key}@lintel\r\nSEQUENCE:0\r\nLOCATION:{booked.address}\r\nSTATUS:CONFIRMED\r\n"
            f"DESCRIPTION:{self.company.name}\\, {booked.inspector.name}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )


def _facts(booked: Booked) -> list[tuple[str, str]]:
    local = booked.starts_at.astimezone(ZoneInfo(ZONE))
    end = calendar.time_words(booked.ends_at.astimezone(ZoneInfo(ZONE)))
    return [
        ("Date", f"{booked.fields['DATE']}, {local.year}"),
        ("Time", f"{booked.fields['TIME']} to {end} {zones.words(ZONE)}"),
        ("Inspector", booked.inspector.name),
    ]


def _fees(booked: Booked) -> list[tuple[str, str]]:
    rows = [(service.name, money.show(service.price_cents)) for service in booked.services]
    return [*rows, ("Total", money.show(booked.total()))] if len(rows) > 1 else rows
