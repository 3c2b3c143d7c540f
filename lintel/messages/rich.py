"""Letters that people write: bold, italics, lists and links, cleaned, with one button where its placeholder stands."""

import re
from html import escape
from html.parser import HTMLParser

import nh3

from lintel.messages.outbox import Block

BUTTON = "SIGN_AND_PAY"
PLACE = re.compile(r"(?:<p>\s*)?\{\{\s*" + BUTTON + r"\s*\}\}(?:\s*</p>)?")
TAGS = {"p", "br", "strong", "b", "em", "i", "ul", "ol", "li", "a"}
SCHEMES = {"https", "http", "mailto", "tel"}
MOST_LETTERS = 20_000


def clean(html: str) -> str:
    """What may stand in a letter, and nothing else: no picture, no style, no address but a plain one."""
    return nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow"
    )


def from_text(text: str) -> str:
    """Plain paragraphs, as a browser without script sends them, as the same letter in HTML."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts if part.strip())


def has_button(html: str) -> bool:
    """Whether the placeholder of the button stands somewhere in it."""
    return PLACE.search(html) is not None


def blocks(html: str, *, button: str, page: str = "") -> list[Block]:
    """The letter's blocks: cleaned HTML, and `button` at each place that asks for it."""
    parts = PLACE.split(clean(html))
    laid: list[Block] = []
    for place, part in enumerate(parts):
        if place:
            laid.append({"button": button, "page": page})
        if part.strip():
            laid.append({"html": part})
    return laid


def plain(html: str) -> str:
    """The same words without marks: paragraphs apart, list items behind dashes, addresses behind their words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.said)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self.said.append("\n- ")
        elif tag == "br":
            self.said.append("\n")
        elif tag == "a":
            self._address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "ul", "ol"):
            self.said.append("\n\n")
        elif tag == "a" and self._address:
            if "".join(self.said).endswith(self._address) is False:
                self.said.append(f" ({self._address})")
            self._address = ""

    def handle_data(self, data: str) -> None:
        self.said.append(data)
