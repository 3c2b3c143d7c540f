"""A signed agreement as paper: the words that were signed, and how. Plain data in, a PDF out."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lintel.core import markup, typesetting
from lintel.core.typesetting import Sender, plain

TEMPLATE = Path(__file__).parent / "signed.typ"


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """The words as they were signed, and the evidence as (label, value) pairs."""

    sender: Sender
    title: str
    words: str
    name: str
    signed_on: str
    evidence: tuple[tuple[str, str], ...]


def signed(paper: SignedCopy, *, at: datetime) -> bytes:
    """The copy as PDF. The same paper and moment give the same bytes."""
    given = {
        "sender": paper.sender.head(),
        "title": plain(paper.title),
        "blocks": [
            {
                "kind": block.kind,
                "rows": [[{"text": plain(run.text), "bold": run.bold} for run in row] for row in block.rows],
            }
            for block in markup.parse(paper.words)
        ],
        "name": plain(paper.name),
        "signed_on": paper.signed_on,
        "evidence": [[plain(label), plain(value)] for label, value in paper.evidence],
    }
    return typesetting.pdf(TEMPLATE, given, at=at)
