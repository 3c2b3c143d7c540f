"""Texts in the story: what somebody wrote back, who agreed to texts, and Share Details by text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lintel.access import presets
from lintel.companies.models import Company, Member
from lintel.core import phones, words
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, placeholders, sharing
from lintel.inspections.models import Inspection, Moment, Participant
from lintel.inspections.posting import Post
from lintel.inspections.sharing import ClientsOnly, Consent, ConsentNeeded, UnknownPlaceholder
from lintel.messages import consenting, hearing, outbox, texts
from lintel.messages.models import Message, TextAccount, TextConsent, TextHeard, Thread

SHOWN = 300
LAST_DIGITS = 4
KNOWN = placeholders.KNOWN | {"FIRST_NAME", "LINK"}
STARTER = "{{FIRST_NAME}}, {{STREET}} on {{DATE}}: {{LINK}}"
MEANT = {
    TextHeard.Meaning.STOP.value: " No more texts go to this number.",
    TextHeard.Meaning.START.value: " Texts go to this number again.",
}


class NobodyChosen(Refusal):
    say = "Choose whom the text goes to."


class NoPhone(Refusal):
    """There is no number that a text can go to; says whose."""


class WordsNeeded(Refusal):
    say = "Write what the text says."


class LinkMissing(Refusal):
    say = "There is no {{LINK}} in this text, so nothing opens from it. Put it in, or send the text without."


class TooLong(Refusal):
    say = f"This is longer than {texts.MOST_PARTS} texts. Shorten it, or write an email."


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it is being written, its placeholders unfilled, and what its reader will see."""

    words: str
    preset: str


@transaction.atomic
def hear(*, account: TextAccount, form: Mapping[str, str], at: datetime) -> TextHeard | None:
    """Keep a text that came in, and tell it in the story of its inspection. None where it was kept before."""
    number = form.get("From", "")[:16]
    thread, name = _about(account.company, number)
    heard = hearing.hear(account, form, thread=thread, name=name, at=at)
    inspection = getattr(thread, "inspection", None)
    if heard and inspection:
        said = f"{name} texted: “{words.short(' '.join(heard.words.split()), SHOWN)}”"
        announcing.tell(inspection, Moment.Kind.TEXTED, said + MEANT.get(heard.meaning, ""), name, at=at)
    return heard


@transaction.atomic
def answered(*, heard: TextHeard, by: Member, at: datetime) -> None:
    """Somebody saw to it: the text needs nobody any more."""
    rows = TextHeard.objects.of(by.company).filter(pk=heard.pk, answered_at=None)
    rows.update(answered_at=at, answered_by=by)


@transaction.atomic
def agree(*, participant: Participant, how: str, by: Member, at: datetime) -> TextConsent:
    """They told staff that they agree to texts. Raises consenting.HowNeeded, NoPhone."""
    number = _number(participant)
    row = consenting.record(contact=participant.contact, how=how, by=by, at=at)
    return _told(participant, row, f"agreed to texts to {phones.show(number)}", by)


@transaction.atomic
def disagree(*, participant: Participant, how: str, by: Member, at: datetime) -> TextConsent:
    """They told staff that they want no more texts. Raises NoPhone."""
    number = _number(participant)
    row = consenting.take_back(contact=participant.contact, how=how, by=by, at=at)
    return _told(participant, row, f"wants no more texts to {phones.show(number)}", by)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody may be texted: their number as it is read, what was last said, or why no text reaches them."""

    number: str
    said: TextConsent | None
    why: str = ""

    @property
    def agrees(self) -> bool:
        """Whether a text may go there."""
        return bool(self.said and self.said.agreed)


def standing(participant: Participant) -> Standing:
    """How this person stands to texts."""
    try:
        number = _number(participant)
    except NoPhone as refusal:
        return Standing(participant.contact.phone, None, refusal.say)
    return Standing(phones.show(number), consenting.last(participant.company, number))


def fill(inspection: Inspection, participant: Participant, draft: Draft, *, at: datetime) -> str:
    """The words as this person would get them, with the link's place left."""
    fields = Post(inspection, at=at).fields(participant.contact)
    return words.fill(draft.words.strip(), {**fields, "LINK": texts.LINK})


@transaction.atomic
def share(
    *,
    inspection: Inspection,
    participants: Sequence[Participant],
    draft: Draft,
    consent: Consent | None,
    without_link: bool,
    by: Member,
    once: str,
    at: datetime,
) -> list[Message]:
    """A text, and a link of their own, for each of these people of the inspection.

    Raises NobodyChosen, NoPhone, consenting.NoConsent, WordsNeeded, UnknownPlaceholder, LinkMissing, TooLong, and what
    sharing.share does of rights.
    """
    Inspection.objects.select_for_update().get(pk=inspection.pk)
    _check(draft, participants, consent, without_link=without_link)
    written = []
    for one in participants:
        contact = one.contact
        number = _number(one)
        consenting.check(inspection.company, number, contact.name)
        said = fill(inspection, one, draft, at=at)
        is_client = one.role == Participant.Role.CLIENT
        preset = sharing.preset_for(inspection, draft.preset, contact.email)
        rights = presets.rights(preset, client=is_client)
        link = sharing.link_for(inspection, contact, rights, by, at)
        if texts.count(texts.with_link(said)).parts > texts.MOST_PARTS:
            raise TooLong(field="body")
        text = outbox.text(
            said,
            kind=sharing.KIND,
            company=inspection.company,
            thread=inspection.thread,
            to_name=contact.name,
            to_address=number,
            zone=inspection.home.zone,
            link=link,
            author=by,
            once=f"text:{inspection.key}:{contact.key}:{once}",
            at=at,
        )
        if Message.objects.filter(dedupe_key=text.dedupe_key).exists():
            continue
        written.append(text)
        told = f"Shared with {contact.name} ({phones.show(number)}) by text: {preset}"
        if consent and presets.asks_consent(rights) and not is_client:
            told += f". {consent.who} agreed {consent.how}"
        announcing.tell(inspection, Moment.Kind.SHARED, told, by, at=at)
    outbox.write(written)
    return written


def _check(draft: Draft, participants: Sequence[Participant], consent: Consent | None, *, without_link: bool) -> None:
    if not participants:
        raise NobodyChosen(field="who")
    if not draft.words.strip():
        raise WordsNeeded(field="body")
    if strangers := words.unknown(draft.words, KNOWN):
        names = ", ".join(f"{{{{{name}}}}}" for name in strangers)
        raise UnknownPlaceholder(f"Not a placeholder here: {names}. Correct or remove it.", field="body")
    others = [one for one in participants if one.role != Participant.Role.CLIENT]
    if others and draft.preset == "sign only":
        raise ClientsOnly(field="preset")
    asked = others and draft.preset != sharing.EACH
    asked = asked and presets.asks_consent(presets.rights(draft.preset, client=False))
    if asked and not (consent and consent.who.strip() and consent.how.strip()):
        raise ConsentNeeded(field="consent")
    if "LINK" not in words.PLACEHOLDER.findall(draft.words) and not without_link:
        raise LinkMissing(field="body")


def _told(participant: Participant, row: TextConsent, said: str, by: Member) -> TextConsent:
    line = f"{participant.contact.name} {said}: {row.words}"
    announcing.tell(participant.inspection, Moment.Kind.TEXTS_AGREED, line, by, at=row.at)
    return row


def _number(participant: Participant) -> str:
    try:
        return phones.wire(participant.contact.phone)
    except phones.NotANumber as error:
        name = participant.contact.name
        raise NoPhone(error.say if participant.contact.phone else f"{name} has no phone number yet.") from error


def _about(company: Company, number: str) -> tuple[Thread | None, str]:
    """What a text from this number is about, and whose it is: the last that was texted there, or the latest inspection
    of somebody with this number.
    """
    last = Message.objects.of(company).filter(channel=Message.Channel.TEXT, to_address=number)
    last = last.filter(thread__inspection__isnull=False).select_related("thread__inspection__company")
    if found := last.order_by("-written_at", "-pk").first():
        return found.thread, found.to_name
    near = Participant.objects.of(company).filter(contact__phone__contains=number[-LAST_DIGITS:], left_at=None)
    for one in near.select_related("contact__survivor", "inspection__thread").order_by("-inspection__starts_at")[:50]:
        if phones.same(one.contact.phone, number):
            return one.inspection.thread, one.contact.name
    return None, phones.show(number)
