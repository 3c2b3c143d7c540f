"""The little markup of agreements and letters: `## ` heads, `- ` lists, blank lines between paragraphs, `**bold**`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, bold or not."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A head, a paragraph, or a list; `rows` holds one line of runs for each item, one alone for the others."""

    kind: str
    rows: tuple[tuple[Run, ...], ...]


def parse(text: str) -> list[Block]:
    """The blocks of a text, in order. Anything that is not markup is a paragraph."""
    return [
        block for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip() for block in _blocks(part)
    ]


def _blocks(part: str) -> Iterator[Block]:
    lines = [line.strip() for line in part.strip().split("\n")]
    while lines and lines[0].startswith("#"):
        yield Block("head", (_runs(lines.pop(0).lstrip("#").strip()),))
    if not lines:
        return
    if all(line.startswith(("- ", "* ")) for line in lines):
        yield Block("list", tuple(_runs(line[2:].strip()) for line in lines))
    else:
        yield Block("paragraph", (_runs(" ".join(lines)),))


def _runs(line: str) -> tuple[Run, ...]:
    parts = BOLD.split(line)
    return tuple(Run(text, bold=bool(place % 2)) for place, text in enumerate(parts) if text)
