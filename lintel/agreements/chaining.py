"""Seals each signature into its company's chain, and looks whether a chain still holds."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from lintel.agreements import record
from lintel.agreements.models import Proof, Signature
from lintel.companies.models import Company


def hold(company: Company) -> Company:
    """Nobody else seals in this company until the transaction ends. Take it before any other row: merging does, too."""
    return Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def seal(signature: Signature) -> Proof:
    """Its place in the chain. Call it inside the transaction that signed; the company's row is held until that ends."""
    company = hold(signature.company)
    last = Proof.objects.of(company).order_by("-number").first()
    number, before = (last.number + 1, last.head) if last else (1, record.FIRST)
    body = record.body(facts(signature, number))
    return Proof.objects.create(
        company=company, signature=signature, number=number, body=body, before=before, head=record.seal(before, body)
    )


def facts(signature: Any, number: int) -> dict[str, Any]:
    """Everything that is known of a signature; of texts and files their digests."""
    agreement = signature.agreement
    return {
        "number": number,
        "company": agreement.company.name,
        "company_key": agreement.company.key,
        "agreement": agreement.pk,
        "title": agreement.title,
        "template_version": agreement.template_version,
        "prepared_for": agreement.signer.name,
        "how": signature.how or Signature.How.CHECKBOX.value,
        "name": signature.name,
        "words_sha256": record.digest(signature.words),
        "drawing_sha256": record.digest(signature.drawing) if signature.drawing else "",
        "consent": signature.consent,
        "disclosure": signature.disclosure or "",
        "signed_at": signature.signed_at.astimezone(UTC).isoformat(),
        "zone": signature.zone or "",
        "address": signature.address,
        "browser": signature.browser,
        "link": signature.link_public_id,
        "scan_sha256": signature.scan_digest or "",
        "signed_on": signature.signed_on.isoformat() if signature.signed_on else "",
        "reason": signature.reason or "",
        "recorded_by": signature.recorded_by or "",
    }


CORRECTED = ("company", "prepared_for")  # names that may be written otherwise later; the record keeps what they were


def faults(company: Company) -> Iterator[str]:
    """Where its chain is broken, in sentences; nothing where it holds."""
    expected, before = 1, record.FIRST
    joined = ("signature__agreement__company", "signature__agreement__signer")
    for proof in Proof.objects.of(company).select_related(*joined).order_by("number").iterator():
        where = f"Record {proof.number} of {company.name}"
        if proof.number != expected:
            yield f"{where} follows record {expected - 1}: what was between is gone."
        if proof.before != before:
            yield f"{where} does not follow from the one before."
        if record.seal(proof.before, proof.body) != proof.head:
            yield f"{where} is not what was sealed."
        if not _says(proof):
            yield f"{where} is not what its signature says now."
        expected, before = proof.number + 1, proof.head
    for signature in Signature.objects.of(company).filter(proof=None)[:5]:
        yield f"The signature of {signature.name} of {signature.signed_at:%F} is in no record."


def _says(proof: Proof) -> bool:
    now = facts(proof.signature, proof.number)
    kept = record.read(proof.body)
    same = {name: value for name, value in now.items() if name not in CORRECTED}
    words = proof.signature.digest == kept.get("words_sha256") == proof.signature.agreement.digest
    return words and same == {name: kept.get(name) for name in same}
