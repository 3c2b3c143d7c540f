"""A signed agreement as its signer keeps it: the words, the name, how it was signed; and all of it as evidence."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage

from lintel.agreements import bundle, papers as printing
from lintel.agreements.models import Signature
from lintel.agreements.papers import SignedCopy
from lintel.inspections import calendar, papers

JOINED = ("company", "proof", "agreement__signer")


def of(signature: Signature) -> SignedCopy:
    """What the PDF is set from; times are on the clocks of the property. Read `signature` with JOINED."""
    return SignedCopy(
        papers.sender(signature.company),
        signature.agreement.title,
        signature.words,
        signature.name,
        signature.drawing or "",
        stands(signature),
        evidence(signature),
        signature.disclosure or "",
    )


def pdf(signature: Signature) -> bytes:
    """The signed copy, always the same bytes for the same signature on one machine."""
    return printing.signed(of(signature), at=signature.signed_at)


def evidence_file(signature: Signature) -> bytes:
    """Everything about it in one file that `lintel verify` looks at."""
    proof = signature.proof
    return bundle.make(
        before=proof.before,
        body=proof.body,
        words=signature.words,
        drawing=signature.drawing or "",
        scan=_scan(signature),
        copy=pdf(signature),
    )


def stands(signature: Signature) -> str:
    """The line under the name: when it was signed, or how."""
    if signature.signed_on:
        day = f"{calendar.day_words(signature.signed_on)}, {signature.signed_on.year}"
        return f"Signed on paper on {day}. The scan is part of the record."
    return f"Signed {when(signature.signed_at, clocks(signature))}"


def evidence(signature: Signature) -> tuple[tuple[str, str], ...]:
    """How it was signed, as (label, value)."""
    proof, agreement, local = signature.proof, signature.agreement, clocks(signature)
    at = f"{when(signature.signed_at, local)}, {local.key} ({signature.signed_at.isoformat()})"
    return (
        ("Agreement", f"{agreement.title}, version {agreement.template_version}"),
        ("Prepared for", agreement.signer.name),
        ("Signed as", signature.name),
        ("How", signature.how_words()),
        *(_on_paper(signature, at) if signature.is_on_paper else _electronic(signature, at)),
        ("SHA-256 of the words", signature.digest),
        ("Record", f"{proof.number} in the chain of {signature.company.name}"),
        ("Seal before it", proof.before),
        ("Its seal", proof.head),
    )


def _electronic(signature: Signature, at: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Signed at", at),
        ("Agreed", signature.consent),
        ("Network address", signature.address or "not known"),
        ("Browser", signature.browser or "not known"),
        ("Link", f"{signature.link_public_id}, made for {signature.agreement.signer.name}"),
    )


def _on_paper(signature: Signature, at: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Signed on", f"{signature.signed_on:%Y-%m-%d}" if signature.signed_on else ""),
        ("Put here at", at),
        ("Put here by", signature.recorded_by or ""),
        ("Reason", signature.reason or ""),
        ("SHA-256 of the scan", signature.scan_digest or ""),
    )


def _scan(signature: Signature) -> tuple[str, bytes] | None:
    if not signature.scan:
        return None
    with default_storage.open(signature.scan) as file:
        return signature.scan.rpartition(".")[2], file.read()


def clocks(signature: Signature) -> ZoneInfo:
    """Those at the property; of signatures that do not know them, the company's."""
    return ZoneInfo(signature.zone or signature.company.zone)


def when(at: datetime, clocks: ZoneInfo) -> str:
    """`2026-11-24 14:05:09 MST`."""
    return f"{at.astimezone(clocks):%Y-%m-%d %H:%M:%S %Z}"
