"""A signed agreement as paper: the words that were signed, and how. Plain data in, a PDF out."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lintel.agreements import drawing
from lintel.core import markup, typesetting
from lintel.core.typesetting import Sender, plain

TEMPLATE = Path(__file__).parent / "signed.typ"


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """The words as they were signed, the signature under them, and the evidence as (label, value) pairs.

    `stands` is the line under the name, such as `Signed 2026-11-24 14:05:09 MST`; `disclosure` what was consented to
    before.
    """

    sender: Sender
    title: str
    words: str
    name: str
    drawing: str
    stands: str
    evidence: tuple[tuple[str, str], ...]
    disclosure: str


def signed(paper: SignedCopy, *, at: datetime) -> bytes:
    """The copy, as PDF/A where the fonts have every letter. The same paper and moment give the same bytes."""
    given = {
        "sender": paper.sender.head(),
        "title": plain(paper.title),
        "blocks": _blocks(paper.words),
        "name": plain(paper.name),
        "drawing": drawing.svg(paper.drawing) if paper.drawing else "",
        "stands": plain(paper.stands),
        "evidence": [[plain(label), plain(value)] for label, value in paper.evidence],
        "disclosure": _blocks(paper.disclosure),
    }
    return typesetting.archival(TEMPLATE, given, at=at)


def _blocks(text: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": block.kind,
            "rows": [[{"text": plain(run.text), "bold": run.bold} for run in row] for row in block.rows],
        }
        for block in markup.parse(text)
    ]
