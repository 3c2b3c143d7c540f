"""Whether what was signed still says how things are, and the agreement that takes its place where it does not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lintel.agreements import comparing, preparing, wording
from lintel.agreements.models import Agreement
from lintel.agreements.wording import Wording
from lintel.core import words


@dataclass(frozen=True, slots=True)
class Outdated:
    """A signed agreement whose words would read otherwise now, and what would."""

    agreement: Agreement
    wording: Wording
    fields: Mapping[str, str]
    digest: str
    changes: tuple[comparing.Change, ...]


def outdated(agreements: Iterable[tuple[Agreement, Mapping[str, str]]], *, matter: frozenset[str]) -> list[Outdated]:
    """Those among signed agreements, each with what its placeholders stand for now, that say something else.

    What does not `matter` (another telephone, an hour) is read as it was when they were signed.
    """
    given = list(agreements)
    wordings = wording.of([one for one, _ in given])
    found = []
    for one, now in given:
        held = {name: value for name, value in (one.fields or {}).items() if name not in matter}
        text = words.fill(wordings[one.pk].text, {**now, **held})
        if text != one.words:
            changed = tuple(comparing.changes(one.words, text))
            found.append(Outdated(one, wordings[one.pk], now, preparing.digest(text), changed))
    return found


def offered(found: Iterable[Outdated]) -> list[Outdated]:
    """Those of which nobody has said that these very changes do not matter."""
    return [one for one in found if one.digest != one.agreement.dismissed_digest]


def anew(found: Outdated, *, at: datetime) -> Agreement:
    """The agreement that is to be signed in its place, in the same version of its template. Saved."""
    old = found.agreement
    made = preparing.frozen(found.wording, old.template, old.signer, found.fields, at=at)
    made.instead_of = old
    made.save(force_insert=True)
    return made


def dismiss(found: Outdated) -> None:
    """Do not offer it again before the words change once more."""
    Agreement.objects.filter(pk=found.agreement.pk).update(dismissed_digest=found.digest)


def since_signed(agreement: Agreement) -> list[comparing.Change]:
    """What differs from the one that was signed and that it takes the place of; nothing where it takes none."""
    return comparing.changes(agreement.instead_of.words, agreement.words) if agreement.instead_of else []
