"""Starter texts made into letters. A text is a subject line, then blocks with blank lines between them.

`[facts]` is when and by whom, `[fees]` what it costs, `[button Words]` the recipient's own link, `[receipt Words]` the
receipt behind it, `[copy Words]` the signed agreement, `[office Words]` the inspection's page for staff, `[join Words]`
the page of an invitation, `[small Words]` small print; everything else is a paragraph. Placeholders are filled in one
pass.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lintel.core import words
from lintel.messages.outbox import Block, Letter

MARK = re.compile(r"^\[(facts|fees|button|receipt|copy|office|join|small)(?: (.+))?\]$", re.DOTALL)
PAGES = {"button": "", "receipt": "receipts/{{RECEIPT}}.pdf", "copy": "agreement/{{AGREEMENT_ID}}/signed.pdf"}
Rows = Sequence[tuple[str, str]]
FOLDER = Path(__file__).parent / "starter"


@cache
def whole(name: str) -> tuple[str, str]:
    """The first line of one starter text, and the rest, unfilled."""
    first, _, rest = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("\n")
    return first, rest.strip()


def starter(name: str) -> tuple[str, tuple[str, ...]]:
    """The subject and the blocks of one starter text, unfilled."""
    subject, body = whole(name)
    return subject, tuple(part.strip() for part in body.split("\n\n") if part.strip())


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a text's marks stand for in one letter."""

    facts: Rows = ()
    fees: Rows = ()
    office_path: str = ""
    invitation: str = ""


def compose(
    name: str, fields: Mapping[str, str], *, heading: str, particulars: Particulars, calendar: str = ""
) -> Letter:
    """The starter text `name` filled: a letter without a recipient."""
    subject, blocks = starter(name)
    return Letter(
        kind=name,
        subject=" ".join(words.fill(subject, fields).split()),
        heading=heading,
        body=[_block(block, fields, particulars) for block in blocks],
        calendar=calendar,
    )


def _block(text: str, fields: Mapping[str, str], particulars: Particulars) -> Block:
    found = MARK.match(text)
    if not found:
        return {"p": words.fill(text, fields)}
    said = words.fill(found[2] or "", fields)
    match found[1]:
        case "facts" | "fees" as kind:
            return {kind: [list(row) for row in getattr(particulars, kind)]}
        case "button" | "receipt" | "copy" as kind:
            return {"button": said, "page": words.fill(PAGES[kind], fields)}
        case "office":
            return {"button": said, "path": particulars.office_path}
        case "join":
            return {"button": said, "invitation": particulars.invitation}
        case _:
            return {"small": said}
