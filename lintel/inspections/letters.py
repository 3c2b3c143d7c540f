"""Starter texts made into letters. A text is a subject line, then blocks with blank lines between them.

`[facts]` is the property's table, `[button Words]` the recipient's own link, `[office Words]` the inspection's page
for staff, `[join Words]` the page of an invitation, `[small Words]` small print; everything else is a paragraph.
Placeholders are filled in one pass.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from lintel.core import words
from lintel.messages.outbox import Block, Letter

MARK = re.compile(r"^\[(facts|button|office|join|small)(?: (.+))?\]$", re.DOTALL)
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


def compose(
    name: str,
    fields: Mapping[str, str],
    *,
    heading: str,
    facts: Sequence[tuple[str, str]],
    office_path: str = "",
    invitation: str = "",
    calendar: str = "",
) -> Letter:
    """The starter text `name` filled: a letter without a recipient."""
    subject, blocks = starter(name)
    return Letter(
        kind=name,
        subject=" ".join(words.fill(subject, fields).split()),
        heading=heading,
        body=[_block(block, fields, facts, office_path, invitation) for block in blocks],
        calendar=calendar,
    )


def _block(
    text: str, fields: Mapping[str, str], facts: Sequence[tuple[str, str]], office_path: str, invitation: str
) -> Block:
    found = MARK.match(text)
    if not found:
        return {"p": words.fill(text, fields)}
    said = words.fill(found[2] or "", fields)
    match found[1]:
        case "facts":
            return {"facts": [list(fact) for fact in facts]}
        case "button":
            return {"button": said, "page": ""}
        case "office":
            return {"button": said, "path": office_path}
        case "join":
            return {"button": said, "invitation": invitation}
        case _:
            return {"small": said}
