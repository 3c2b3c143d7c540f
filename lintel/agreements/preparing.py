"""Freezing the words that will be signed, refreshing them while nobody has signed, and the signing itself."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lintel.agreements import chaining, comparing, drawing, wording
from lintel.agreements.models import Agreement, Signature, Template
from lintel.agreements.wording import Wording
from lintel.companies.models import Company
from lintel.core import words
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact

CONSENT = (
    "I have read this agreement, I agree to it, and I agree to sign it electronically. "
    "A copy stays here for me to read and print."
)
BELOW = "By signing below I say that I have read this agreement and agree to it."
AGREED = {Company.Signing.CHECKBOX: CONSENT, Company.Signing.WRITTEN: BELOW}


class WordsChanged(Refusal):
    say = "The agreement changed while you were reading. This is the new text; please read it again before signing."


class TermsChanged(WordsChanged):
    say = "What signing electronically means here changed while you were reading. Please read it again before signing."


class AlreadySigned(Refusal):
    say = "This agreement is already signed."


class NameNeeded(Refusal):
    say = "Type your full name to sign."


class ConsentNeeded(Refusal):
    say = "Tick the box to say that you have read the agreement and agree to it."


class ElectronicNeeded(Refusal):
    say = "Tick the box to say that you consent to sign electronically. If you rather sign on paper, tell us."


@dataclass(frozen=True, slots=True)
class Typed:
    """What who signs has typed, ticked and drawn; `seen` and `told` are the digests of the words and of the disclosure
    that were on their page.
    """

    name: str
    agreed: bool
    consented: bool
    seen: str
    told: str
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the door knows about who signs: the address, the browser's own words, the link used, the clocks there; and
    what they were told about signing electronically, with the words they ticked.
    """

    address: str
    browser: str
    link_public_id: str
    zone: str
    disclosure: str
    ticked: str


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What is known of a signature on paper: who signed on which day, the scan and its digest, who put it here and why,
    and the clocks there.
    """

    name: str
    signed_on: date
    scan: str
    scan_digest: str
    reason: str
    recorded_by: str
    zone: str


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


def sign(agreement: Agreement, *, typed: Typed, evidence: Evidence, at: datetime) -> Signature:
    """Sign the words that were on the page, and seal it into the company's chain. Call it inside a transaction.

    Raises AlreadySigned, WordsChanged and TermsChanged where the page was stale, ElectronicNeeded, NameNeeded,
    ConsentNeeded, drawing.NotDrawn.
    """
    locked = lock(agreement)
    if locked.digest != typed.seen:
        raise WordsChanged
    if digest(evidence.disclosure) != typed.told:
        raise TermsChanged
    if not typed.consented:
        raise ElectronicNeeded(field="consented")
    name = named(typed.name)
    way = locked.template.signed_by(locked.company)
    if way == Company.Signing.CHECKBOX and not typed.agreed:
        raise ConsentNeeded(field="agreed")
    lines = drawing.parse(typed.drawing) if way == Company.Signing.WRITTEN else []
    signature = Signature.objects.create(
        company=locked.company,
        agreement=locked,
        how=way.value,
        name=name,
        digest=locked.digest,
        words=locked.words,
        consent=AGREED[way],
        disclosure=f"{evidence.disclosure}\n\n{evidence.ticked}",
        drawing=drawing.written(lines) or None,
        signed_at=at,
        zone=evidence.zone,
        address=evidence.address,
        browser=evidence.browser[:300],
        link_public_id=evidence.link_public_id,
    )
    chaining.seal(signature)
    return signature


def on_paper(agreement: Agreement, *, seen: str, paper: OnPaper, at: datetime) -> Signature:
    """It was signed on paper: keep the scan with the words of now, and seal it. Call it inside a transaction.

    Raises AlreadySigned, WordsChanged, NameNeeded.
    """
    locked = lock(agreement)
    if locked.digest != seen:
        raise WordsChanged
    signature = Signature.objects.create(
        company=locked.company,
        agreement=locked,
        how=Signature.How.PAPER,
        name=named(paper.name),
        digest=locked.digest,
        words=locked.words,
        signed_at=at,
        zone=paper.zone,
        scan=paper.scan,
        scan_digest=paper.scan_digest,
        signed_on=paper.signed_on,
        reason=paper.reason,
        recorded_by=paper.recorded_by,
    )
    chaining.seal(signature)
    return signature


def lock(agreement: Agreement) -> Agreement:
    """Hold it until the transaction ends, to be signed. Raises AlreadySigned."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("template", "company", "signer")
    locked = rows.get(pk=agreement.pk)
    if Signature.objects.filter(agreement=locked).exists():
        raise AlreadySigned
    return locked


def named(name: str) -> str:
    """The name as it is kept. Raises NameNeeded."""
    name = " ".join(name.split())
    if len(name) < 2:
        raise NameNeeded(field="name")
    return name[:120]
