"""Send me the link again: asked by anybody, answered only by letters to addresses on file."""

from datetime import datetime, timedelta

from django.db import transaction

from lintel.directory.models import Contact
from lintel.inspections import sharing
from lintel.inspections.models import Share
from lintel.inspections.posting import Post

LOOKS_BACK = timedelta(days=400)
EACH = timedelta(minutes=15)
MOST_LETTERS = 5


@transaction.atomic
def ask(*, address: str, at: datetime) -> None:
    """Write each living link of this address's holder to the address they have now, at most once in a quarter of an
    hour.

    Says nothing about whether there was one.
    """
    shares = Share.objects.filter(
        link__holder__in=Contact.objects.same_as(Contact.objects.at(address).select_related("survivor")),
        link__revoked_at=None,
        inspection__starts_at__gt=at - LOOKS_BACK,
    ).select_related("link__holder__survivor", "inspection__home", "inspection__inspector", "inspection__company")
    living = [one for one in shares.order_by("-inspection__starts_at") if one.link.alive(at=at)]
    quarter = int(at.timestamp() // EACH.total_seconds())
    for share in living[:MOST_LETTERS]:
        post = Post(share.inspection, at=at)
        holder, link = share.link.holder, share.link
        button = {"BUTTON": sharing.button_of(link)}
        post.to_holder(holder, link, "again", button, once=f"{link.public_id}:{quarter}")
        post.write()
