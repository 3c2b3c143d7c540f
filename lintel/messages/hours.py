"""Quiet hours: when nobody is texted, on the clocks where they are."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lintel.companies.models import Company

FROM, UNTIL = time(21), time(8)


def of(company: Company) -> tuple[time, time]:
    """From when until when the company texts nobody; nine in the evening to eight unless it chose otherwise."""
    return company.quiet_from or FROM, company.quiet_until or UNTIL


def leaves_at(company: Company, zone: str, *, at: datetime) -> datetime:
    """`at`, or the end of the quiet hours that it falls into there."""
    begins, ends = of(company)
    local = at.astimezone(ZoneInfo(zone))
    now = local.time().replace(tzinfo=None)
    if begins <= ends and not begins <= now < ends:
        return at
    if begins > ends and ends <= now < begins:
        return at
    day = local.date() + timedelta(days=begins > ends and now >= begins)
    end = datetime.combine(day, ends, ZoneInfo(zone))
    if end.astimezone(UTC) <= at:  # in the hour that the clocks show twice
        end = end.replace(fold=1)
    return end.astimezone(UTC)
