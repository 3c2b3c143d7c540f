"""How a company is paid online, changed: every owner is told by letter, whoever did it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from lintel.billing import accounts
from lintel.billing.models import Attempt, StripeAccount
from lintel.companies.models import Company, Member
from lintel.inspections import letters, paying
from lintel.messages import outbox
from lintel.messages.models import Thread
from lintel.messages.wording import Words

KIND = "stripe-changed"
OFFICE_PATH = "/office/settings/payments/"


def connect(*, company: Company, key: str, by: Member, at: datetime) -> StripeAccount:
    """Have Stripe say whose key this is, and keep it.

    Raises NotAKey, KeyNotAccepted, StripeSilent, NotOurs, UnderWay of `accounts`.
    """
    checked = accounts.check(key)
    held = accounts.of(company)
    if held and held.account_id != checked.account_id:
        _shut_what_is_open(company, at)
    with transaction.atomic():
        return _told(accounts.connect(company=company, checked=checked, by=by, at=at), by, at)


@transaction.atomic
def keep_secret(*, company: Company, secret: str, by: Member, at: datetime) -> StripeAccount:
    """Keep the secret with which Stripe signs. Raises NotOurs, NotASecret of `accounts`."""
    return _told(accounts.keep_secret(company=company, secret=secret, by=by, at=at), by, at)


def disconnect(*, company: Company, by: Member, at: datetime) -> StripeAccount:
    """Shut what could still be paid, and forget the keys. Raises NotOurs, UnderWay of `accounts`."""
    _shut_what_is_open(company, at)
    with transaction.atomic():
        return _told(accounts.disconnect(company=company, by=by, at=at), by, at)


def _shut_what_is_open(company: Company, at: datetime) -> None:
    """Close every open checkout; what the provider does not answer about stays under way, and is said to be."""
    for attempt in accounts.under_way(company):
        act: Callable[..., object] = paying.close if attempt.state in Attempt.LIVE else paying.settle
        try:
            act(attempt, at=at)
        except paying.ProviderSilent:
            return


def _told(account: StripeAccount, by: Member, at: datetime) -> StripeAccount:
    """A letter to each owner that says what was changed, and by whom."""
    company = account.company
    owners = Member.objects.of(company).present().filter(role=Member.Role.OWNER).select_related("user")
    thread = Thread.objects.create(company=company)
    messages = []
    for owner in owners:
        fields = {
            "COMPANY_NAME": company.name,
            "FIRST_NAME": owner.name.split()[0],
            "ACTOR": by.name,
            "CHANGE": _said(account),
        }
        particulars = letters.Particulars(office_path=OFFICE_PATH)
        messages.append(
            outbox.message(
                letters.composed(
                    KIND, Words(*letters.whole(KIND)), fields, heading=company.name, particulars=particulars
                ),
                company=company,
                thread=thread,
                to_name=owner.name,
                to_address=owner.user.email,
                once=f"{KIND}:{thread.pk}:{owner.pk}",
                at=at,
            )
        )
    outbox.write(messages)
    return account


def _said(account: StripeAccount) -> str:
    whose = f"the Stripe account {account.name or account.account_id}"
    return {
        "Connected": f"{whose} was connected",
        "New key": f"{whose} has a new key, which ends with {account.key_ends_with}",
        "New webhook secret": f"{whose} has a new webhook secret",
        "Disconnected": f"{whose} was disconnected",
    }[account.change]
