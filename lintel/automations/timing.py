"""When something planned is due: so long before or after a moment, and not at night. Pure functions."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lintel.automations.models import Rule

CLOCKED = {Rule.Unit.MINUTES: timedelta(minutes=1), Rule.Unit.HOURS: timedelta(hours=1)}


def due(moment: datetime, *, way: str, amount: int, unit: str, zone: str) -> datetime:
    """`amount` `unit`s before or after `moment`, in UTC.

    Minutes and hours are as long as they are. A day later the clocks of `zone` show the same time; where they skip it
    that day it is as soon as they go on, and where they show it twice, the first time. A month later is the same day of
    the month, or its last.
    """
    sign = {"at once": 0, "before": -1, "after": 1}[way]
    if length := CLOCKED.get(Rule.Unit(unit)):
        return moment.astimezone(UTC) + sign * amount * length
    local = moment.astimezone(ZoneInfo(zone))
    day = _shifted(local.date(), sign * amount, unit)
    return shown(day, local.time(), zone)


def shown(day: date, clock: time, zone: str) -> datetime:
    """When the clocks of `zone` show this, in UTC: the first time; or, where they skip it, when they go on."""
    local = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=ZoneInfo(zone))
    at = local.astimezone(UTC)
    if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None):
        return at
    return _gap_end(local)


def awake(at: datetime, *, zone: str, quiet: tuple[time, time], latest: datetime | None = None) -> datetime:
    """`at`, or where it falls into the quiet hours (from, until) when they end; where that is not before `latest`, a
    minute before they begin.
    """
    begin, end = quiet
    local = at.astimezone(ZoneInfo(zone))
    if begin == end or not _within(local.time(), begin, end):
        return at
    over_night = begin > end and local.time() >= begin
    until = shown(local.date() + timedelta(days=1 if over_night else 0), end, zone)
    if latest is None or until < latest:
        return until
    began = local.date() if over_night or begin < end else local.date() - timedelta(days=1)
    return shown(began, begin, zone) - timedelta(minutes=1)


def _within(clock: time, begin: time, end: time) -> bool:
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def _shifted(day: date, count: int, unit: str) -> date:
    if unit != Rule.Unit.MONTHS:
        return day + timedelta(days=count * (7 if unit == Rule.Unit.WEEKS else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _gap_end(local: datetime) -> datetime:
    """The instant at which the clocks go forward over this time."""
    zone = local.tzinfo
    before, after = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    assert zone is not None and before is not None and after is not None  # noqa: S101, PT018 - it has a zone
    low, high = (local.replace(tzinfo=UTC) - each for each in (max(before, after), min(before, after)))
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)
