"""To whom an automation writes: names of readers, made into people."""

from collections.abc import Sequence
from dataclasses import dataclass

from lintel.companies.models import Member
from lintel.directory.models import Contact
from lintel.inspections import bills
from lintel.inspections.models import Inspection, Participant, has_unsigned

NAMES = {
    "clients": "clients",
    "unsigned clients": "clients who have not signed",
    "owing clients": "clients who have something to pay",
    "agents": "agents",
    "inspector": "the inspector",
    "office": "owners and office staff",
    "address": "this address",
}


@dataclass(frozen=True, slots=True)
class Readers:
    """Everybody a rule writes to: who takes part, who works here, and an address."""

    people: Sequence[Participant] = ()
    members: Sequence[Member] = ()
    address: str = ""

    def __bool__(self) -> bool:
        return bool(self.people or self.members or self.address)


def of(inspection: Inspection, names: Sequence[str], address: str, *, by_text: bool = False) -> Readers:
    """Who that is now. Everybody once, and only who can be written to, or texted."""
    people = {
        one.contact: one
        for name in names
        for one in _people(inspection, name)
        if (one.contact.phone if by_text else one.contact.email)
    }
    members = {one.pk: one for name in names for one in _members(inspection, name)}
    return Readers(list(people.values()), list(members.values()), address if "address" in names else "")


def _people(inspection: Inspection, name: str) -> list[Participant]:
    match name:
        case "clients":
            return inspection.clients()
        case "unsigned clients":
            return [one for one in inspection.clients() if has_unsigned(inspection, by=one)]
        case "owing clients":
            return [one for one in inspection.clients() if bills.owed_by(inspection, one.contact) > 0]
        case "agents":
            return _once(inspection.agents())
        case _:
            return []


def _members(inspection: Inspection, name: str) -> list[Member]:
    match name:
        case "inspector":
            return [inspection.inspector]
        case "office":
            staff = Member.objects.of(inspection.company).present().filter(role__in=["owner", "office"])
            return list(staff.select_related("user").order_by("pk"))
        case _:
            return []


def _once(people: Sequence[Participant]) -> list[Participant]:
    seen: dict[Contact, Participant] = {}
    for one in people:
        seen.setdefault(one.contact, one)
    return list(seen.values())
