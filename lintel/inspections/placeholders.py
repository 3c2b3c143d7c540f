"""The closed list of placeholders that a company's own words may use, with an example of each."""

from collections.abc import Sequence
from typing import NamedTuple

from lintel.billing.models import Line
from lintel.core import money
from lintel.directory.models import Contact
from lintel.inspections import calendar
from lintel.inspections.models import Inspection

EXAMPLES = {
    "CLIENT_NAME": "Cora Whitfield",
    "CLIENT_FIRST_NAME": "Cora",
    "ADDRESS": "1214 Harrison Boulevard, Boise, ID 83702",
    "STREET": "1214 Harrison Boulevard",
    "DATE": "Tuesday, November 24",
    "TIME": "9:00 AM",
    "INSPECTOR_NAME": "Ike Marsh",
    "SERVICES": "Home inspection, Radon test",
    "FEES": "$625.00",
    "COMPANY_NAME": "Cedar & Stone Home Inspections",
    "COMPANY_PHONE": "(208) 555-0114",
}
KNOWN = frozenset(EXAMPLES)
# What somebody agreed to stands with these; another hour, inspector or telephone makes no new agreement.
MATTER = frozenset({"CLIENT_NAME", "CLIENT_FIRST_NAME", "ADDRESS", "STREET", "DATE", "SERVICES", "FEES"})
DONE = (Line.Kind.SERVICE, Line.Kind.FEE)


class Charged(NamedTuple):
    """A line as it is charged: what for, how much, of which Line.Kind, and the key of the service it comes from."""

    description: str
    cents: int
    kind: str
    service: str | None = None


def fields(inspection: Inspection, client: Contact, fees: Sequence[Charged]) -> dict[str, str]:
    """Every placeholder of KNOWN, filled for one client. SERVICES are what is done: no discount, no credit, no tax."""
    start, company = inspection.local_start(), inspection.company
    return {
        "CLIENT_NAME": client.name,
        "CLIENT_FIRST_NAME": client.first_name(),
        "ADDRESS": inspection.home.one_line(),
        "STREET": inspection.home.street,
        "DATE": calendar.day_words(start),
        "TIME": calendar.time_words(start),
        "INSPECTOR_NAME": inspection.inspector.name,
        "SERVICES": ", ".join(fee.description for fee in fees if fee.kind in DONE),
        "FEES": money.show(sum(fee.cents for fee in fees), company.currency),
        "COMPANY_NAME": company.name,
        "COMPANY_PHONE": company.telephone,
    }
