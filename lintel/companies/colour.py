"""A company's colour as people write it."""

import re

SHORT = re.compile(r"#?([0-9a-f]{3})")
LONG = re.compile(r"#?([0-9a-f]{6})")


def read(written: str) -> str | None:
    """`#rrggbb` from `1B4F72`, `#1b4f72` or `#abc`; empty stays empty; None for anything else."""
    text = written.strip().lower()
    if short := SHORT.fullmatch(text):
        return "#" + "".join(letter * 2 for letter in short[1])
    if long := LONG.fullmatch(text):
        return f"#{long[1]}"
    return None if text else ""
