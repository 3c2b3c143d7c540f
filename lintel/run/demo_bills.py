"""Others who pay in the demo: an insurer for a part of an inspection, and an agent for a return trip."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lintel.billing.invoicing import Fee
from lintel.billing.models import Invoice, Line
from lintel.companies.models import Company, Member
from lintel.inspections import one_offs, presenting, requesting
from lintel.inspections.adding import Portion, Terms
from lintel.inspections.models import Inspection, Participant
from lintel.run.demo_people import BOISE, GRACE

INSURER = requesting.Payer("Gem State Mutual", Participant.Role.INSURER.value, "claims@gemstatemutual.example")
CLAIM = "24-118-0937"
FOR_RUTH = "For the attention of Ruth Abernathy: the mold test that your adjuster asked for after the leak in March."
RETURN_TRIP = one_offs.Subject("Return trip", "1420 N Harrison Blvd", "Boise, ID 83702")
WHY = "Return trip: the water was off on the day of the inspection"


def to_the_insurer(inspection: Inspection, *, service: str, by: Member, at: datetime) -> None:
    """The insurer takes over a service, and gets its invoice."""
    line = Line.objects.get(invoice__bill__inspection=inspection, description=service)
    invoice = requesting.request(
        inspection=inspection,
        payer=INSURER,
        portion=Portion(lines=frozenset({line.pk})),
        terms=Terms(CLAIM, Invoice.Reference.CLAIM.value, _in(30, at), message=FOR_RUTH),
        by=by,
        at=at,
    )
    _send(invoice, by, at + timedelta(minutes=2))


def for_a_return_trip(company: Company, *, by: Member, at: datetime) -> None:
    """A one-off to the agent who had promised that the water would be on."""
    invoice = one_offs.bill(
        company=company,
        payer=one_offs.Payer(GRACE.name, GRACE.email, GRACE.phone),
        subject=RETURN_TRIP,
        fees=[Fee(WHY, 95_00)],
        terms=Terms(due_on=_in(10, at)),
        once="demo",
        by=by,
        at=at,
    )
    _send(invoice, by, at + timedelta(minutes=2))


def _send(invoice: Invoice, by: Member, at: datetime) -> None:
    presenting.send(
        invoice=invoice, draft=presenting.starter(invoice.company, message=invoice.message), by=by, once="demo", at=at
    )


def _in(days: int, at: datetime) -> date:
    return at.astimezone(ZoneInfo(BOISE)).date() + timedelta(days=days)
