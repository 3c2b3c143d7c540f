"""How long a link opens: an end is set or cleared, one link is closed, or all but the clients'. The story says so."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from lintel.access import opening as links, presets
from lintel.access.models import Link
from lintel.billing.models import Invoice
from lintel.companies.models import Member
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, bills, calendar
from lintel.inspections.models import Inspection, Moment
from lintel.messages import outbox


class AlreadyOver(Refusal):
    say = "That day is over. Choose a later one, or revoke the link."


class AlreadyRevoked(Refusal):
    say = "This link is revoked; no date changes that."


@transaction.atomic
def limit(*, link: Link, last_day: date | None, by: Member, at: datetime) -> None:
    """The link opens until that day is over where it is about, or for good. Raises AlreadyOver, AlreadyRevoked."""
    about = _about(link)
    if link.revoked_at is not None:
        raise AlreadyRevoked
    until = calendar.instant(last_day + timedelta(days=1), time(0), bills.clocks(about).key) if last_day else None
    if until is not None and until <= at:
        raise AlreadyOver(field="until")
    if until != link.expires_at:
        links.limit(link, until=until)
        end = f"opens until {calendar.day_words(last_day)}" if last_day else "opens without an end again"
        announcing.tell(about, Moment.Kind.LIMITED, f"Link of {link.holder.name} {end}", by, at=at)


@transaction.atomic
def revoke(*, link: Link, by: Member, at: datetime) -> None:
    """Close one link: from the next request on, on every route. Its unsent letters are withdrawn."""
    if link.revoked_at is None:
        links.revoke(link, by=by, at=at)
        outbox.withdraw_for(link=link, because="link revoked", at=at)
        words = f"Link of {link.holder.name} revoked: {_opened(link)}"
        announcing.tell(_about(link), Moment.Kind.REVOKED, words, by, at=at)


@transaction.atomic
def revoke_all_but_clients(*, inspection: Inspection, by: Member, at: datetime) -> int:
    """Close every link but those of the clients themselves. How many were open."""
    clients = [one.contact for one in inspection.clients()]
    found = [link for link in _open(inspection, at) if link.holder not in clients]
    for link in found:
        revoke(link=link, by=by, at=at)
    return len(found)


def _open(inspection: Inspection, at: datetime) -> list[Link]:
    """To the inspection and to its invoices, also those that are somebody else's now or void."""
    unrevoked = Link.objects.of(inspection.company).filter(revoked_at=None).select_related("holder__survivor")
    found = [
        *unrevoked.filter(share__inspection=inspection),
        *unrevoked.filter(invoice_link__invoice__bill__inspection=inspection),
    ]
    return [link for link in found if link.alive(at=at)]


def _about(link: Link) -> Inspection | Invoice:
    """Whose story it belongs to."""
    if link.entrance == Link.Entrance.INVOICE:
        return bills.about(link.invoice_link.invoice)
    return link.share.inspection


def _opened(link: Link) -> str:
    if link.entrance == Link.Entrance.INVOICE:
        number = link.invoice_link.invoice.number
        return f"Payment Portal of invoice {number}" if number else "Payment Portal of an invoice"
    return presets.name(link.rights)
