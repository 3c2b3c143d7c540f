"""The one place where what happened becomes a line of the story and letters in the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from lintel.access import opening as links, presets
from lintel.access.models import Link
from lintel.agreements.models import Signature
from lintel.billing.models import Entry, Invoice
from lintel.companies.models import Company, Member
from lintel.core import money
from lintel.core.inserting import insert, insert_all
from lintel.core.refusal import Refusal
from lintel.core.words import short
from lintel.directory import zones
from lintel.inspections import bills, calendar, happenings
from lintel.inspections.models import Inspection, Moment, Participant, Share, has_unsigned
from lintel.inspections.posting import Post
from lintel.inspections.standing import Standing
from lintel.messages import holding, outbox
from lintel.messages.models import Message

MOOT_WHEN_CANCELLED = [
    *("confirmation", "resend", "agent", "assigned", "rescheduled", "invoice", "invoice-reminder"),
    *("report", "report-changed", "report-status"),
]
NAME_SHOWN = 60
TODO = (
    "Before we come, please sign the agreement and pay; both are behind “Sign & Pay” below and take about two minutes."
)
TODO_LATER = (
    "Before we come, please sign the agreement; it is behind “Sign & Pay” below and takes about a minute. You pay once "
    "the report is ready."
)


class NoAddress(Refusal):
    say = "There is no email address for this person. Add one under People first."


class NotConfirmed(Refusal):
    say = "This inspection is not confirmed: nobody has been written to. Confirm it, and everyone gets their letter."


class CalledOff(Refusal):
    say = "This inspection is cancelled: there is nothing to sign or to pay, so the link is not sent again."


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter that scheduling would write: to whom, which, and what would hold it back."""

    name: str
    address: str
    letter: str
    held: str = ""


def planned(
    *,
    company: Company,
    people: Sequence[tuple[str, str, str]],
    inspector: Member | None,
    skip: str = "",
    unconfirmed: bool = False,
    at: datetime,
) -> list[Planned]:
    """Who will get which letter, before anything is saved. `people` are (name, address, role); `skip` leaves out the
    confirmation, and of one that is `unconfirmed` nobody hears.
    """
    if unconfirmed:
        return []
    standing = Standing(company)
    names = {Participant.Role.CLIENT.value: "Confirmation with Sign & Pay"}
    clients = {(name, address) for name, address, role in people if role in names}
    to = [
        (name, address, names.get(role, "Notice with a link to the status"))
        for name, address, role in people
        if (role in names and not skip)
        or (role not in names and (name, address) not in clients and standing.wants("agent", None))
    ]
    if inspector and standing.wants("assigned", None):
        to.append((inspector.name, inspector.user.email, "Notice of the assignment"))
    return [
        Planned(name, address, letter, holding.would_hold(company, address, at=at))
        for name, address, letter in to
        if address
    ]


def scheduled(inspection: Inspection, post: Post, *, skip: str = "", by: Member, at: datetime) -> None:
    """The first line of the story, and the letters a schedule causes; where the confirmation is skipped, why."""
    when = f"{calendar.moment_words(inspection.local_start())} with {inspection.inspector.name}"
    if inspection.unconfirmed_since:
        tell(inspection, Moment.Kind.RESERVED, f"{when} is kept, not confirmed: nobody is written to", by, at=at)
    else:
        tell(inspection, Moment.Kind.SCHEDULED, f"Scheduled for {when}", by, at=at)
    if skip:
        tell(inspection, Moment.Kind.SKIPPED, f"Confirmation skipped: {skip}", by, at=at)
    _welcome_all(post, skip=bool(skip), by=by)


def confirmed(inspection: Inspection, *, by: Member, at: datetime) -> None:
    """What only kept the time takes place: the letters of a schedule, now, but for a confirmation that was skipped."""
    when = f"{calendar.moment_words(inspection.local_start())} with {inspection.inspector.name}"
    tell(inspection, Moment.Kind.CONFIRMED, f"Confirmed for {when}", by, at=at, marks=["scheduled"])
    skipped = Moment.objects.filter(inspection=inspection, kind=Moment.Kind.SKIPPED).exists()
    _welcome_all(Post(inspection, at=at), skip=skipped, by=by)


def joined(participant: Participant, *, by: Member, at: datetime) -> None:
    """Somebody came into the inspection later, or has one part more in it. Who was written to as more is not again."""
    inspection, name = participant.inspection, participant.contact.name
    words = f"{name} added as {participant.get_role_display().lower()}"
    tell(inspection, Moment.Kind.PEOPLE_CHANGED, words, by, at=at, marks=part_marks(participant, "added"))
    post = Post(inspection, at=at)
    if participant in post.written_to():
        _welcome(post, participant)
    post.write()


def rescheduled(inspection: Inspection, *, words: str, reassigned: bool, by: Member, at: datetime) -> None:
    """New time or inspector: everyone is told, with the appointment that replaces the earlier one."""
    marks = ["inspector changed"] if reassigned else None
    tell(inspection, Moment.Kind.RESCHEDULED, words, by, at=at, marks=marks)
    post = Post(inspection, at=at)
    for participant in post.written_to():
        button = "Sign & Pay" if participant.role == Participant.Role.CLIENT else "See where it stands"
        once = f"r{inspection.revision}"
        post.to_participant(participant, "rescheduled", {"BUTTON": button}, once=once, attach=True)
    if reassigned:
        _assign(post, by)
    else:
        post.to_member(inspection.inspector, "moved", once=f"r{inspection.revision}", attach=True)
    post.write()


def cancelled(inspection: Inspection, *, because: str, by: Member, at: datetime) -> None:
    """Unsent letters are withdrawn; who had been told is told that it is off."""
    tell(inspection, Moment.Kind.CANCELLED, f"Cancelled: {because}" if because else "Cancelled", by, at=at)
    letters = Message.objects.filter(thread=inspection.thread)
    told = set(letters.filter(state=Message.State.SENT).values_list("to_address", flat=True))
    outbox.withdraw(thread=inspection.thread, kinds=MOOT_WHEN_CANCELLED, because="cancelled", at=at)
    telephone = inspection.company.telephone
    extra = {"MONEY_SENTENCE": "", "COMPANY_PHONE_SENTENCE": f" at {telephone}" if telephone else ""}
    post = Post(inspection, at=at)
    for participant in post.written_to():
        if participant.contact.email in told:
            words = {**extra, "MONEY_SENTENCE": _paid_words(inspection, participant)}
            post.to_participant(participant, "cancelled", words, once="cancelled", attach=True)
    if inspection.inspector.user.email in told:
        post.to_member(inspection.inspector, "cancelled", extra, once="x", attach=True)
    post.write()


def _paid_words(inspection: Inspection, participant: Participant) -> str:
    """What somebody is told of their money when it is off: of their own invoices, a client of the first one."""
    client = participant.role == Participant.Role.CLIENT
    paid = bills.received_from(inspection, participant.contact, client=client)
    amount = money.show(paid, inspection.company.currency)
    return f"You paid {amount}; the office will be in touch about it." if paid > 0 else ""


def signed(participant: Participant, signature: Signature, *, at: datetime) -> None:
    """One agreement signed; and when it was the last one, that too."""
    inspection, name = participant.inspection, signature.agreement.title
    whole, as_typed = short(participant.contact.name, NAME_SHOWN), short(signature.name, NAME_SHOWN)
    who = whole if as_typed.casefold() == whole.casefold() else f"{whole} (as “{as_typed}”)"
    tell(inspection, Moment.Kind.SIGNED, *_signed_words(signature, who, whole), at=at)
    who = f"{who}, on paper," if signature.is_on_paper else who
    all_signed = not has_unsigned(inspection)
    if all_signed:
        tell(inspection, Moment.Kind.ALL_SIGNED, "All agreements are signed", "", at=at)
    extra = {
        "WHO": who,
        "AGREEMENT": name,
        "REMAINING_SENTENCE": "All agreements are signed." if all_signed else "Not everyone has signed yet.",
    }
    post = Post(inspection, at=at)
    post.to_office("notice-signed", extra, once=f"signed:{signature.pk}")
    own = {
        "AGREEMENT": name,
        "AGREEMENT_ID": str(signature.agreement_id),
        "DIGEST": signature.digest,
        "SEAL": signature.proof.head,
    }
    post.to_participant(participant, "signed", own, once=f"signed:{signature.pk}")
    post.write()


def _signed_words(signature: Signature, who: str, whole: str) -> tuple[str, str]:
    """What the story says of it, and who did it: the office, of one on paper."""
    words = f"{who} signed {signature.agreement.title}"
    if not signature.is_on_paper or signature.signed_on is None:
        return words, whole
    day = f"{calendar.day_words(signature.signed_on)}, {signature.signed_on.year}"
    return f"{words} on paper on {day}: {signature.reason}", signature.recorded_by or ""


def paid(about: Inspection | Invoice, entry: Entry, *, by: str, at: datetime, receipt_to: str | None = None) -> None:
    """Money arrived: the story. Its receipt (to the payer, or as `receipt_to` says) and its notice are the worker's to
    write, so that nothing about a letter can keep money from being booked.
    """
    amount = money.show(-entry.amount_cents, entry.currency)
    words = f"{entry.payer_name} paid {amount}{entry.how_words()}"
    told = {"entry": entry, "due_at": at, "receipt_to": receipt_to}
    lines = [_line(about, Moment.Kind.PAID, words, by, at=at, **told)]
    total = bills.balance(about)
    if total == 0:
        lines.append(_line(about, Moment.Kind.BALANCED, "Paid in full", "", at=at, entry=entry))
    elif total < 0:
        words = f"Overpaid by {money.show(-total, entry.currency)}"
        lines.append(_line(about, Moment.Kind.OVERPAID, words, "", at=at))
    insert_all(lines)


@transaction.atomic
def resend(*, inspection: Inspection, participant: Participant, by: Member, once: str, at: datetime) -> None:
    """The client's link again, with the balance of now. `once` is the form's own key: a double click is one letter.

    Whose own link opens nothing any more gets a new one. Raises NoAddress, CalledOff, NotConfirmed.
    """
    if not participant.contact.email:
        raise NoAddress
    locked = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if locked.cancelled_at is not None:
        raise CalledOff
    if locked.unconfirmed_since is not None:
        raise NotConfirmed
    words = bills.open_sentence(inspection, participant)
    post = Post(inspection, at=at)
    if participant.pk not in post.links:
        post.links[participant.pk] = _hand_link(participant, by=by, at=at)
    post.to_participant(participant, "resend", {"OPEN_SENTENCE": words}, once=once, author=by)
    if not Message.objects.filter(dedupe_key=post.messages[0].dedupe_key).exists():
        post.write()
        name = participant.contact.name
        tell(inspection, Moment.Kind.LETTER_SENT_AGAIN, f"Link sent again to {name}", by, at=at)


def tell(
    about: Inspection | Invoice, kind: Moment.Kind, words: str, by: Member | str, *, at: datetime, **more: Any
) -> Moment:
    """Add a line to the story. The worker writes the letters it causes, and has the automations asked (`notifying`)."""
    return insert(_line(about, kind, words, by, at=at, **more))


def part_marks(participant: Participant, what: str) -> list[str] | None:
    """What automations call it when somebody comes or goes: of clients alone there is an automation."""
    return [f"client {what}"] if participant.role == Participant.Role.CLIENT else None


def tell_all(inspections: Sequence[Inspection], kind: Moment.Kind, words: str, by: Member, *, at: datetime) -> None:
    """Add the same line to the story of each."""
    Moment.objects.bulk_create([_line(one, kind, words, by, at=at) for one in inspections])


def subject(inspection: Inspection) -> dict[str, str]:
    """What an invoice says it is for, as words: the property, the day, the zone, the inspector."""
    start, end = inspection.local_start(), calendar.time_words(inspection.local_end())
    return {
        "property": inspection.home.street,
        "locality": inspection.home.locality(),
        "date": f"{calendar.day_words(start)}, {start.year}",
        "time": calendar.time_words(start),
        "times": f"{calendar.time_words(start)} to {end} {zones.words(inspection.home.zone)}",
        "zone": inspection.home.zone,
        "inspector": inspection.inspector.name,
        "house": inspection.home.drawn_as(),
    }


def voided(about: Inspection | Invoice, void: Entry, *, by: Member, at: datetime) -> None:
    """A payment taken by hand does not count any more: the story says why. Nobody is written to."""
    amount = money.show(void.amount_cents, void.currency)
    words = f"{void.payer_name}’s payment of {amount}{void.how_words()} voided: {void.note}"
    tell(about, Moment.Kind.VOIDED, words, by, at=at, entry=void)


def _line(
    about: Inspection | Invoice, kind: Moment.Kind, words: str, by: Member | str, *, at: datetime, **more: Any
) -> Moment:
    if isinstance(about, Inspection) and happenings.is_asked(kind, more.get("marks")):
        more.setdefault("due_at", at)
    return Moment(
        company_id=about.company_id,
        inspection=about if isinstance(about, Inspection) else None,
        invoice=about if isinstance(about, Invoice) else None,
        kind=kind,
        words=words[:400],
        by_name=by if isinstance(by, str) else by.name,
        at=at,
        **more,
    )


def _hand_link(participant: Participant, *, by: Member, at: datetime) -> Link:
    client = participant.role == Participant.Role.CLIENT
    rights = presets.rights("whole portal" if client else "status only", client=client)
    link = links.issue(holder=participant.contact, rights=rights, by=by, at=at)
    link.save(force_insert=True)
    inspection = participant.inspection
    Share.objects.create(company=inspection.company, link=link, inspection=inspection, participant=participant)
    return link


def _welcome_all(post: Post, *, skip: bool, by: Member) -> None:
    for participant in post.written_to():
        if not skip or participant.role != Participant.Role.CLIENT:
            _welcome(post, participant)
    _assign(post, by)
    post.write()


def _welcome(post: Post, participant: Participant) -> None:
    name = "confirmation" if participant.role == Participant.Role.CLIENT else "agent"
    todo = TODO if post.inspection.is_collected() else TODO_LATER
    post.to_participant(participant, name, {"TODO_SENTENCE": todo}, once="first", attach=True)


def _assign(post: Post, by: Member) -> None:
    inspection = post.inspection
    once = f"r{inspection.revision}"
    post.to_member(inspection.inspector, "assigned", {"ACTOR": by.name}, once=once, attach=True)
