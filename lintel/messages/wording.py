"""A company's own words for its letters: kept, put back to ours, and letters of its own."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lintel.companies.models import Company, Member
from lintel.core import ids, words
from lintel.core.refusal import Refusal
from lintel.core.words import PLACEHOLDER
from lintel.messages.models import Wording

OWN = "own-"
LONGEST = 20_000


class OnlyOwners(Refusal):
    say = "Only the owner changes the company’s letters."


class SubjectNeeded(Refusal):
    say = "Write a subject: a letter without one looks like spam."


class WordsNeeded(Refusal):
    say = "There is nothing in this letter yet. Write what it should say."


class PlaceholderNeeded(Refusal):
    def __init__(self, missing: list[str]) -> None:
        names = ", ".join(f"{{{{{name}}}}}" for name in missing)
        super().__init__(f"This letter cannot do without {names}: it is the reader’s proof. Put it back.", field="body")


class PostalAddressNeeded(Refusal):
    say = "A promotional letter has to name your postal address. Write it under Settings → Company first."


class NameNeeded(Refusal):
    say = "Give the letter a name: automations list it by that."


class NameTaken(Refusal):
    say = "There is a letter with this name. Change that one, or give this one another name."


class UnknownPlaceholder(Refusal):
    def __init__(self, strangers: list[str], *, field: str) -> None:
        names = ", ".join(f"{{{{{name}}}}}" for name in strangers)
        super().__init__(f"Not a placeholder of this letter: {names}. Correct or remove it.", field=field)


@dataclass(frozen=True, slots=True)
class Words:
    """A letter as it is written: its subject, and its body in the markup of letters, placeholders unfilled."""

    subject: str
    body: str


def own(company: Company) -> dict[str, Words]:
    """What the company wrote in place of ours, by kind of letter. One statement, where it ever wrote any."""
    if not company.bends_letters:
        return {}
    rows = Wording.objects.of(company).values_list("kind", "subject", "body")
    return {kind: Words(subject, body) for kind, subject, body in rows}


@transaction.atomic
def keep(
    *,
    company: Company,
    kind: str,
    words: Words,
    known: frozenset[str],
    needed: frozenset[str] = frozenset(),
    has_subject: bool,
    promotional: bool = False,
    by: Member,
    at: datetime,
) -> Wording:
    """These words from the next letter on. `known` are the placeholders of this kind, `needed` those that must stay.

    Whoever gets one that is `promotional` may say no to those. Raises OnlyOwners, SubjectNeeded, WordsNeeded,
    UnknownPlaceholder, PlaceholderNeeded, PostalAddressNeeded.
    """
    _check(company, words, known, by, has_subject=has_subject)
    if missing := sorted(needed - set(PLACEHOLDER.findall(words.body))):
        raise PlaceholderNeeded(missing)
    if promotional and not company.address.strip():
        raise PostalAddressNeeded(field="promotional")
    typed = {"subject": words.subject.strip(), "body": words.body.strip(), "promotional": promotional}
    given = {**typed, "changed_at": at, "by_name": by.name}
    kept, _ = Wording.objects.update_or_create(company=company, kind=kind, defaults=given)
    company.bends_letters = True
    company.save(update_fields=["bends_letters"])
    return kept


@transaction.atomic
def invent(
    *,
    company: Company,
    name: str,
    words: Words,
    known: frozenset[str],
    has_subject: bool,
    promotional: bool = False,
    by: Member,
    at: datetime,
) -> Wording:
    """A letter of the company's own, for its automations. Raises NameNeeded, NameTaken and as `keep`."""
    name = " ".join(name.split())[:80]
    if not name:
        raise NameNeeded(field="name")
    if Wording.objects.of(company).filter(name__iexact=name).exists():
        raise NameTaken(field="name")
    channel = "" if has_subject else "text-"
    kind = f"{channel}{OWN}{ids.new_key(8).lower()}"
    kept = keep(
        company=company,
        kind=kind,
        words=words,
        known=known,
        has_subject=has_subject,
        promotional=promotional,
        by=by,
        at=at,
    )
    kept.name = name
    kept.save(update_fields=["name"])
    return kept


def is_promotional(company: Company, kind: str) -> bool:
    """Whether a letter of the company's own is."""
    return Wording.objects.of(company).filter(kind=kind, promotional=True).exists()


@transaction.atomic
def reset(*, company: Company, kind: str, by: Member) -> None:
    """Back to our words. Raises OnlyOwners."""
    _allowed(company, by)
    Wording.objects.of(company).filter(kind=kind).delete()


def _check(company: Company, given: Words, known: frozenset[str], by: Member, *, has_subject: bool) -> None:
    _allowed(company, by)
    if has_subject and not given.subject.strip():
        raise SubjectNeeded(field="subject")
    if not given.body.strip():
        raise WordsNeeded(field="body")
    for field, text in (("subject", given.subject), ("body", given.body)):
        if strangers := words.unknown(text, known):
            raise UnknownPlaceholder(strangers, field=field)


def _allowed(company: Company, by: Member) -> None:
    if by.company_id != company.pk or not by.may("settings"):
        raise OnlyOwners
