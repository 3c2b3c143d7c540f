"""A company's colour made fit for letters: readable on paper, on night, and under its own words."""

import re
from functools import lru_cache
from math import ceil, floor
from typing import NamedTuple

from lintel.core.contrast import ENOUGH, contrast

OWN = "#005a66"
WHITE, INK = "#ffffff", "#06181b"
NIGHT = "#101418"
HEX = re.compile(r"^#[0-9a-fA-F]{6}$")


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
    day = night = colour if HEX.match(colour) else OWN
    while contrast(_words_on(day), day) < ENOUGH:
        day = _towards(day, 0)
    while contrast(night, NIGHT) < ENOUGH or contrast(_words_on(night), night) < ENOUGH:
        night = _towards(night, 255)
    return Button(day, _words_on(day), night, _words_on(night))


@lru_cache(maxsize=256)
def on_paper(colour: str) -> str:
    """The company's colour for words on white, dark enough to be read; Lintel's own where it has none."""
    dark = colour if HEX.match(colour) else OWN
    while contrast(dark, WHITE) < ENOUGH:
        dark = _towards(dark, 0)
    return dark


def _words_on(ground: str) -> str:
    return max((WHITE, INK), key=lambda words: contrast(words, ground))


def _towards(colour: str, end: int) -> str:
    step = ceil if end else floor
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{part + step((end - part) / 20):02x}" for part in channels)
