"""A letter put back to our words, or thrown away where no automation sends it."""

from django.db import transaction

from lintel.automations.models import Rule
from lintel.companies.models import Company, Member
from lintel.core.refusal import Refusal
from lintel.inspections import kinds
from lintel.messages import wording


class StillSent(Refusal):
    """An automation sends it."""


@transaction.atomic
def reset(*, company: Company, kind: str, by: Member) -> None:
    """Our words again. Raises wording.OnlyOwners, StillSent for a letter of the company's own that a rule sends."""
    rule = Rule.objects.of(company).filter(letter=kind, thrown_away_at=None).first()
    if rule and kinds.is_own(kind):
        raise StillSent(f"“{rule.name}” sends this letter. Have it send another one first.")
    wording.reset(company=company, kind=kind, by=by)
