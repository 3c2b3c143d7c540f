"""How one invoice may be paid, when it is not as the company usually does."""

from datetime import datetime

from django.db import transaction

from lintel.billing import asking, attempting, invoicing
from lintel.billing.models import Invoice, Terms
from lintel.companies.models import Member
from lintel.core import money
from lintel.inspections import announcing, bills
from lintel.inspections.models import Moment


@transaction.atomic
def decide_for(*, invoice: Invoice, policy: str, least_cents: int, by: Member, at: datetime) -> None:
    """The invoice's own terms from now on; an empty policy is the company's. Raises asking.LeastMissing."""
    invoice = invoicing.lock(invoice)
    if not asking.decide_for(invoice, policy=policy, least_cents=least_cents):
        return
    attempting.hurry(invoice=invoice, at=at)
    said = Terms.Policy(policy).label.lower() if policy else "as the company usually does"
    least = f" ({money.show(invoice.least_cents, invoice.currency)})" if invoice.least_cents else ""
    announcing.tell(bills.about(invoice), Moment.Kind.FEES_CHANGED, f"To be paid: {said}{least}", by, at=at)
