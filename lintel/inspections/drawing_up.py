"""Which agreements are to be signed here: one of each fitting template for each client."""

from collections.abc import Sequence
from datetime import datetime

from lintel.agreements import drafting, preparing
from lintel.agreements.models import Agreement, Template
from lintel.core.inserting import insert_all
from lintel.inspections import announcing, placeholders
from lintel.inspections.models import Inspection, Moment, Paper, Participant
from lintel.inspections.placeholders import Charged
from lintel.inspections.posting import fees


def prepare(
    inspection: Inspection, participants: Sequence[Participant], charged: Sequence[Charged], *, at: datetime
) -> None:
    """Freeze the company's agreements that fit for every client among these participants."""
    clients = [one for one in participants if one.role == Participant.Role.CLIENT]
    templates = _fitting(inspection, charged) if clients else []
    _ask(inspection, [(one, template) for template in templates for one in clients], charged, at=at)


def follow(inspection: Inspection, *, at: datetime) -> None:
    """After the services or the property changed: what fits only now is asked for, what fits no longer is not.

    Only templates with a condition come and go; what is signed stays. Call it inside the change's transaction.
    """
    charged = fees(inspection)
    fitting = [one for one in _fitting(inspection, charged) if one.is_for_some()]
    papers = Paper.objects.filter(
        participant__inspection=inspection, participant__left_at=None, agreement__withdrawn_at=None
    )
    there = list(papers.select_related("agreement__signature", "agreement__template"))
    asked = {(paper.participant_id, paper.agreement.template_id) for paper in there}
    missing = [
        (one, template) for template in fitting for one in inspection.clients() if (one.pk, template.pk) not in asked
    ]
    _ask(inspection, missing, charged, at=at)
    gone = _not_fitting([paper.agreement for paper in there], fitting)
    Agreement.objects.filter(pk__in=[one.pk for one in gone]).update(withdrawn_at=at)
    titles = [(one.title, "is to be signed too") for _, one in missing]
    titles += [(one.title, "need not be signed any more") for one in gone]
    for title, what in dict.fromkeys(titles):
        announcing.tell(inspection, Moment.Kind.CHANGED, f"{title} {what}", "", at=at)


def _not_fitting(agreements: Sequence[Agreement], fitting: Sequence[Template]) -> list[Agreement]:
    keys = {one.pk for one in fitting}
    return [
        one for one in agreements if not one.is_signed() and one.template_id not in keys and one.template.is_for_some()
    ]


def _fitting(inspection: Inspection, charged: Sequence[Charged]) -> list[Template]:
    services = {fee.service for fee in charged if fee.service is not None}
    home = inspection.home
    return drafting.fitting(inspection.company, services=services, kind=home.kind, state=home.state)


def _ask(
    inspection: Inspection,
    pairs: Sequence[tuple[Participant, Template]],
    charged: Sequence[Charged],
    *,
    at: datetime,
) -> None:
    made = [
        preparing.prepare(
            template=template,
            signer=client.contact,
            fields=placeholders.fields(inspection, client.contact, charged),
            at=at,
        )
        for client, template in pairs
    ]
    insert_all(made)
    insert_all(
        Paper(company=inspection.company, participant=client, agreement=agreement)
        for (client, _), agreement in zip(pairs, made, strict=True)
    )
