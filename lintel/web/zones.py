"""Time zones on offer, and in the words people use for them."""

from lintel.core import clock
from lintel.directory import zones

words = zones.words


def choices(*also: str) -> list[tuple[str, str]]:
    """The zones on offer, and any other in use, for a form."""
    return [(zone, zones.full_words(zone)) for zone in dict.fromkeys([*zones.OFFERED, *also]) if clock.is_zone(zone)]
