"""The clock. Read at the door and handed down as `at=`; nothing below a door asks for the time."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def is_zone(name: str) -> bool:
    """Whether the zone database knows this name."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    """Every name there is: the library reads its folders anew each time it is asked, for several milliseconds."""
    return frozenset(available_timezones())
