"""A company's colour, corrected so that words on it can be read: pure arithmetic in OKLCH (Ottosson 2020)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from lintel.core.contrast import ENOUGH, contrast, linear

HEX = re.compile(r"^#[0-9a-f]{6}$")
LIGHTEST = 0.50  # of the colour itself, so that a line of it on paper still stands out
STEP = 0.01

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Brand:
    """Two colours as #rrggbb: the ground, and the ink that can be read on it."""

    ground: str
    ink: str

    def rule(self) -> str:
        """What a page's `<style>` says about it."""
        return f":root{{--brand:{self.ground};--brand-ink:{self.ink}}}"


@lru_cache(maxsize=1000)
def correct(colour: str) -> Brand | None:
    """The nearest colour of the same hue that is dark enough, with its ink; None for what is no #rrggbb."""
    colour = colour.strip().lower()
    if not HEX.match(colour):
        return None
    lightness, a, b = _oklab(colour)
    lightness = min(lightness, LIGHTEST)
    while True:
        ground, ink = _hex(lightness, a, b), _hex(0.99, a * 0.05, b * 0.05)
        if contrast(ground, ink) >= ENOUGH and _oklab(ground)[0] <= LIGHTEST:
            return Brand(ground, ink)
        lightness -= STEP


def lightness(colour: str) -> float:
    """The OKLCH lightness of #rrggbb, 0 to 1."""
    return _oklab(colour)[0]


def _oklab(colour: str) -> Triple:
    red, green, blue = linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _rgb(lightness: float, a: float, b: float) -> Triple:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _hex(lightness: float, a: float, b: float) -> str:
    """The colour on a screen: chroma gives way until every channel fits."""
    strength = 1.0
    channels = _rgb(lightness, a, b)
    while strength > 0 and not all(-0.0001 <= channel <= 1.0001 for channel in channels):
        strength -= 0.02
        channels = _rgb(lightness, a * strength, b * strength)
    return "#" + "".join(f"{_shown(channel):02x}" for channel in channels)


def _shown(channel: float) -> int:
    channel = min(max(channel, 0.0), 1.0)
    bent = 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
    return round(bent * 255)
