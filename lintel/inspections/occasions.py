"""What holds of an inspection now, in the words that automations ask in."""

from lintel.access.models import Use
from lintel.automations.conditions import Occasion
from lintel.billing.models import Line
from lintel.directory import tagging
from lintel.inspections import bills
from lintel.inspections.models import Inspection, Participant, has_unsigned


def of(inspection: Inspection) -> Occasion:
    """The facts and the numbers; see `happenings.FACTS` and `happenings.NUMBERS`."""
    home = inspection.home
    there = {
        "unsigned": has_unsigned(inspection),
        "unpaid": bills.balance(inspection) > 0,
        "published": inspection.published_at is not None,
        "read": _read(inspection),
        "agent": bool(inspection.agents()),
    }
    facts = {name for name, holds in there.items() if holds}
    facts |= {f"service:{key}" for key in _services(inspection)}
    facts |= {f"inspector:{inspection.inspector_id}", f"kind:{home.kind}", f"state:{home.state}"}
    facts |= {f"role:{one.role}" for one in inspection.people()}
    facts |= {f"tag:{tag.casefold()}" for tag in tagging.of(one.contact for one in inspection.people())}
    known = {"year_built": home.year_built, "square_feet": home.square_feet}
    return Occasion(facts, {name: number for name, number in known.items() if number is not None})


def _services(inspection: Inspection) -> list[str]:
    lines = Line.objects.filter(invoice__bill__inspection=inspection, invoice__voided_at=None, removed_at=None)
    return list(lines.exclude(service=None).values_list("service__key", flat=True))


def _read(inspection: Inspection) -> bool:
    clients = Participant.objects.filter(inspection=inspection, role=Participant.Role.CLIENT, left_at=None)
    uses = Use.objects.filter(link__share__inspection=inspection, kind=Use.Kind.READ)
    return uses.filter(link__share__participant__in=clients).exists()
