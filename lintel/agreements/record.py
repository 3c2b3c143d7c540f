"""A signature as bytes, and the chain those bytes are sealed into. Pure functions, and the standard library alone.

Each seal is the SHA-256 of the seal before, a line break, and the SHA-256 of the record: who changes, drops, adds or
moves a record changes every seal that follows.
"""

import hashlib
import json
from typing import Any

FORMAT = "lintel signature 1"
FIRST = "0" * 64


def body(facts: dict[str, Any]) -> str:
    """The one way to write a record down."""
    return json.dumps({"format": FORMAT, **facts}, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def digest(content: str | bytes) -> str:
    """SHA-256 in hexadecimal; of a text, of its UTF-8 bytes."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def seal(before: str, body: str) -> str:
    """The seal of a record that follows the one sealed with `before`."""
    return digest(f"{before}\n{digest(body)}\n")


def read(body: str) -> dict[str, Any]:
    """What a record says; nothing where it is none."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) and found.get("format") == FORMAT else {}
