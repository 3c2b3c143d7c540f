"""How long a link opens: a day is set or cleared, and the story says so."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from lintel.access import opening as links
from lintel.companies.models import Member
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, calendar
from lintel.inspections.models import Moment, Share


class AlreadyOver(Refusal):
    say = "That day is over. Choose a later one, or revoke the link."


class AlreadyRevoked(Refusal):
    say = "This link is revoked; no date changes that."


@transaction.atomic
def limit(*, share: Share, last_day: date | None, by: Member, at: datetime) -> None:
    """The link opens until that day is over at the property, or for good. Raises AlreadyOver, AlreadyRevoked."""
    link, zone = share.link, share.inspection.home.zone
    if link.revoked_at is not None:
        raise AlreadyRevoked
    until = calendar.instant(last_day + timedelta(days=1), time(0), zone) if last_day else None
    if until is not None and until <= at:
        raise AlreadyOver(field="until")
    if until != link.expires_at:
        links.limit(link, until=until)
        end = f"opens until {calendar.day_words(last_day)}" if last_day else "opens without an end again"
        announcing.tell(share.inspection, Moment.Kind.LIMITED, f"Link of {link.holder.name} {end}", by, at=at)
