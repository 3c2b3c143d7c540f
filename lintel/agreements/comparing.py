"""What differs between two texts, sentence by sentence. A pure function."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
MARKUP = re.compile(r"^(?:#+|[-*])\s+|\*\*")


@dataclass(frozen=True, slots=True)
class Change:
    """What it said and what it says now; one of them is empty where something was only added or taken out."""

    was: str
    now: str


def changes(before: str, after: str) -> list[Change]:
    """Every change, in the order of the text."""
    old, new = _sentences(before), _sentences(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [Change(" ".join(old[a:b]), " ".join(new[c:d])) for kind, a, b, c, d in steps if kind != "equal"]


def _sentences(text: str) -> list[str]:
    found = (MARKUP.sub("", part.strip()) for part in ENDS.split(text))
    return [sentence for sentence in found if sentence]
