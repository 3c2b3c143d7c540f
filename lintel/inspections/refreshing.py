"""What a change makes stale: unsigned agreements, the invoice's subject, open checkouts, the search text."""

from datetime import datetime

from lintel.agreements import preparing, updating
from lintel.billing import attempting
from lintel.billing.models import Invoice
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, finding, placeholders
from lintel.inspections.models import Inspection, Moment, Paper
from lintel.inspections.posting import fees


class AlreadyCancelled(Refusal):
    say = "This inspection is cancelled. Schedule a new one instead."


def lock(inspection: Inspection) -> None:
    """Hold the inspection's row until the transaction ends, with its present values.

    Raises AlreadyCancelled.
    """
    Inspection.objects.select_for_update().get(pk=inspection.pk)
    inspection.refresh_from_db()
    if inspection.cancelled_at is not None:
        raise AlreadyCancelled


def refresh(inspection: Inspection, *, at: datetime) -> None:
    """Call it last inside the transaction of a change."""
    refresh_papers(inspection, at=at)
    standing = Invoice.objects.filter(bill__inspection=inspection, voided_at=None)
    for invoice in standing.select_related("payer__survivor"):
        subject = announcing.subject(inspection)
        invoice.subject = subject
        invoice.search_text = finding.invoice_text(inspection.company, invoice.payer, subject, invoice.reference)
        invoice.save(update_fields=["subject", "search_text"])
        attempting.hurry(invoice=invoice, at=at)
    finding.write(inspection, inspection.people())


def refresh_papers(inspection: Inspection, *, at: datetime) -> None:
    """Agreements say how things are now; those that are signed stay as they were signed.

    One that was to be signed anew, and says again what was signed, is not asked for any more.
    """
    charged = fees(inspection)
    papers = Paper.objects.filter(
        participant__inspection=inspection, participant__left_at=None, agreement__withdrawn_at=None
    ).select_related("participant__contact__survivor", "agreement__instead_of__template")
    anew = []
    for paper in papers:
        fields = placeholders.fields(inspection, paper.participant.contact, charged)
        if preparing.refresh(paper.agreement, fields=fields, at=at) and paper.agreement.instead_of:
            anew.append((paper.agreement.instead_of, fields))
    still = {one.agreement.pk for one in updating.outdated(anew, matter=placeholders.MATTER)}
    for signed, _ in anew:
        if signed.pk not in still:
            signed.updates.filter(withdrawn_at=None, signature=None).update(withdrawn_at=at)
            words = f"{signed.title} need not be signed anew: it says again what {signed.signer.name} signed"
            announcing.tell(inspection, Moment.Kind.CHANGED, words, "", at=at)
