"""What needs somebody about being paid online: a key that is refused, payments that Stripe does not take."""

from datetime import datetime, timedelta
from functools import partial

from django.urls import reverse

from lintel.billing import accounts
from lintel.billing.models import Attempt, StripeAccount
from lintel.companies.models import Company
from lintel.inspections.models import Bill
from lintel.web.office.attention import Kind, Need, place

LATELY = timedelta(days=3)


def kind(company: Company, *, at: datetime) -> Kind:
    """Of companies with Stripe; said in three statements."""
    return Kind(StripeAccount.objects.of(company), partial(_needs, company, at))


def _needs(company: Company, at: datetime) -> list[Need]:
    account = accounts.of(company)
    if account is None:
        return []
    return [*_key_refused(account), *_not_taken(company, at)]


def _key_refused(account: StripeAccount) -> list[Need]:
    if account.refused_at is None:
        return []
    said = f"The key that ends with {account.key_ends_with} does not work any more, so clients cannot pay online."
    address = reverse("office:payment_settings")
    return [Need("Stripe refuses your key", said, "Enter a new one", address, "bad", "alert", may="settings")]


def _not_taken(company: Company, at: datetime) -> list[Need]:
    """The newest payment that Stripe would not open a checkout for."""
    tried = Attempt.objects.of(company).filter(provider="stripe", started_at__gt=at - LATELY)
    latest = tried.order_by("-pk").first()
    if latest is None or latest.state != Attempt.State.EXPIRED or not latest.failure:
        return []
    bill = Bill.objects.filter(invoice=latest.invoice_id).select_related("inspection__home").first()
    where, address = (f"{bill.inspection.home.street}. ", place(bill.inspection, "box-money")) if bill else ("", "")
    return [Need("Stripe did not take a payment", f"{where}“{latest.failure}”", "Open", address, "bad", "alert")]
