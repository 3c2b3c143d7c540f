"""Texts made into letters: a company's own, else our starter texts. A text is a subject line, then blocks with blank
lines between them.

`[facts]` is when and by whom, `[fees]` what it costs, `[button Words]` the recipient's own link, `[receipt Words]` the
receipt behind it, `[copy Words]` the signed agreement, `[office Words]` the inspection's page for staff, `[join Words]`
the page of an invitation, `[small Words]` small print; everything else is the markup of `core.markup`. Placeholders are
filled in one pass, after the markup is read: what they hold is text and nothing else.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from pathlib import Path

from lintel.companies.models import Company
from lintel.core import markup, words
from lintel.inspections import kinds
from lintel.messages import rich, wording
from lintel.messages.outbox import Block, Letter
from lintel.messages.wording import Words

MARK = re.compile(r"^\[(facts|fees|button|receipt|copy|office|join|small)(?: (.+))?\]$", re.DOTALL)
PAGES = {"button": "", "receipt": "receipts/{{RECEIPT}}.pdf", "copy": "agreement/{{AGREEMENT_ID}}/signed.pdf"}
URL = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)])")
MARKED = re.compile(r"^#|^[-*] |\*\*|https?://", re.MULTILINE)
Rows = Sequence[tuple[str, str]]
FOLDER = Path(__file__).parent / "starter"


@cache
def whole(name: str) -> tuple[str, str]:
    """The first line of one starter text, and the rest, unfilled."""
    first, _, rest = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("\n")
    return first, rest.strip()


def blocks(body: str) -> list[str]:
    """The blocks of a body, unfilled."""
    return [part.strip() for part in re.split(r"\n[^\S\n]*\n", body.replace("\r\n", "\n")) if part.strip()]


def has_button(body: str) -> bool:
    """Whether a button stands in it."""
    return any((found := MARK.match(part)) and found[1] in kinds.BUTTONS for part in blocks(body))


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a text's marks stand for in one letter."""

    facts: Rows = ()
    fees: Rows = ()
    office_path: str = ""
    invitation: str = ""


class Texts:
    """The texts of one company, which are asked for once."""

    def __init__(self, company: Company) -> None:
        self.company = company

    @cached_property
    def _own(self) -> Mapping[str, Words]:
        return wording.own(self.company)

    def whole(self, name: str) -> Words:
        """The company's own words for this kind of letter, where they can be filled; else ours."""
        own = self._own.get(name)
        return own if own and not strangers(name, own) else Words(*whole(name))

    def for_rule(self, name: str) -> Words | None:
        """What an automation sends under this name; a letter of the company's own as it stands, if it still does."""
        return self.whole(name) if name in kinds.KINDS else self._own.get(name)

    def draft(self, name: str) -> tuple[str, str]:
        """Subject and HTML of a letter that is looked through before it is sent, its placeholders unfilled."""
        return drafted(self.whole(name))

    def compose(
        self, name: str, fields: Mapping[str, str], *, heading: str, particulars: Particulars, calendar: str = ""
    ) -> Letter:
        """The text `name` filled: a letter without a recipient."""
        return composed(name, self.whole(name), fields, heading=heading, particulars=particulars, calendar=calendar)


def drafted(text: Words) -> tuple[str, str]:
    """Subject and HTML of these words, for the editor of a letter."""
    return text.subject, "".join(_drafted(part) for part in blocks(text.body))


def strangers(name: str, text: Words) -> list[str]:
    """Placeholders that this kind of letter does not know."""
    known = kinds.KINDS[name].known if name in kinds.KINDS else kinds.OWN_KNOWN
    return words.unknown(f"{text.subject}\n{text.body}", known)


def composed(
    name: str,
    text: Words,
    fields: Mapping[str, str],
    *,
    heading: str,
    particulars: Particulars,
    calendar: str = "",
) -> Letter:
    """These words filled: a letter without a recipient."""
    return Letter(
        kind=name,
        subject=" ".join(words.fill(text.subject, fields).split()),
        heading=heading,
        body=[block for part in blocks(text.body) for block in _blocks(part, fields, particulars)],
        calendar=calendar,
    )


def _blocks(text: str, fields: Mapping[str, str], particulars: Particulars) -> list[Block]:
    found = MARK.match(text)
    if not found:
        return _marked_up(text, fields) if MARKED.search(text) else [{"p": words.fill(text, fields)}]
    said = words.fill(found[2] or "", fields)
    match found[1]:
        case "facts" | "fees" as kind:
            return [{kind: [list(row) for row in getattr(particulars, kind)]}]
        case "button" | "receipt" | "copy" as kind:
            return [{"button": said, "page": words.fill(PAGES[kind], fields)}]
        case "office":
            return [{"button": said, "path": particulars.office_path}]
        case "join":
            return [{"button": said, "invitation": particulars.invitation}]
        case _:
            return [{"small": said}]


def _marked_up(text: str, fields: Mapping[str, str]) -> list[Block]:
    """Headings, lists, bold and addresses. The values of `fields` stay text, whatever stands in them."""
    made: list[Block] = []
    for block in markup.parse(text):
        if block.kind == "head":
            made.append({"head": words.fill("".join(run.text for run in block.rows[0]), fields)})
        else:
            made.append({"html": _html(block, fields)})
    return made


def _drafted(text: str) -> str:
    """A block as the editor of a letter holds it: the button as its placeholder, the rest as HTML."""
    if found := MARK.match(text):
        return f"<p>{{{{{rich.BUTTON}}}}}</p>" if found[1] in kinds.BUTTONS else ""
    return "".join(_html(block, {}) for block in markup.parse(text))


def _html(block: markup.Block, fields: Mapping[str, str]) -> str:
    rows = ["".join(_run(run, fields) for run in row) for row in block.rows]
    match block.kind:
        case "list":
            return f"<ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>"
        case "head":
            return f"<p><strong>{rows[0]}</strong></p>"
        case _:
            return f"<p>{rows[0]}</p>"


def _run(run: markup.Run, fields: Mapping[str, str]) -> str:
    parts = URL.split(run.text)
    said = "".join(
        f'<a href="{escape(part)}">{escape(part)}</a>' if nth % 2 else escape(words.fill(part, fields))
        for nth, part in enumerate(parts)
    )
    return f"<strong>{said}</strong>" if run.bold else said
