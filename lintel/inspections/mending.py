"""A wrong address, mended: what did not arrive goes again, to where it should have gone."""

from datetime import datetime

from django.db import transaction

from lintel.companies.models import Member
from lintel.inspections import announcing, resending
from lintel.inspections.models import Participant
from lintel.messages import handling
from lintel.messages.models import Message


def outstanding(participant: Participant) -> list[Message]:
    """The letters with this person's link that came back, or went to an address that is no longer theirs."""
    contact = participant.contact
    letters = Message.objects.filter(thread=participant.inspection.thread, link__holder=contact)
    sent_elsewhere = letters.filter(state=Message.State.SENT).exclude(to_address__iexact=contact.email)
    came_back = letters.filter(state=Message.State.FAILED)
    return list((came_back | sent_elsewhere).order_by("written_at", "pk"))


@transaction.atomic
def send_outstanding(*, participant: Participant, by: Member, once: str, at: datetime) -> None:
    """Send it all again: letters that came back go to the new address, and the link does in any case.

    Raises announcing.NoAddress, resending.LinkClosed.
    """
    if not participant.contact.email:
        raise announcing.NoAddress
    came_back = [one for one in outstanding(participant) if one.state == Message.State.FAILED]
    for message in came_back:
        handling.readdress(message=message, address=participant.contact.email, by=by, at=at)
    if came_back:
        return
    if participant.role == Participant.Role.CLIENT:
        announcing.resend(inspection=participant.inspection, participant=participant, by=by, once=once, at=at)
    elif share := participant.shares.filter(link__revoked_at=None).order_by("-pk").first():
        resending.hand(share=share, by=by, once=once, at=at)
