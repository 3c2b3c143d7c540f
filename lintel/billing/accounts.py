"""A company's own account at Stripe: its keys, sealed; how Stripe calls us; what clients may pay with.

Stripe is asked before a transaction opens. Keys go in and never come out: only the last four letters are shown.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from lintel.billing.models import Attempt, StripeAccount, Terms
from lintel.billing.providers import ProviderDown, ProviderRefused, wire
from lintel.companies.models import Company, Member
from lintel.core import ids, sealing
from lintel.core.refusal import Refusal

HOOK = "/hooks/stripe/{key}/"
KEY = re.compile(r"(?:sk|rk)_(?P<mode>live|test)_[A-Za-z0-9_]{8,240}")
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{8,240}")


class NotOurs(Refusal):
    say = "Only an owner can change how the company is paid."


class NotAKey(Refusal):
    say = "That is not a secret key. It begins with sk_live_ or rk_live_ (sk_test_ or rk_test_ for practice)."


class NotASecret(Refusal):
    say = "That is not a webhook secret. It begins with whsec_; Stripe shows it with the webhook endpoint."


class KeyNotAccepted(Refusal):
    say = "Stripe does not accept this key. Copy it once more, whole, or make a new one at Stripe."


class StripeSilent(Refusal):
    say = "Stripe does not answer just now, so the key could not be checked. Nothing was changed; try again."


class UnderWay(Refusal):
    say = "Payments are under way through this account. Wait until they are decided; then it can be changed."


class NothingTicked(Refusal):
    say = "Tick at least one, or disconnect Stripe: clients then see your payment instructions."


@dataclass(frozen=True, slots=True)
class Checked:
    """A key that Stripe accepts, and whose it is."""

    key: str
    account_id: str
    name: str
    is_live: bool


def of(company: Company) -> StripeAccount | None:
    """The company's account, where one is connected."""
    return StripeAccount.objects.of(company).exclude(sealed_key="").first()


def last_known(company: Company) -> StripeAccount | None:
    """The same, or what is left of one that was disconnected."""
    return StripeAccount.objects.of(company).select_related("changed_by").first()


def hook_address(account: StripeAccount) -> str:
    """The address that Stripe is to call."""
    return settings.PUBLIC_ORIGIN_OR_LOCAL + HOOK.format(key=account.hook_key)


def check(key: str) -> Checked:
    """Ask Stripe whose key this is; no transaction may be open. Raises NotAKey, KeyNotAccepted, StripeSilent."""
    key = "".join(key.split())
    found = KEY.fullmatch(key)
    if not found:
        raise NotAKey(field="key")
    try:
        with wire.translated():
            whose = wire.client(key).v1.accounts.retrieve_current()
            profile = getattr(whose, "business_profile", None)
            name = profile.name if profile else ""
            return Checked(key, whose.id, (name or "")[:120], found["mode"] == "live")
    except wire.KeyRefused as error:
        raise KeyNotAccepted(field="key") from error
    except ProviderRefused as error:
        raise KeyNotAccepted(
            f"Stripe says of this key: “{error}” Allow it what is listed below.", field="key"
        ) from error
    except ProviderDown as error:
        raise StripeSilent(field="key") from error


@transaction.atomic
def connect(*, company: Company, checked: Checked, by: Member, at: datetime) -> StripeAccount:
    """Keep a key that was checked, in place of an earlier one.

    The same account keeps its webhook address and secret; for another one both are new, and nothing may be under way
    at the earlier one. Raises NotOurs, UnderWay.
    """
    _allowed(company, by)
    known = StripeAccount.objects.of(company).select_for_update().first()
    same = known is not None and known.account_id == checked.account_id and known.is_live == checked.is_live
    account = known or StripeAccount(company=company)
    if not same:
        _nothing_under_way(company)
        account.hook_key, account.sealed_hook_secret = ids.new_key(32), ""
        account.connected_at, account.connected_by = at, by
        account.heard_at = account.swept_at = None
    account.account_id, account.name, account.is_live = checked.account_id, checked.name, checked.is_live
    account.sealed_key = sealing.seal(checked.key, purpose=wire.SEALED_FOR)
    account.key_ends_with, account.refused_at = checked.key[-4:], None
    _paid_through(company, "stripe", is_test=not checked.is_live)
    return _changed(account, "New key" if same else "Connected", by, at)


@transaction.atomic
def keep_secret(*, company: Company, secret: str, by: Member, at: datetime) -> StripeAccount:
    """The secret with which Stripe signs its calls. Raises NotOurs, NotASecret."""
    _allowed(company, by)
    secret = "".join(secret.split())
    if not SECRET.fullmatch(secret):
        raise NotASecret(field="secret")
    account = _locked(company)
    account.sealed_hook_secret = sealing.seal(secret, purpose=wire.SEALED_FOR)
    account.heard_at = None
    return _changed(account, "New webhook secret", by, at)


@transaction.atomic
def disconnect(*, company: Company, by: Member, at: datetime) -> StripeAccount:
    """Forget the key and the secret. Raises NotOurs, and UnderWay while something there could still be paid."""
    _allowed(company, by)
    account = _locked(company)
    _nothing_under_way(company)
    account.sealed_key = account.sealed_hook_secret = ""
    account.refused_at = None
    _paid_through(company, None)
    return _changed(account, "Disconnected", by, at)


@transaction.atomic
def choose(*, company: Company, card: bool, bank_debit: bool, wallet: bool, by: Member, at: datetime) -> Terms:
    """What clients may pay with at Stripe. Raises NotOurs, NothingTicked."""
    _allowed(company, by)
    if not (card or bank_debit or wallet):
        raise NothingTicked(field="card")
    chosen = {"by_card": card, "by_bank_debit": bank_debit, "by_wallet": wallet}
    terms, _ = Terms.objects.update_or_create(company=company, defaults=chosen)
    return terms


def under_way(company: Company) -> list[Attempt]:
    """What could still be paid, or is being paid, at Stripe."""
    attempts = Attempt.objects.of(company).filter(provider="stripe").exclude(state__in=Attempt.FINAL)
    return list(attempts.select_related("company", "invoice", "link__holder__survivor"))


def _nothing_under_way(company: Company) -> None:
    if Attempt.objects.of(company).filter(provider="stripe").exclude(state__in=Attempt.FINAL).exists():
        raise UnderWay


def _locked(company: Company) -> StripeAccount:
    account = StripeAccount.objects.of(company).exclude(sealed_key="").select_for_update().first()
    if account is None:
        raise NotOurs("No Stripe account is connected.")
    return account


def _paid_through(company: Company, provider: str | None, *, is_test: bool = False) -> None:
    """Kept with the company, so that no page of a client has to ask for it."""
    company.paid_through, company.paid_in_test = provider, is_test
    company.save(update_fields=["paid_through", "paid_in_test"])


def _changed(account: StripeAccount, change: str, by: Member, at: datetime) -> StripeAccount:
    account.change, account.changed_by, account.changed_at = change, by, at
    account.save()
    return account


def _allowed(company: Company, by: Member) -> None:
    if by.company_id != company.pk or not by.may("settings"):
        raise NotOurs
