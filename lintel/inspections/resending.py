"""A letter's link once more: to a client with the balance of now, to anybody else with no more than it opens."""

from datetime import datetime

from django.db import transaction

from lintel.access.models import Link
from lintel.billing.models import InvoiceLink
from lintel.companies.models import Member
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact
from lintel.inspections import announcing, bills, changing, presenting, sharing
from lintel.inspections.models import Inspection, Moment, Participant, Share
from lintel.inspections.posting import Post
from lintel.messages import handling
from lintel.messages.models import Message

KIND = "link"


class NoLink(Refusal):
    say = "There is no link in this letter, so there is nothing to send again."


class LinkClosed(Refusal):
    say = "This letter’s link opens nothing any more. Send a letter with a new one."


def preview(*, inspection: Inspection, participant: Participant, at: datetime) -> Message | None:
    """The letter that Resend would write, not saved. None where there is no address.

    Who has no link yet sees its button nevertheless: sending hands out a new one.
    """
    post = Post(inspection, at=at)
    post.links.setdefault(participant.pk, Link(holder=participant.contact))
    extra = {"OPEN_SENTENCE": bills.open_sentence(inspection, participant)}
    post.to_participant(participant, "resend", extra, once="preview")
    return post.messages[0] if post.messages else None


@transaction.atomic
def again(*, inspection: Inspection | None, message: Message, by: Member, once: str, at: datetime) -> None:
    """The link of this letter once more to its holder. `once` is the form's own key.

    A client whose whole portal is closed gets a new link to it; a link to an invoice goes with what is open on it now.
    Raises NoLink, LinkClosed, announcing.NoAddress, announcing.CalledOff, presenting.NothingOpen,
    refreshing.AlreadyCancelled.
    """
    if message.link is not None and message.link.entrance == Link.Entrance.INVOICE:
        _invoice_again(message.link, by=by, once=once, at=at)
        return
    if inspection is None:
        raise NoLink
    shares = Share.objects.filter(inspection=inspection, link=message.link_id)
    share = shares.select_related("link__holder__survivor").first()
    if share is None:
        raise NoLink
    client = next((one for one in inspection.clients() if one.contact == share.link.holder), None)
    if client and share.link.is_whole():
        client.inspection = inspection
        announcing.resend(inspection=inspection, participant=client, by=by, once=once, at=at)
    else:
        hand(share=share, by=by, once=once, at=at)


def _invoice_again(link: Link, *, by: Member, once: str, at: datetime) -> None:
    tie = InvoiceLink.objects.filter(link=link, superseded_at=None, invoice__voided_at=None).first()
    if tie is None or not link.alive(at=at):
        raise LinkClosed
    presenting.again(tie.invoice, by=by, once=once, at=at)


@transaction.atomic
def hand(*, share: Share, by: Member, once: str, at: datetime) -> None:
    """Somebody's link again, with nothing that it does not open.

    Raises LinkClosed, announcing.NoAddress, announcing.CalledOff.
    """
    inspection, holder = share.inspection, share.link.holder
    if Inspection.objects.select_for_update().get(pk=inspection.pk).cancelled_at is not None:
        raise announcing.CalledOff
    if not share.link.alive(at=at):
        raise LinkClosed
    if not holder.email:
        raise announcing.NoAddress
    post = Post(inspection, at=at)
    button = {"BUTTON": sharing.button_of(share.link)}
    post.to_holder(holder, share.link, KIND, button, once=f"{once}:{share.link_id}", author=by)
    if not Message.objects.filter(dedupe_key=post.messages[0].dedupe_key).exists():
        post.write()
        announcing.tell(inspection, Moment.Kind.LETTER_SENT_AGAIN, f"Link sent again to {holder.name}", by, at=at)


@transaction.atomic
def readdress(
    *, inspection: Inspection | None, message: Message, address: str, by: Member, once: str, at: datetime
) -> None:
    """Send a letter elsewhere; its reader's address is corrected with it.

    One that came back, or has not left, goes itself. One that was sent stays as it was: its link goes in a letter of
    now. `once` is the form's own key. Raises handling.NothingToRetry and as `again`.
    """
    before, holder = message.to_address, message.link.holder if message.link else None
    sent = message.state == Message.State.SENT
    if not sent:
        handling.readdress(message=message, address=address, by=by, at=at)
    if holder and (sent or holder.email.lower() == before.lower()):
        _correct(inspection, holder, address, by, at)
    if sent:
        again(inspection=inspection, message=message, by=by, once=once, at=at)


def _correct(inspection: Inspection | None, holder: Contact, address: str, by: Member, at: datetime) -> None:
    people = inspection.people() if inspection else []
    part = next((one for one in people if one.contact == holder), None)
    if part is None or inspection is None:
        changing.rename(contact=holder, name=holder.name, email=address, phone=holder.phone, by=by, at=at)
    else:
        part.inspection = inspection
        changing.correct_person(participant=part, name=holder.name, email=address, phone=holder.phone, by=by, at=at)
