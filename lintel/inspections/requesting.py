"""Request payment from someone else: somebody who takes no other part, billed in one step."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lintel.billing.models import Invoice
from lintel.companies.models import Member
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact
from lintel.inspections import adding, changing, scheduling
from lintel.inspections.models import Inspection


class NameNeeded(Refusal):
    say = "Who pays? Write a name."


@dataclass(frozen=True, slots=True)
class Payer:
    """Who shall pay: of which role they are (Participant.Role), how they are reached, and who was picked from those on
    file.
    """

    name: str
    role: str
    email: str = ""
    phone: str = ""
    meant: Contact | None = None


@transaction.atomic
def request(
    *,
    inspection: Inspection,
    payer: Payer,
    portion: adding.Portion,
    terms: adding.Terms,
    anyway: bool = False,
    seen: int | None = None,
    by: Member,
    at: datetime,
) -> Invoice:
    """Somebody in People, made where they are not yet, and their invoice with its own link; nothing is sent.

    Raises NameNeeded, and as `adding.add`.
    """
    if not payer.name.strip():
        raise NameNeeded(field="name")
    person = scheduling.Person(payer.name, payer.email, payer.phone, payer.role, payer.meant)
    contact = changing.take_in(inspection=inspection, person=person, by=by, at=at)
    return adding.add(
        inspection=inspection, payer=contact, portion=portion, terms=terms, anyway=anyway, seen=seen, by=by, at=at
    )
