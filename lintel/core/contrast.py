"""How well one colour can be told from another, as WCAG 2.2 reckons it (1.4.3). Colours are #rrggbb."""

ENOUGH = 4.5  # for text against its ground


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def linear(colour: str) -> tuple[float, float, float]:
    """Red, green and blue as amounts of light, 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _bent(red), _bent(green), _bent(blue)


def _bent(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
