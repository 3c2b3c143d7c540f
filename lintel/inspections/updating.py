"""Update agreements: what was signed stays; where words that matter changed, it is signed anew or left as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from lintel.agreements import preparing, updating
from lintel.agreements.models import Agreement
from lintel.agreements.updating import Outdated
from lintel.companies.models import Member
from lintel.core.prepared import Prepared
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, placeholders, refreshing
from lintel.inspections.models import Inspection, Moment, Paper, Participant
from lintel.inspections.posting import fees


class ChangedMeanwhile(Refusal):
    say = "Something changed while you were reading. This is what the agreements would say now; look again."


class NothingToUpdate(Refusal):
    say = "Every signed agreement says how things are."


@dataclass(frozen=True, slots=True)
class Offer:
    """A signed agreement that would read otherwise now, and whose it is."""

    signer: Participant
    outdated: Outdated


def offers(inspection: Inspection) -> list[Offer]:
    """What update agreements would have signed anew. Two statements, and one where a template was written anew since.

    Not what was dismissed, nor what is being signed anew already, nor anything once the inspection is cancelled.
    """
    if inspection.cancelled_at is not None:
        return []
    signed = _signed(inspection=inspection.pk)
    charged = fees(inspection) if signed else []
    given = [(paper.agreement, placeholders.fields(inspection, paper.participant.contact, charged)) for paper in signed]
    of = {paper.agreement_id: paper.participant for paper in signed}
    found = updating.offered(updating.outdated(given, matter=placeholders.MATTER))
    return [Offer(of[one.agreement.pk], one) for one in found]


@Prepared
def _signed(inspection: int) -> QuerySet[Paper]:
    """What is signed, and is not being signed anew."""
    anew = Agreement.objects.filter(instead_of=OuterRef("agreement"), withdrawn_at=None)
    papers = Paper.objects.asked().filter(
        ~Exists(anew),
        participant__inspection=inspection,
        participant__left_at=None,
        agreement__signature__isnull=False,
    )
    return papers.select_related("agreement__template", "participant__contact__survivor").order_by("pk")


def fingerprint(found: Sequence[Offer]) -> str:
    """What a form carries of the offers its reader saw."""
    return preparing.digest("\n".join(f"{one.outdated.agreement.pk} {one.outdated.digest}" for one in found))


@transaction.atomic
def update(*, inspection: Inspection, seen: str, by: Member, at: datetime) -> list[Offer]:
    """A new agreement for each that is offered; what was signed stays as it was.

    Raises AlreadyCancelled, NothingToUpdate, ChangedMeanwhile when `seen` is not the fingerprint of what is offered.
    """
    found = _seen(inspection, seen)
    for one in found:
        made = updating.anew(one.outdated, at=at)
        Paper.objects.create(company=inspection.company, participant=one.signer, agreement=made)
        words = f"{made.title} is to be signed anew by {one.signer.contact.name}"
        announcing.tell(inspection, Moment.Kind.UPDATED, words, by, at=at)
    return found


@transaction.atomic
def dismiss(*, inspection: Inspection, seen: str, by: Member, at: datetime) -> list[Offer]:
    """Leave them as they were signed; they are offered again when their words change once more. Raises as `update`."""
    found = _seen(inspection, seen)
    for one in found:
        updating.dismiss(one.outdated)
        words = f"{one.outdated.agreement.title} stays as {one.signer.contact.name} signed it"
        announcing.tell(inspection, Moment.Kind.NOT_UPDATED, words, by, at=at)
    return found


def _seen(inspection: Inspection, seen: str) -> list[Offer]:
    refreshing.lock(inspection)
    found = offers(inspection)
    if not found:
        raise NothingToUpdate
    if fingerprint(found) != seen:
        raise ChangedMeanwhile
    return found
