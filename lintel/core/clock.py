"""The clock. Read at the door and handed down as `at=`; nothing below a door asks for the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
