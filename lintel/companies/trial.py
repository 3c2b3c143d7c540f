"""Who is inside a company, for the one question a trial turns on."""

from datetime import datetime

from lintel.companies.models import Company, Invitation, Member


def inside(company: Company, address: str, *, at: datetime) -> bool:
    """Whether `address` is a present member's or an open invitation's. Case does not matter."""
    return (
        Member.objects.of(company).present().filter(user__email__iexact=address).exists()
        or Invitation.objects.of(company).open(at=at).filter(email__iexact=address).exists()
    )


def subscribe(company: Company, *, at: datetime) -> None:
    """Upgrade: from now on letters leave. Those held before stay held until somebody sends them."""
    Company.objects.filter(pk=company.pk, subscribed_at=None).update(subscribed_at=at)
    company.refresh_from_db()
