"""Who is inside a company, for the one question a trial turns on."""

from datetime import datetime

from django.db.models import QuerySet

from lintel.companies.models import Company, Invitation, Member


def insiders(company: Company, *, at: datetime) -> frozenset[str]:
    """The addresses of the present members and of the open invitations, in lower case."""
    members = Member.objects.of(company).present().values_list("user__email", flat=True)
    invited = Invitation.objects.of(company).open(at=at).values_list("email", flat=True)
    return frozenset(address.lower() for address in (*members, *invited))


def inside(company: Company, address: str, *, at: datetime) -> bool:
    """Whether `address` is one of the insiders'. Case does not matter."""
    return address.lower() in insiders(company, at=at)


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
