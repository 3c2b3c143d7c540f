"""Words written by customers, filled from a closed list of placeholders in one pass. No template engine."""

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{\{\s*([A-Z][A-Z0-9_]*)\s*\}\}")


def fill(text: str, fields: Mapping[str, str]) -> str:
    """Every `{{NAME}}` of `fields` replaced by its value; unknown ones stay as written.

    One pass: a value that itself looks like a placeholder is not filled again.
    """
    return PLACEHOLDER.sub(lambda found: fields.get(found[1], found[0]), text)


def short(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis where it is longer than `most` letters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def unknown(text: str, known: frozenset[str]) -> list[str]:
    """The placeholders in `text` that are not in `known`, in order, each once."""
    return list(dict.fromkeys(name for name in PLACEHOLDER.findall(text) if name not in known))
