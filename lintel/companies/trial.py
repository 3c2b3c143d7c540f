"""Who is inside a company, for the one question a trial turns on."""

from datetime import datetime

from django.db.models import QuerySet

from lintel.companies.models import Company, Invitation, Member


def inside(company: Company, address: str, *, at: datetime) -> bool:
    """Whether `address` is a present member's or an open invitation's. Case does not matter."""
    return (
        Member.objects.of(company).present().filter(user__email__iexact=address).exists()
        or Invitation.objects.of(company).open(at=at).filter(email__iexact=address).exists()
    )


def ask(company: Company, *, at: datetime) -> None:
    """Upgrade, as far as the company can say it: the operator grants it by `lintel subscribe`."""
    Company.objects.filter(pk=company.pk, upgrade_asked_at=None).update(upgrade_asked_at=at)
    company.refresh_from_db()


def subscribe(company: Company, *, at: datetime) -> None:
    """From now on letters leave. Those held before stay held until somebody sends them."""
    Company.objects.filter(pk=company.pk, subscribed_at=None).update(subscribed_at=at)
    Company.objects.filter(pk=company.pk).update(lapsed_at=None, upgrade_asked_at=None)
    company.refresh_from_db()


def lapse(company: Company, *, at: datetime) -> None:
    """The subscription ended: from the next letter on, those to outsiders are held again."""
    Company.objects.filter(pk=company.pk, lapsed_at=None).exclude(subscribed_at=None).update(lapsed_at=at)
    company.refresh_from_db()


def asking() -> QuerySet[Company]:
    """The companies that asked for an upgrade and wait for it, the longest first."""
    return Company.objects.exclude(upgrade_asked_at=None).order_by("upgrade_asked_at", "pk")


def named(words: str) -> list[Company]:
    """The companies of this key or, whatever its case, of this name."""
    return list(Company.objects.filter(key=words) or Company.objects.filter(name__iexact=words.strip()).order_by("pk"))
