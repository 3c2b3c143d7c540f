"""What a payer needs on their invoice, said anew: their own number for it, and the day it is due."""

from datetime import datetime

from django.db import transaction

from lintel.billing.models import Invoice
from lintel.companies.models import Member
from lintel.inspections import adding, announcing, bills, finding, rebilling
from lintel.inspections.invoicepost import due_words, reference_words
from lintel.inspections.models import Inspection, Moment
from lintel.inspections.presenting import named


@transaction.atomic
def restate(*, invoice: Invoice, terms: adding.Terms, by: Member, at: datetime) -> list[str]:
    """What changed, in words; letters and papers from now on say it. A day that is over may stay, but not be chosen.

    Raises rebilling.Voided, adding.DayOver.
    """
    found = Invoice.objects.select_for_update(of=("self",)).select_related("payer", "company").get(pk=invoice.pk)
    if found.voided_at is not None:
        raise rebilling.Voided
    about = bills.about(found)
    before = (reference_words(found), due_words(found))
    if terms.due_on != found.due_on:
        terms.check(today=at.astimezone(bills.clocks(about)).date())
    for name, value in terms.kept().items():
        setattr(found, name, value)
    found.save(update_fields=["reference", "reference_kind", "due_on"])
    finding.write_invoice(found)
    after = (reference_words(found), due_words(found))
    words = [
        f"{label} changed from {old or 'none'} to {new or 'none'}"
        for label, old, new in zip(("their number", "due date"), before, after, strict=True)
        if old != new
    ]
    if words:
        said = f"Invoice {named(found)} for {found.payer.name}: {'; '.join(words)}"
        announcing.tell(about, Moment.Kind.BILLED, said, by, at=at)
    if isinstance(about, Inspection):
        finding.write(about, about.people())
    return words
