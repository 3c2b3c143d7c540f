"""Who takes part in an inspection, as the holder of a link is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from lintel.core.prepared import Prepared
from lintel.directory.models import now
from lintel.inspections.models import Participant, Share


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the inspection, with all they are in it: `signed` is None for who does not sign.

    Telephone numbers are the agents' alone.
    """

    name: str
    roles: str
    mine: bool
    phone: str
    signed: bool | None


class Part(NamedTuple):
    """A part somebody has in it, and how much of what they sign there is signed."""

    pk: int
    person: int
    name: str
    role: str
    phone: str
    to_sign: int
    signed: int


def people(share: Share) -> tuple[Person, ...]:
    """Everybody with a part in it, once, in order. One statement."""
    found: dict[int, list[Part]] = {}
    for row in _people(company=share.company_id, inspection=share.inspection_id):
        found.setdefault(row[1], []).append(Part(*row))
    return tuple(_person(parts, share) for parts in found.values())


def _person(parts: Sequence[Part], share: Share) -> Person:
    signs = any(one.to_sign for one in parts)
    roles = {one.role for one in parts}
    is_agent = Participant.Role.CLIENT not in roles and not roles.isdisjoint(Participant.AGENTS)
    labels = dict.fromkeys(Participant.Role(one.role).label for one in parts)
    return Person(
        name=parts[0].name,
        roles=", ".join(labels).capitalize(),
        mine=any(one.pk == share.participant_id for one in parts),
        phone=parts[0].phone if is_agent else "",
        signed=any(one.to_sign and one.signed == one.to_sign for one in parts) if signs else None,
    )


@Prepared
def _people(company: int, inspection: int) -> "QuerySet[Any, Any]":
    standing = Q(papers__agreement__withdrawn_at=None)
    return (
        Participant.objects.filter(company=company, inspection=inspection, left_at=None)
        .annotate(
            to_sign=Count("papers", filter=standing),
            signed=Count("papers__agreement__signature", filter=standing),
        )
        .order_by("position", "pk")
        .values_list("pk", now("contact"), now("contact", "name"), "role", now("contact", "phone"), "to_sign", "signed")
    )
