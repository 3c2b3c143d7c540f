"""Sign an agreement behind a link."""

from datetime import datetime

from django.db import transaction

from lintel.access import uses
from lintel.access.models import Right, Use
from lintel.access.opening import LinkClosed
from lintel.access.uses import Visitor
from lintel.agreements import chaining, preparing
from lintel.agreements.models import Signature
from lintel.agreements.preparing import Typed
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, consenting, showing
from lintel.inspections.models import Inspection, Share


class NothingToSign(Refusal):
    say = "There is nothing here for you to sign."


class Called(Refusal):
    say = "This inspection is cancelled, so there is nothing to sign any more."


@transaction.atomic
def sign(*, share: Share, agreement_id: int, typed: Typed, visitor: Visitor, at: datetime) -> Signature:
    """The link's holder signs the words that they saw.

    Raises LinkClosed, NothingToSign, Called, and what `preparing.sign` raises.
    """
    if not share.link.opens(Right.SIGN, at=at):
        raise LinkClosed
    company = chaining.hold(share.company)
    paper = (
        showing.own_papers(share)
        .filter(agreement_id=agreement_id)
        .select_related("agreement", "participant__contact__survivor")
        .first()
    )
    if paper is None:
        raise NothingToSign
    inspection = Inspection.objects.select_for_update(of=("self",)).select_related("home").get(pk=share.inspection_id)
    if inspection.cancelled_at is not None:
        raise Called
    evidence = preparing.Evidence(
        visitor.address,
        visitor.browser,
        share.link.public_id,
        inspection.home.zone,
        consenting.disclosure(company),
        consenting.TICKED,
    )
    signature = preparing.sign(paper.agreement, typed=typed, evidence=evidence, at=at)
    uses.record(share.link, Use.Kind.SIGNED, visitor=visitor, at=at)
    announcing.signed(paper.participant, signature, at=at)
    return signature
