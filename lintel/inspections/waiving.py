"""What a report waits for: the company's rule, this inspection's own, and who is let past it."""

from datetime import datetime

from django.db import transaction

from lintel.companies.models import Company, Member
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact
from lintel.inspections import announcing, refreshing
from lintel.inspections.models import Inspection, Moment, Waiver

WORDS = {
    Waiver.Of.PAYMENT: "payment",
    Waiver.Of.SIGNATURES: "signatures",
    Waiver.Of.BOTH: "payment and signatures",
}


class ReasonNeeded(Refusal):
    say = "Say why: the story keeps it."


class InThePast(Refusal):
    say = "That day is over. Choose a later one, or none."


class AlreadyEnded(Refusal):
    say = "This waiver has ended already."


class OnlyOwners(Refusal):
    say = "Only the owner changes what reports wait for."


@transaction.atomic
def decide(*, company: Company, needs: str, collects_after: bool, by: Member) -> None:
    """What the reports of inspections scheduled from now on wait for, of Company.Needs; and whether their clients are
    asked to pay only once the report is published. Raises OnlyOwners.
    """
    if not by.may("settings"):
        raise OnlyOwners
    company.report_needs, company.collects_after = needs, collects_after
    company.save(update_fields=["report_needs", "collects_after"])


@transaction.atomic
def choose(*, inspection: Inspection, needs: str, by: Member, at: datetime) -> None:
    """What this report waits for, of Company.Needs. Raises AlreadyCancelled."""
    refreshing.lock(inspection)
    if inspection.needs() != needs:
        inspection.report_needs = needs
        inspection.save(update_fields=["report_needs"])
        announcing.tell(inspection, Moment.Kind.GATES_CHANGED, Company.Needs(needs).sentence(), by, at=at)


@transaction.atomic
def waive(
    *,
    inspection: Inspection,
    of: str,
    person: Contact | None,
    reason: str,
    until: datetime | None,
    by: Member,
    at: datetime,
) -> Waiver:
    """Let one person, or without one everybody, read before it is signed or paid: of Waiver.Of, until a moment or for
    good. Nobody owes less by it. Raises ReasonNeeded, InThePast, AlreadyCancelled.
    """
    refreshing.lock(inspection)
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonNeeded(field="reason")
    if until is not None and until <= at:
        raise InThePast(field="until")
    made = Waiver.objects.create(
        company=inspection.company,
        inspection=inspection,
        of=of,
        person=person,
        reason=reason[:200],
        by=by,
        made_at=at,
        until=until,
    )
    if not inspection.has_waivers:
        inspection.has_waivers = True
        inspection.save(update_fields=["has_waivers"])
    words = f"The report waits for no {WORDS[Waiver.Of(of)].replace(' and ', ' or ')} of {whose(made)}: {reason}"
    announcing.tell(inspection, Moment.Kind.WAIVED, words, by, at=at)
    return made


@transaction.atomic
def end(*, waiver: Waiver, by: Member, at: datetime) -> None:
    """It lets nobody past any more. Raises AlreadyEnded."""
    locked = Waiver.objects.select_for_update(of=("self",)).select_related("inspection__company").get(pk=waiver.pk)
    if not locked.stands(at=at):
        raise AlreadyEnded
    locked.ended_at = at
    locked.save(update_fields=["ended_at"])
    words = f"The report waits for {WORDS[Waiver.Of(locked.of)]} of {whose(waiver)} again"
    announcing.tell(locked.inspection, Moment.Kind.WAIVER_ENDED, words, by, at=at)


def whose(waiver: Waiver) -> str:
    """Who is let past."""
    person = waiver.whose()
    return person.name if person else "anybody"
