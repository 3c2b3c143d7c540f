"""A signed agreement as its signer keeps it: the words, the name, and how it was signed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from lintel.agreements.models import Signature
from lintel.agreements.papers import SignedCopy
from lintel.inspections import papers


def of(signature: Signature, *, clocks: ZoneInfo) -> SignedCopy:
    """What the PDF is set from. Times are on these clocks."""
    return SignedCopy(
        papers.sender(signature.company),
        signature.agreement.title,
        signature.words,
        signature.name,
        when(signature.signed_at, clocks),
        evidence(signature, clocks=clocks),
    )


def evidence(signature: Signature, *, clocks: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """How it was signed, as (label, value)."""
    return (
        ("Agreement", f"{signature.agreement.title}, version {signature.agreement.template_version}"),
        ("Prepared for", signature.agreement.signer.name),
        ("Signed as", signature.name),
        ("Signed at", f"{when(signature.signed_at, clocks)} ({signature.signed_at.isoformat()})"),
        ("Consent", signature.consent),
        ("Network address", signature.address or "not known"),
        ("Browser", signature.browser or "not known"),
        ("SHA-256 of the words", signature.digest),
    )


def when(at: datetime, clocks: ZoneInfo) -> str:
    """`2026-11-24 14:05:09 MST`."""
    return f"{at.astimezone(clocks):%Y-%m-%d %H:%M:%S %Z}"
