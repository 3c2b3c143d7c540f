"""The figures as Markdown."""

import os
import platform
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- figures: written by ./dev bench --write -->", "<!-- end of figures -->"


def machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def markdown(found: dict[str, Any]) -> str:
    import json

    return json.dumps(found, indent=1)


def write(document: Path, told: str) -> None:
    """Puts the tables between their marks, and leaves the rest of the page as it is."""
    before, _, rest = document.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{BEGIN}\n\n{told}\n\n{END}{after}", "utf-8")
