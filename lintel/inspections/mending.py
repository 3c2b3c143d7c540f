"""A wrong address, mended: what did not arrive goes again, to where it should have gone."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from lintel.companies.models import Member
from lintel.directory.models import Contact
from lintel.inspections import announcing, resending
from lintel.inspections.models import Inspection, Participant
from lintel.messages import handling
from lintel.messages.models import Message

LOOKS_BACK = timedelta(days=30)
NOT_ARRIVING = (Message.State.FAILED, Message.State.WITHDRAWN)


def outstanding(participant: Participant, *, at: datetime) -> list[Message]:
    """The letters with this person's living links that came back, or went to an address that is no longer theirs.

    Of this inspection, and of their others that stand and are to come or were within a month. What went to their
    present address since is not outstanding, nor is a link that did.
    """
    inspection, contact = participant.inspection, participant.contact
    others = Inspection.objects.of(inspection.company).standing().filter(starts_at__gt=at - LOOKS_BACK)
    letters = Message.objects.filter(
        Q(thread=inspection.thread_id) | Q(thread__inspection__in=others),
        link__holder__in=Contact.objects.same_as([contact]),
        link__revoked_at=None,
        channel=Message.Channel.EMAIL,
    ).exclude(link__expires_at__lte=at)
    here = Message.objects.filter(link=OuterRef("link"), to_address__iexact=contact.email)
    here = here.exclude(state__in=NOT_ARRIVING)
    came_back = Q(state=Message.State.FAILED) & ~Exists(here.filter(written_at__gt=OuterRef("written_at")))
    elsewhere = Q(state=Message.State.SENT) & ~Exists(here)
    found = letters.filter(came_back | elsewhere).select_related("thread__inspection__home")
    return list(found.order_by("thread__inspection__starts_at", "written_at", "pk"))


@transaction.atomic
def send_outstanding(*, participant: Participant, by: Member, once: str, at: datetime) -> int:
    """Send it all again: letters that came back go to the new address, and each other link in a letter of now.

    How many letters go. Raises announcing.NoAddress, resending.LinkClosed.
    """
    if not participant.contact.email:
        raise announcing.NoAddress
    letters = outstanding(participant, at=at)
    came_back = [one for one in letters if one.state == Message.State.FAILED]
    for message in came_back:
        handling.readdress(message=message, address=participant.contact.email, by=by, at=at)
    known = {one.link_id for one in came_back}
    others = {one.link_id: one for one in letters if one.link_id not in known}
    for message in others.values():
        resending.again(inspection=message.thread.inspection, message=message, by=by, once=once, at=at)
    return len(came_back) + len(others)
