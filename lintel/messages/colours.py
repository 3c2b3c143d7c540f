"""A company's colour made fit for letters: readable on paper, on night, and under its own words."""

import re
from functools import lru_cache
from math import ceil, floor
from typing import NamedTuple

OWN = "#005a66"
WHITE, INK = "#ffffff", "#06181b"
NIGHT = "#101418"
ENOUGH = 4.5
HEX = re.compile(r"^#[0-9a-fA-F]{6}$")

Rgb = tuple[int, int, int]


class Button(NamedTuple):
    """A button's ground and the words on it, by day and by night."""

    ground: str
    words: str
    night_ground: str
    night_words: str


@lru_cache(maxsize=256)
def button(colour: str) -> Button:
    """The button of a company with this colour; Lintel's own blue-green where it has none or an odd one.

    The words keep 4.5 : 1 against their ground, and by night the ground keeps as much against the page.
    """
    day = night = _rgb(colour if HEX.match(colour) else OWN)
    while contrast(_words_on(day), day) < ENOUGH:
        day = _towards(day, 0)
    while contrast(night, _rgb(NIGHT)) < ENOUGH or contrast(_words_on(night), night) < ENOUGH:
        night = _towards(night, 255)
    return Button(_hex(day), _hex(_words_on(day)), _hex(night), _hex(_words_on(night)))


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _words_on(ground: Rgb) -> Rgb:
    return max((_rgb(WHITE), _rgb(INK)), key=lambda words: contrast(words, ground))


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (one / 255 for one in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _towards(colour: Rgb, end: int) -> Rgb:
    step = ceil if end else floor
    red, green, blue = (part + step((end - part) / 20) for part in colour)
    return red, green, blue


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
