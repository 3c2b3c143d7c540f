"""Share Details: a letter and a link of one's own for anybody, with the rights that were chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from django.db import transaction
from django.db.models import F

from lintel.access import opening as links, presets
from lintel.access.models import Link, Right
from lintel.billing import invoicing
from lintel.billing.models import Invoice
from lintel.companies.models import Company, Member
from lintel.core import mailboxes, words
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact
from lintel.inspections import announcing, letters, parts, placeholders
from lintel.inspections.models import Inspection, Moment, Share
from lintel.inspections.posting import Post
from lintel.messages import outbox, rich
from lintel.messages.models import Message

KIND = "share"
EACH = "each"  # for each recipient what is usual for them
KNOWN = placeholders.KNOWN | {"FIRST_NAME", rich.BUTTON}
LABELS = {
    "pay only": "Pay Now",
    "sign only": "Sign",
    "report only": "View Report",
    "status only": "See where it stands",
}
MOST_RECIPIENTS = 20


class NobodyNamed(Refusal):
    say = "Write at least one email address."


class TooMany(Refusal):
    say = f"That is more than {MOST_RECIPIENTS} people. Send it in parts."


class NotAnAddress(Refusal):
    pass


class SubjectNeeded(Refusal):
    say = "Write a subject: a letter without one looks like spam."


class ClientsOnly(Refusal):
    say = "Only a client can sign. Choose something else for the others, or send the client a letter of their own."


class ConsentNeeded(Refusal):
    say = "The report and the agreements are the client’s. Say who agreed to share them, and how."


class ButtonMissing(Refusal):
    say = "There is no button in this letter, so it does not hold the link. Send it without?"


class UnknownPlaceholder(Refusal):
    pass


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to send to; the name is looked up where there is none."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """Which client agreed to show the report or the agreements, and how: `by phone`."""

    who: str
    how: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as it is being written: subject and HTML with placeholders, and what its reader will see, or EACH."""

    subject: str
    html: str
    preset: str


def usual_preset(inspection: Inspection, address: str) -> str:
    """The whole portal for a client, pay only for the payer of an open invoice, else the status."""
    address = address.strip().lower()
    if any(one.contact.email.lower() == address for one in inspection.clients()):
        return "whole portal"
    payer = Contact.objects.same_as(Contact.objects.of(inspection.company).at(address).select_related("survivor"))
    theirs = Invoice.objects.filter(bill__inspection=inspection, voided_at=None, payer__in=payer)
    return "pay only" if any(invoicing.balance(invoice) > 0 for invoice in theirs) else "status only"


def preset_for(inspection: Inspection, chosen: str, address: str) -> str:
    """What this recipient will see: what was chosen for all, or what is usual for them."""
    return usual_preset(inspection, address) if chosen == EACH else chosen


def starter(company: Company, preset: str) -> Draft:
    """The letter to begin with, its placeholders unfilled."""
    subject, html = letters.Texts(company).draft(KIND)
    return Draft(subject, html, preset)


def preview(*, inspection: Inspection, recipient: Recipient, draft: Draft, at: datetime) -> Message:
    """The letter as this recipient would get it; neither saved nor holding a link."""
    contact = _known(inspection, recipient) or Contact(
        company=inspection.company, name=_name(recipient), email=recipient.address, created_at=at
    )
    post = Post(inspection, at=at)
    theirs = replace(draft, preset=preset_for(inspection, draft.preset, contact.email))
    return post.add(_letter(post, contact, theirs), contact, None, once="preview")


@transaction.atomic
def share(
    *,
    inspection: Inspection,
    recipients: Sequence[Recipient],
    draft: Draft,
    consent: Consent | None,
    without_button: bool,
    by: Member,
    once: str,
    at: datetime,
) -> list[Message]:
    """A letter and a link for each recipient. A link that opens just this for them already is used again.

    `once` is the form's own key: a double click is one letter each. Raises NobodyNamed, TooMany, NotAnAddress,
    SubjectNeeded, ClientsOnly, ConsentNeeded, ButtonMissing, UnknownPlaceholder.
    """
    Inspection.objects.select_for_update().get(pk=inspection.pk)
    clients = {one.contact.email.lower() for one in inspection.clients()}
    _check(recipients, draft, consent, clients, without_button=without_button)
    post = Post(inspection, at=at)
    for recipient in recipients:
        contact = _known(inspection, recipient) or _made(inspection, recipient, at)
        theirs = replace(draft, preset=preset_for(inspection, draft.preset, contact.email))
        rights = presets.rights(theirs.preset, client=contact.email.lower() in clients)
        link = link_for(inspection, contact, rights, by, at)
        message = post.add(_letter(post, contact, theirs), contact, link, once=once, author=by)
        if Message.objects.filter(dedupe_key=message.dedupe_key).exists():
            continue
        told = f"Shared with {contact.name} ({contact.email}): {theirs.preset}"
        if consent and presets.asks_consent(rights) and contact.email.lower() not in clients:
            told += f". {consent.who} agreed {consent.how}"
        announcing.tell(inspection, Moment.Kind.SHARED, told, by, at=at)
    post.write()
    written = [message.dedupe_key for message in post.messages]
    return list(Message.objects.filter(dedupe_key__in=written).order_by("pk"))


def _check(
    recipients: Sequence[Recipient],
    draft: Draft,
    consent: Consent | None,
    clients: set[str],
    *,
    without_button: bool,
) -> None:
    if not recipients:
        raise NobodyNamed(field="recipients")
    if len(recipients) > MOST_RECIPIENTS:
        raise TooMany(field="recipients")
    for recipient in recipients:
        _check_address(recipient.address)
    if not draft.subject.strip():
        raise SubjectNeeded(field="subject")
    if strangers := words.unknown(draft.subject + draft.html, KNOWN):
        names = ", ".join(f"{{{{{name}}}}}" for name in strangers)
        raise UnknownPlaceholder(f"Not a placeholder here: {names}. Correct or remove it.", field="body")
    others = [one for one in recipients if one.address.lower() not in clients]
    if others and draft.preset == "sign only":
        raise ClientsOnly(field="preset")
    asked = others and draft.preset != EACH and presets.asks_consent(presets.rights(draft.preset, client=False))
    if asked and not (consent and consent.who.strip() and consent.how.strip()):
        raise ConsentNeeded(field="consent")
    if not rich.has_button(draft.html) and not without_button:
        raise ButtonMissing(field="body")


def button(preset: str, *, client: bool) -> str:
    """What the button says: no more than the link behind it opens."""
    return LABELS.get(preset, "Sign & Pay" if client else "View & Pay")


def button_of(link: Link) -> str:
    """What the button of a letter with this link says."""
    return button(presets.name(link.rights), client=Right.SIGN.value in link.rights)


def _letter(post: Post, contact: Contact, draft: Draft) -> outbox.Letter:
    client = any(one.contact == contact for one in post.clients())
    fields, home = post.fields(contact), post.inspection.home
    safe = {name: escape(value) for name, value in fields.items()}
    return outbox.Letter(
        kind=KIND,
        subject=" ".join(words.fill(draft.subject, fields).split()),
        heading=f"{home.street}\n{home.locality()}",
        body=rich.blocks(words.fill(draft.html, safe), button=button(draft.preset, client=client)),
    )


def _check_address(address: str) -> None:
    try:
        mailboxes.wire(address)
    except mailboxes.NotAnAddress as error:
        raise NotAnAddress(error.say, field="recipients") from error


def _known(inspection: Inspection, recipient: Recipient) -> Contact | None:
    address = recipient.address.strip().lower()
    for one in inspection.people():
        if one.contact.email.lower() == address:
            return one.contact
    known = Contact.objects.of(inspection.company).at(address).select_related("survivor").order_by("pk").first()
    return known.current() if known else None


def _made(inspection: Inspection, recipient: Recipient, at: datetime) -> Contact:
    return Contact.objects.create(
        company=inspection.company, name=_name(recipient), email=recipient.address.strip(), created_at=at
    )


def _name(recipient: Recipient) -> str:
    """What they are called; who was only typed as an address, by what stands before the @."""
    return (recipient.name.replace("\0", "").strip() or recipient.address.partition("@")[0])[:120]


def link_for(inspection: Inspection, contact: Contact, rights: list[str], by: Member, at: datetime) -> Link:
    """A link that opens just this for this person: one they hold already, or a new one."""
    theirs = Contact.objects.same_as([contact])
    shares = Share.objects.filter(inspection=inspection, link__holder__in=theirs, link__revoked_at=None)
    for share in shares.select_related("link").order_by(F("participant").asc(nulls_last=True), "pk"):
        if set(share.link.rights) == set(rights) and share.link.alive(at=at):
            return share.link
    link = links.issue(holder=contact, rights=rights, by=by, at=at)
    link.save()
    mine = next(iter(parts.of(inspection, contact)), None)
    Share.objects.create(company=inspection.company, link=link, inspection=inspection, participant=mine)
    return link
