"""How much a payer is asked for: the company's terms, an invoice's own, and whether a chosen amount is possible."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from lintel.billing import terms
from lintel.billing.models import Entry, Invoice, Terms
from lintel.billing.terms import Possible
from lintel.companies.models import Company, Member
from lintel.core import money
from lintel.core.refusal import Refusal

NEEDS_LEAST = (Terms.Policy.MINIMUM, Terms.Policy.DEPOSIT)


class NotPossible(Refusal):
    """An amount that cannot be paid now; the sentence says what can."""

    def __init__(self, possible: Possible) -> None:
        self.possible = possible
        super().__init__(possible.words(), field="amount")


class LeastMissing(Refusal):
    say = "Say how much at least."


class OnlyOwners(Refusal):
    say = "Only an owner changes how the company is paid."


def terms_of(company: Company) -> Terms:
    """The company's terms, or those that hold while it has said nothing."""
    return Terms.objects.filter(company=company).first() or Terms(company=company)


def possible(invoice: Invoice, *, due: int) -> Possible:
    """What may be paid of `due` cents now, by the invoice's own policy or else the company's."""
    policy, least = invoice.policy, invoice.least_cents
    if not policy:
        own = terms_of(invoice.company)
        policy, least = own.policy, own.least_cents
    charges = Entry.objects.filter(invoice=invoice, kind=Entry.Kind.CHARGE)
    charged = charges.aggregate(sum=Sum("amount_cents"))["sum"] or 0
    return terms.possible(policy, least, due=due, paid=charged - due, currency=invoice.currency)


def check(invoice: Invoice, chosen: int | None, *, due: int) -> int:
    """The amount to ask for: the one that was chosen, or the whole. The invoice must be locked. Raises NotPossible."""
    what = possible(invoice, due=due)
    amount = due if chosen is None else chosen
    if not what.allows(amount):
        raise NotPossible(what)
    return amount


@transaction.atomic
def decide(
    *,
    company: Company,
    policy: str,
    least_cents: int,
    report_opens: str,
    report_waits: str = Terms.Waits.ALL,
    hides_payers: bool = False,
    by: Member,
    at: datetime,
) -> Terms:
    """The company's terms from now on, and whether clients are told who else is billed. Raises OnlyOwners,
    LeastMissing.
    """
    if not by.may("settings"):
        raise OnlyOwners
    _check(policy, least_cents, company.currency)
    Company.objects.select_for_update().get(pk=company.pk)
    terms_now = terms_of(company)
    terms_now.policy, terms_now.least_cents = policy, least_cents if policy in NEEDS_LEAST else 0
    terms_now.report_opens, terms_now.report_waits = report_opens, report_waits
    terms_now.save()
    company.hides_payers = hides_payers
    company.save(update_fields=["hides_payers"])
    return terms_now


def decide_for(invoice: Invoice, *, policy: str, least_cents: int) -> bool:
    """This invoice's own terms; an empty policy is the company's. Whether anything changed. Invoice locked.

    Raises LeastMissing.
    """
    _check(policy, least_cents, invoice.currency)
    least = least_cents if policy in NEEDS_LEAST else 0
    if (invoice.policy, invoice.least_cents) == (policy, least):
        return False
    invoice.policy, invoice.least_cents = policy, least
    invoice.save(update_fields=["policy", "least_cents"])
    return True


def _check(policy: str, least_cents: int, currency: str) -> None:
    floor = terms.bank_takes(currency)
    if policy in NEEDS_LEAST and least_cents < floor:
        small = f"That is less than the {money.show(floor, currency)} that can be paid online at least."
        raise LeastMissing(small if least_cents > 0 else None, field="least")
