"""What is worth doing before the first client, and which of it is done."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from lintel.agreements.models import Template
from lintel.companies.models import Company, Invitation, Member
from lintel.core import money
from lintel.inspections import paying
from lintel.services.models import Service
from lintel.web import zones


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the list: what, how it stands, and where it is done (nothing where nobody here can)."""

    name: str
    words: str
    done: bool
    act: str
    address: str


def of(member: Member, *, at: datetime) -> list[Step]:
    """The list for this member's company. Those who may not change settings get no buttons."""
    company = member.company
    return [
        _company(company, member),
        _services(company, member),
        _agreement(company, member),
        _colour(company, member),
        _payments(company, member),
        _letters(company),
        _team(company, member, at),
    ]


def _company(company: Company, member: Member) -> Step:
    done = bool(company.telephone)
    words = f"{company.name}. Times are {zones.words(company.zone)}."
    if not done:
        words += " Clients would like a telephone number."
    return Step("Company", words, done, "Change" if done else "Complete", _settings("settings", member))


def _services(company: Company, member: Member) -> Step:
    offered = list(Service.objects.of(company).offered()[:20])
    shown = ", ".join(f"{one.name} {money.show(one.price_cents, company.currency)}" for one in offered[:3])
    words = f"We put in the usual ones. {shown} …" if offered else "What do you sell, for how much?"
    return Step("Services and prices", words, bool(offered), "Look through", _settings("services", member))


def _agreement(company: Company, member: Member) -> Step:
    own = Template.objects.of(company).filter(withdrawn_at=None, version__gt=1).exists()
    words = (
        "Your own words are in place."
        if own
        else "A starter text is in place. Have your attorney read it before the first client signs."
    )
    return Step("Agreement", words, own, "Read the agreement", _settings("agreements", member))


def _colour(company: Company, member: Member) -> Step:
    words = "Clients see it on the portal, in letters and on receipts."
    done = bool(company.colour)
    return Step("Colour", words, done, "Change" if done else "Choose", _settings("settings", member))


def _payments(company: Company, member: Member) -> Step:
    provider = paying.provider_of(company)
    if provider == "stripe":
        words, address = "Clients pay online, into your Stripe account.", _settings("payment_settings", member)
        return Step("Payments", words, done=True, act="Change", address=address)
    if provider == "sandbox":
        words = "The portal takes test cards only. No money moves."
    else:
        words = company.payment_instructions or "Say how clients pay you: check, cash, transfer."
    done = bool(company.payment_instructions)
    return Step("Payments", words, done, "Change" if done else "Say how", _settings("settings", member))


def _letters(company: Company) -> Step:
    done = settings.MAIL_CONFIGURED and bool(settings.PUBLIC_ORIGIN)
    words = (
        f"They come from {settings.DEFAULT_FROM_EMAIL}."
        if done
        else "Held until LINTEL_EMAIL_URL names a mail server and LINTEL_PUBLIC_ORIGIN your address."
    )
    if company.on_trial():
        words += " On trial, only your own team gets any."
    return Step("Letters", words, done, "", "")


def _team(company: Company, member: Member, at: datetime) -> Step:
    alone = Member.objects.of(company).present().count() == 1
    done = not alone or Invitation.objects.of(company).open(at=at).exists()
    words = "Invite inspectors and the front desk, each with rights of their own."
    return Step("Team", words, done, "Invite", _settings("members", member, right="members"))


def _settings(name: str, member: Member, right: str = "settings") -> str:
    return reverse(f"office:{name}") if member.may(right) else ""
