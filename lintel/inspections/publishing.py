"""Publish All: what was uploaded can be read, as far as its gates are open, and who is to know gets a letter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.db import transaction

from lintel.access.models import Link, Right
from lintel.companies.models import Company, Member
from lintel.core import words
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact
from lintel.inspections import announcing, filing, gating, letters, placeholders, refreshing
from lintel.inspections.models import Inspection, Moment, Participant, Share
from lintel.inspections.posting import Post
from lintel.messages import outbox, rich
from lintel.messages.models import Message
from lintel.reports import uploading
from lintel.reports.models import Report

FIRST, AGAIN, STATUS = "report", "report-changed", "report-status"
BUTTONS = {FIRST: ("View Report", "report/"), AGAIN: ("View Report", "report/"), STATUS: ("See where it stands", "")}
KNOWN = placeholders.KNOWN | {
    *("FIRST_NAME", "REPORTS", "WAITS_SENTENCE", "CHANGES_SENTENCE", "STATUS_SENTENCE", rich.BUTTON)
}


class NothingNew(Refusal):
    say = "There is nothing to publish: upload a report first, or a new version of one."


class SubjectNeeded(Refusal):
    say = "Write a subject: a letter without one looks like spam."


class UnknownPlaceholder(Refusal):
    pass


class ButtonMissing(Refusal):
    say = "There is no button in this letter, so it does not hold the link. Send it without?"


class ChangesNeeded(Refusal):
    say = "Say what changed: those who read it before want to know where to look."


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whose link shows the report, or where it stands; `reads` says which."""

    contact: Contact
    link: Link
    reads: bool
    is_client: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as it is being written: subject and HTML with placeholders."""

    subject: str
    html: str


@dataclass(frozen=True, slots=True)
class Sending:
    """The two letters, and the keys of the contacts who get theirs. `changes`: what a new version changed."""

    report: Draft
    status: Draft
    to: Collection[str]
    changes: str = ""


def readers(inspection: Inspection, *, at: datetime) -> list[Reader]:
    """Everybody with an address and a link that shows the report or where it stands: once each, clients first."""
    shares = Share.objects.filter(inspection=inspection, link__revoked_at=None).order_by("pk")
    found: dict[Contact, Reader] = {}
    for share in shares.select_related("link__holder__survivor", "participant"):
        link = share.link
        reads = link.opens(Right.READ_REPORT, at=at)
        if not link.holder.email or not (reads or link.opens(Right.SEE_STATUS, at=at)):
            continue
        known = found.get(link.holder)
        if known is None or (reads and not known.reads):
            client = share.participant is not None and share.participant.role == Participant.Role.CLIENT
            found[link.holder] = Reader(link.holder, link, reads, is_client=client)
    return sorted(found.values(), key=lambda one: (not one.is_client, not one.reads))


def starter(company: Company, name: str) -> Draft:
    """The letter to begin with, its placeholders unfilled."""
    return Draft(*letters.Texts(company).draft(name))


def is_again(inspection: Inspection) -> bool:
    """Whether it was published before."""
    return inspection.published_at is not None


def preview(*, inspection: Inspection, reader: Reader, sending: Sending, at: datetime) -> Message:
    """The letter as this reader would get it; neither saved nor holding a link."""
    post = Post(inspection, at=at)
    new = [report for report in filing.of(inspection) if report.is_waiting()]
    letter = _letter(post, reader, sending, new, again=is_again(inspection))
    return post.add(letter, reader.contact, None, once="preview")


@transaction.atomic
def publish(
    *, inspection: Inspection, sending: Sending, without_button: bool = False, by: Member, once: str, at: datetime
) -> list[Message]:
    """Everything that waits is published together, and the ticked letters are written. `once` is the form's own key.

    Raises NothingNew, SubjectNeeded, UnknownPlaceholder, ChangesNeeded, ButtonMissing, AlreadyCancelled.
    """
    refreshing.lock(inspection)
    written = Message.objects.filter(thread=inspection.thread, dedupe_key__endswith=f":{once}")
    new = [report for report in filing.of(inspection) if report.is_waiting()]
    if not new:
        if written.exists():
            return list(written)
        raise NothingNew
    again = is_again(inspection)
    _check(sending, again=again, without_button=without_button)
    uploading.publish(new, at=at)
    if not again:
        inspection.published_at = at
        inspection.save(update_fields=["published_at"])
    changes = sending.changes.strip()
    told = f"Published{' again' if again else ''}: {filing.names(new)}{f'. {changes}' if again else ''}"
    announcing.tell(inspection, Moment.Kind.PUBLISHED, told, by, at=at)
    post = Post(inspection, at=at)
    for reader in readers(inspection, at=at):
        if reader.contact.key in sending.to:
            post.add(
                _letter(post, reader, sending, new, again=again), reader.contact, reader.link, once=once, author=by
            )
    post.write()
    return list(written)


def _check(sending: Sending, *, again: bool, without_button: bool) -> None:
    for draft, field in ((sending.report, "subject"), (sending.status, "status_subject")):
        if not draft.subject.strip():
            raise SubjectNeeded(field=field)
        if strangers := words.unknown(draft.subject + draft.html, KNOWN):
            names = ", ".join(f"{{{{{name}}}}}" for name in strangers)
            place = "body" if field == "subject" else "status_body"
            raise UnknownPlaceholder(f"Not a placeholder here: {names}. Correct or remove it.", field=place)
    if again and not sending.changes.strip():
        raise ChangesNeeded(field="changes")
    if not rich.has_button(sending.report.html) and not without_button:
        raise ButtonMissing(field="body")


def _letter(post: Post, reader: Reader, sending: Sending, new: Sequence[Report], *, again: bool) -> outbox.Letter:
    kind = (AGAIN if again else FIRST) if reader.reads else STATUS
    draft, (button, page) = sending.report if reader.reads else sending.status, BUTTONS[kind]
    inspection = post.inspection
    waits = gating.sentence(
        inspection, reader=reader.contact if reader.reads else None, sums=reader.is_client, at=post.at
    )
    changes = sending.changes.strip()
    fields = {
        **post.fields(reader.contact),
        "REPORTS": filing.names(new) or "the report",
        "WAITS_SENTENCE": waits,
        "CHANGES_SENTENCE": f"What changed: {changes.rstrip('.')}." if changes else "",
        "STATUS_SENTENCE": "It waits on the client." if waits else "The client can read it now.",
    }
    safe = {name: escape(value) for name, value in fields.items()}
    return outbox.Letter(
        kind=kind,
        subject=" ".join(words.fill(draft.subject, fields).split()),
        heading=f"{inspection.home.street}\n{inspection.home.locality()}",
        body=rich.blocks(words.fill(draft.html, safe), button=button, page=page),
    )
