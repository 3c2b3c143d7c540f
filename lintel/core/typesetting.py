"""PDFs set by typst from our own templates. What people typed goes in as data, never as source, so it stays inert.

A template lies in the package whose paper it sets, reads what it is given as `json(bytes(sys.inputs.paper))`, and finds
the common sheet at `/core/sheet.typ`. Fonts are those that typst brings, then the system's and those of the operator's
own folder for what they lack.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from typst import Fonts, PDFStandard

ROOT = Path(__file__).parents[1]
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ufeff\ufffe\uffff]")
ENDLESS = re.compile(r"(\S{30})(?=\S{12})")
MAY_BREAK = "\u200b"
ARCHIVAL: "PDFStandard" = "a-2u"
NOT_SHOWN = "could not be displayed with font"


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose paper it is, as its head says it. `colour` is #rrggbb and can be read on white."""

    name: str
    colour: str
    address: str = ""
    telephone: str = ""
    email: str = ""

    def head(self) -> dict[str, Any]:
        """What the sheet's letterhead is given."""
        facts = (self.address, " · ".join(filter(None, [self.telephone, self.email])))
        return {"name": plain(self.name), "colour": self.colour, "facts": [plain(one) for one in facts if one]}


def pdf(template: Path, paper: Mapping[str, Any], *, at: datetime) -> bytes:
    """The paper as PDF. The same template, data and moment give the same bytes on the same machine."""
    return _compiled(template, paper, at, [])


def archival(template: Path, paper: Mapping[str, Any], *, at: datetime) -> bytes:
    """The same as PDF/A-2u, to be kept. A plain PDF where the fonts lack a letter; `paper.archival` says which."""
    import typst

    try:
        return _compiled(template, {**paper, "archival": True}, at, [ARCHIVAL])
    except typst.TypstError as lacking:
        if NOT_SHOWN not in str(lacking):
            raise
        return _compiled(template, {**paper, "archival": False}, at, [])


def _compiled(template: Path, paper: Mapping[str, Any], at: datetime, standards: "list[PDFStandard]") -> bytes:
    import typst

    given = {"paper": json.dumps(paper, ensure_ascii=False, sort_keys=True)}
    compiler = typst.Compiler(str(template), root=str(ROOT), font_paths=_fonts())
    made = compiler.compile(format="pdf", sys_inputs=given, timestamp=int(at.timestamp()), pdf_standards=standards)
    if not isinstance(made, bytes):
        raise TypeError("A PDF is one file.")
    return made


def plain(text: str) -> str:
    """`text` as it can be set: without unseen characters, and with places to break a word that would never end."""
    return ENDLESS.sub(rf"\1{MAY_BREAK}", UNSEEN.sub("", text))


def lines(text: str) -> list[str]:
    """The same, line by line, without blank ones."""
    return [plain(line.strip()) for line in text.splitlines() if line.strip()]


@cache
def _fonts() -> "Fonts":
    """Found once for the whole process: looking through a system's fonts takes longer than setting a page."""
    import typst

    folder = settings.FONT_FOLDER
    return typst.Fonts(include_system_fonts=True, font_paths=[str(folder)] if folder else [])
