"""Small readers of the portal's pages."""

import html
import re

from lintel.inspections.models import Inspection
from tests import cast

STEP = re.compile(r'<li class="step" data-state="(?P<state>\w+)">(?P<inside>.*?)</li>', re.DOTALL)
TAGS = re.compile(r"<[^>]+>")


def text(content: bytes) -> str:
    """What a person reads: no tags, one kind of blank."""
    inside = content.decode().split("<body", 1)[-1]
    return " ".join(html.unescape(TAGS.sub(" ", inside)).split())


def steps(content: bytes) -> list[tuple[str, str]]:
    """Name and state of the three boxes, in order."""
    return [
        (TAGS.sub("", found["inside"].split("<h2>")[1].split("</h2>")[0]), found["state"])
        for found in STEP.finditer(content.decode())
    ]


def agreement_of(inspection: Inspection, name: str = "") -> str:
    """The path of somebody's own agreement."""
    participant = cast.share(inspection, name).participant
    assert participant is not None
    return cast.path(inspection, name, f"agreement/{participant.papers.get().agreement_id}/")


def hidden(content: bytes, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', content.decode())
    assert found is not None
    return found[1]


def signing(content: bytes, name: str = "Cora Whitfield", **given: str) -> dict[str, str]:
    """The form of an agreement's page, with its boxes ticked and this name typed."""
    read = {name: hidden(content, name) for name in ("seen", "told")}
    return {**read, "name": name, "agreed": "on", "consented": "on", **given}
