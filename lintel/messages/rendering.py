"""A letter as the reader gets it: HTML that looks right in any mail program, and the same words as plain text.

Nothing in it comes from elsewhere: no picture, no font, no style sheet.
"""

import re
import textwrap
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import css_inline
from django.conf import settings
from django.template.loader import get_template

from lintel.companies.models import Company
from lintel.messages import colours, rich
from lintel.messages.models import Message
from lintel.messages.outbox import Block
from lintel.messages.texts import LINK

WIDTH = 72
NO_MORE = "No more promotional letters"
NOT_YET = "(The address is written in when this letter leaves.)"
EMPTY_LINES = re.compile(r"\n\s*\n")
GREETING = re.compile(r"^.{0,80},$")


class Rendered(NamedTuple):
    """The two halves of a letter."""

    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the body with its kind said and its address, where it leads somewhere, written in."""

    kind: str
    words: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    address: str = ""


def render(message: Message, *, address: str | None, no_more: str = "") -> Rendered:
    """The letter, with `address` (of the portal, for this recipient) behind its button, and `no_more` where its
    recipient says no to promotional letters.

    Without an address (a preview, a held letter) the button is there and leads nowhere.
    """
    company = message.company
    title, _, locality = message.heading.partition("\n")
    pieces = [_piece(block, address) for block in message.body]
    filled = get_template("letters/letter.html", using="jinja2").render(
        {
            "message": message,
            "company": company,
            "dialled": re.sub(r"[^\d+]", "", company.telephone),
            "title": title,
            "locality": locality,
            "pieces": pieces,
            "button": colours.button(company.colour),
            "beginning": _beginning(pieces),
            "no_more": no_more,
        }
    )
    plain = _plain(message, company, pieces) + (f"{NO_MORE}: {no_more}\n" if no_more else "")
    return Rendered(_inliner().inline(EMPTY_LINES.sub("\n", filled)), plain)


def get_ready() -> None:
    """Read what every letter is made with now, so that the first one need not wait for it."""
    get_template("letters/letter.html", using="jinja2")
    _inliner()


def words(message: Message) -> str:
    """The letter as plain text, without the address behind its button."""
    return _plain(message, message.company, [_piece(block, None) for block in message.body])


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False)


def _piece(block: Block, address: str | None) -> Piece:
    match block:
        case {"button": words, "path": path}:
            return Piece("button", words, address=f"{settings.PUBLIC_ORIGIN_OR_LOCAL}{path}")
        case {"button": words}:
            return Piece("button", words, address=f"{address}{block.get('page', '')}" if address else "")
        case {"facts": rows} | {"fees": rows}:
            kind = "facts" if "facts" in block else "fees"
            return Piece(kind, rows=tuple((label, value) for label, value in rows))
        case {"html": words}:
            return Piece("html", rich.clean(words))
        case {"text": words}:
            return Piece("p", words.replace(LINK, address or "…"))
    for kind in ("p", "head", "small"):
        if kind in block:
            return Piece(kind, block[kind])
    raise ValueError(f"Not a block of a letter: {sorted(block)}")


def _beginning(pieces: list[Piece]) -> str:
    """What a mail program shows beside the subject: the first sentence that is not the greeting."""
    said = (piece.words for piece in pieces if piece.kind == "p" and not GREETING.match(piece.words))
    return textwrap.shorten(next(said, ""), 140, placeholder=" …")


def _plain(message: Message, company: Company, pieces: list[Piece]) -> str:
    parts = [company.name, message.heading, *map(_plain_piece, pieces)]
    foot = [", ".join(filter(None, [company.name, company.address])), company.telephone, _sent_to(message)]
    return "\n\n".join([*filter(None, parts), "-- \n" + "\n".join(filter(None, foot))]) + "\n"


def _plain_piece(piece: Piece) -> str:
    match piece.kind:
        case "html":
            return "\n".join(_wrapped(line) for line in rich.plain(piece.words).splitlines())
        case "facts" | "fees":
            wide = max((len(label) for label, _ in piece.rows), default=0)
            return "\n".join(f"{label.ljust(wide)}  {value}" for label, value in piece.rows)
        case "button":
            return f"{piece.words}:\n{piece.address or NOT_YET}"
        case _:
            return "\n".join(_wrapped(line) for line in piece.words.splitlines())


def _wrapped(line: str) -> str:
    return textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)


def _sent_to(message: Message) -> str:
    return f"Sent to {message.to_address} for {message.to_name}. Not you? Answer this letter and tell us."
