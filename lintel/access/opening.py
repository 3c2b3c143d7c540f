"""From a token to a living link, with one answer for everything that is not one."""

from datetime import datetime
from functools import cache

from django.db.models import QuerySet

from lintel.access import keys
from lintel.access.models import Link
from lintel.companies.models import Member
from lintel.core.prepared import Prepared
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact


class LinkClosed(Refusal):
    say = "This link does not open anything. Ask the office for a new one."


def find(token: str, *, at: datetime, joined: tuple[str, ...] = ()) -> Link:
    """The living link of this token, with its company, its holder, and what else is `joined`.

    Raises LinkClosed for unknown, mistyped, expired and revoked alike; which it was is not said.
    """
    public_id = keys.read(token)
    if public_id is None:
        raise LinkClosed
    found = _question(joined)(public_id=public_id)
    if not found or not found[0].alive(at=at):
        raise LinkClosed
    return found[0]


def issue(*, holder: Contact, rights: list[str], by: Member, at: datetime, until: datetime | None = None) -> Link:
    """A link for one recipient and one thing; not saved yet."""
    return Link(company_id=by.company_id, holder=holder, rights=rights, made_by=by, made_at=at, expires_at=until)


def revoke(link: Link, *, by: Member | None = None, at: datetime) -> None:
    """From the next request on the link opens nothing."""
    Link.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at, revoked_by=by)
    link.refresh_from_db(fields=["revoked_at", "revoked_by"])


def limit(link: Link, *, until: datetime | None) -> None:
    """The link opens until then, or for good."""
    link.expires_at = until
    link.save(update_fields=["expires_at"])


@cache
def _question(joined: tuple[str, ...]) -> Prepared[Link]:
    """Asked at every step through a door, so prepared once for each set of what is joined."""

    def ask(public_id: str) -> QuerySet[Link]:
        return Link.objects.select_related("company", "holder__survivor", *joined).filter(public_id=public_id)

    return Prepared(ask)
