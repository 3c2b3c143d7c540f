"""How much the holder of a link may pay now, as their pay page asks it."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from lintel.billing import terms
from lintel.billing.models import Invoice, Terms
from lintel.billing.terms import Possible
from lintel.core.prepared import Prepared
from lintel.inspections.models import Share
from lintel.inspections.showing import Money


def possible(share: Share, money: Money) -> Possible:
    """What may be paid of it now, by the invoice's own policy or else the company's. One statement.

    What is chosen is checked again, under the invoice's lock, by `paying.start`.
    """
    found = _terms(company=share.company_id, inspection=share.inspection_id)
    theirs = [row for row in found if row[0] == share.link.holder_id] or found
    own, least, usual, usual_least = theirs[0][1:] if theirs else ("", 0, None, None)
    policy, cents = (own, least) if own else (usual or Terms.Policy.FULL, usual_least or 0)
    paid = money.charged - money.payable
    return terms.possible(policy, cents, due=money.payable, paid=paid, currency=money.currency)


@Prepared
def _terms(company: int, inspection: int) -> "QuerySet[Any, Any]":
    usual = Terms.objects.filter(company=OuterRef("company"))
    return (
        Invoice.objects.filter(company=company, bill__inspection=inspection, voided_at=None)
        .annotate(usual=Subquery(usual.values("policy")[:1]), usual_least=Subquery(usual.values("least_cents")[:1]))
        .order_by("pk")
        .values_list("payer_id", "policy", "least_cents", "usual", "usual_least")
    )
