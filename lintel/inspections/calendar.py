"""Days and times at the property, in words and as instants. Pure functions."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from lintel.core.refusal import Refusal


class NoSuchTime(Refusal):
    pass


def instant(day: date, clock: time, zone: str) -> datetime:
    """The instant, in UTC, at which the clocks of `zone` show this; the first one where they show it twice.

    Raises NoSuchTime for a time that the clocks skip that day.
    """
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    at = local.astimezone(UTC)
    if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(
            f"There is no {time_words(local)} on {day_words(local)}: the clocks go forward that night. "
            "Choose a time before or after.",
            field="time",
        )
    return at


def day_words(local: date) -> str:
    """`Tuesday, November 24`."""
    return f"{local:%A, %B} {local.day}"


def day_words_short(local: date) -> str:
    """`Tue, Nov 24`."""
    return f"{local:%a, %b} {local.day}"


def date_words(local: date) -> str:
    """`Nov 24`, where there is little room."""
    return f"{local:%b} {local.day}"


def time_words(local: datetime | time) -> str:
    """`9:00 AM`."""
    return f"{local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"


def moment_words(local: datetime) -> str:
    """`Tuesday, November 24 at 9:00 AM`."""
    return f"{day_words(local)} at {time_words(local)}"


def duration_words(minutes: int) -> str:
    """`2 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part) or "0 min"
