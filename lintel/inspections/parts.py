"""The parts people have in an inspection, where one person has several."""

from collections.abc import Iterable, Sequence

from lintel.directory.models import Contact
from lintel.inspections.models import Inspection, Participant

ORDER = list(Participant.Role)


def of(inspection: Inspection, person: Contact) -> list[Participant]:
    """What this person is in it; as a client first."""
    return by_weight(one for one in inspection.people() if one.contact == person)


def by_person(people: Iterable[Participant]) -> dict[Contact, list[Participant]]:
    """Everybody once, in order, with each their parts; as a client first."""
    found: dict[Contact, list[Participant]] = {}
    for one in people:
        found.setdefault(one.contact, []).append(one)
    return {person: by_weight(parts) for person, parts in found.items()}


def by_weight(parts: Iterable[Participant]) -> list[Participant]:
    """The same ones: clients, then agents, then the others."""
    return sorted(parts, key=lambda one: ORDER.index(Participant.Role(one.role)))


def words(parts: Iterable[Participant]) -> str:
    """`Client, relative`: each role once."""
    return ", ".join(dict.fromkeys(one.get_role_display() for one in parts)).capitalize()


def written_to(people: Sequence[Participant]) -> list[Participant]:
    """Who gets a link and letters of themselves, in order: clients and agents, each person once."""
    heaviest = [parts[0] for parts in by_person(people).values()]
    return [one for one in heaviest if one.role in Participant.WRITTEN_TO]
