"""Freezing the words that will be signed, refreshing them while nobody has signed, and the signing itself."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lintel.agreements import comparing, wording
from lintel.agreements.models import Agreement, Signature, Template
from lintel.agreements.wording import Wording
from lintel.core import words
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact

CONSENT = (
    "I have read this agreement, I agree to it, and I agree to sign it electronically. "
    "A copy stays here for me to read and print."
)


class WordsChanged(Refusal):
    say = "The agreement changed while you were reading. This is the new text; please read it again before signing."


class AlreadySigned(Refusal):
    say = "This agreement is already signed."


class NameNeeded(Refusal):
    say = "Type your full name to sign."


class ConsentNeeded(Refusal):
    say = "Tick the box to say that you have read the agreement and agree to it."


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the door knows about who signs: the address, the browser's own words, and the link used."""

    address: str
    browser: str
    link_public_id: str


def digest(text: str) -> str:
    """SHA-256 of the words' UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def prepare(*, template: Template, signer: Contact, fields: Mapping[str, str], at: datetime) -> Agreement:
    """The template's words filled and frozen for one signer; not saved yet."""
    return frozen(Wording(template.title, template.text, template.version), template, signer, fields, at=at)


def frozen(
    wording: Wording, template: Template, signer: Contact, fields: Mapping[str, str], *, at: datetime
) -> Agreement:
    """The words of any version of it, filled and frozen; not saved yet."""
    text = words.fill(wording.text, fields)
    return Agreement(
        company_id=template.company_id,
        template=template,
        template_version=wording.number,
        signer=signer,
        title=words.fill(wording.title, fields)[:120],
        words=text,
        digest=digest(text),
        fields=dict(fields),
        prepared_at=at,
    )


def refresh(agreement: Agreement, *, fields: Mapping[str, str], at: datetime) -> bool:
    """Fill an unsigned agreement anew after something changed. Whether its words differ now.

    A signed agreement stays as it was signed. Call it inside the transaction that made the change.
    """
    locked = Agreement.objects.select_for_update(of=("self",)).select_related("template").get(pk=agreement.pk)
    if Signature.objects.filter(agreement=locked).exists():
        return False
    text = words.fill(wording.of([locked])[locked.pk].text, fields)
    if text == locked.words:
        return False
    locked.words_before = locked.words
    locked.words, locked.digest, locked.prepared_at, locked.fields = text, digest(text), at, dict(fields)
    locked.save(update_fields=["words", "words_before", "digest", "prepared_at", "fields"])
    return True


def changed_since(agreement: Agreement, *, seen: str) -> list[comparing.Change]:
    """What changed for somebody who has read the words whose digest is `seen`; nothing where that was long ago."""
    known = digest(agreement.words_before) == seen
    return comparing.changes(agreement.words_before, agreement.words) if known else []


def sign(agreement: Agreement, *, name: str, agreed: bool, seen: str, evidence: Evidence, at: datetime) -> Signature:
    """Sign the words whose digest is `seen`. Call it inside a transaction.

    Raises AlreadySigned, WordsChanged when `seen` is not the digest of the present words, NameNeeded,
    ConsentNeeded.
    """
    locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if Signature.objects.filter(agreement=locked).exists():
        raise AlreadySigned
    if locked.digest != seen:
        raise WordsChanged
    name = " ".join(name.split())
    if len(name) < 2:
        raise NameNeeded(field="name")
    if not agreed:
        raise ConsentNeeded(field="agreed")
    return Signature.objects.create(
        company_id=locked.company_id,
        agreement=locked,
        name=name[:120],
        digest=locked.digest,
        words=locked.words,
        consent=CONSENT,
        signed_at=at,
        address=evidence.address,
        browser=evidence.browser[:300],
        link_public_id=evidence.link_public_id,
    )
