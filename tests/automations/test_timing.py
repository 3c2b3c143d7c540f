"""When a plan is due: on the right clocks, over every change of them, and not at night."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from lintel.automations import timing

BOISE = "America/Boise"
QUIET = (time(21), time(8))
OFFSETS = (
    *(("before", 30, "minutes"), ("after", 26, "hours"), ("before", 1, "days"), ("before", 2, "weeks")),
    *(("after", 1, "months"), ("at once", 0, "hours")),
)


def at(words: str, zone: str = BOISE) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone))


def wall(moment: datetime, zone: str = BOISE) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("way", "amount", "unit", "due"),
    [
        ("at once", 0, "hours", "2026-11-03 09:00"),
        ("before", 90, "minutes", "2026-11-03 07:30"),
        ("before", 24, "hours", "2026-11-02 09:00"),
        ("before", 3, "days", "2026-10-31 09:00"),  # the clocks went back on November 1
        ("before", 72, "hours", "2026-10-31 10:00"),
        ("after", 2, "weeks", "2026-11-17 09:00"),
        ("after", 4, "months", "2027-03-03 09:00"),
        ("before", 9, "months", "2026-02-03 09:00"),
    ],
)
def test_days_keep_the_clocks_and_hours_keep_their_length(way: str, amount: int, unit: str, due: str) -> None:
    found = timing.due(at("2026-11-03T09:00"), way=way, amount=amount, unit=unit, zone=BOISE)
    assert wall(found) == due


def test_a_month_after_the_31st_is_the_last_day() -> None:
    assert (
        wall(timing.due(at("2026-01-31T09:00"), way="after", amount=1, unit="months", zone=BOISE))[:10] == "2026-02-28"
    )


def test_a_time_that_the_clocks_skip_is_when_they_go_on() -> None:
    found = timing.due(at("2026-03-09T02:30"), way="before", amount=1, unit="days", zone=BOISE)
    assert wall(found) == "2026-03-08 03:00"


def test_a_time_that_they_show_twice_is_the_first() -> None:
    found = timing.due(at("2026-11-02T01:30"), way="before", amount=1, unit="days", zone=BOISE)
    assert found == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        ("2026-11-03T12:00", "2026-11-03 12:00"),
        ("2026-11-03T08:00", "2026-11-03 08:00"),
        ("2026-11-03T20:59", "2026-11-03 20:59"),
        ("2026-11-03T21:00", "2026-11-04 08:00"),
        ("2026-11-03T23:30", "2026-11-04 08:00"),
        ("2026-11-04T03:00", "2026-11-04 08:00"),
    ],
)
def test_at_night_it_waits_for_the_morning(clock: str, due: str) -> None:
    assert wall(timing.awake(at(clock), zone=BOISE, quiet=QUIET)) == due


def test_what_would_be_too_late_in_the_morning_goes_in_the_evening() -> None:
    starts = at("2026-11-04T07:30")
    for clock in ("2026-11-04T06:30", "2026-11-03T22:00"):
        assert wall(timing.awake(at(clock), zone=BOISE, quiet=QUIET, latest=starts)) == "2026-11-03 20:59"


def test_quiet_hours_by_day_and_none_at_all() -> None:
    assert wall(timing.awake(at("2026-11-03T12:30"), zone=BOISE, quiet=(time(12), time(13)))) == "2026-11-03 13:00"
    assert wall(timing.awake(at("2026-11-03T23:30"), zone=BOISE, quiet=(time(8), time(8)))) == "2026-11-03 23:30"


def transitions(zone: ZoneInfo, first: int = 2026, last: int = 2029) -> list[datetime]:
    """The hours in which the clocks of a zone change."""
    found, moment, end = [], datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    before = moment.astimezone(zone).utcoffset()
    while moment < end:
        later = moment + timedelta(days=1)
        after = later.astimezone(zone).utcoffset()
        if after != before:
            while later - moment > timedelta(minutes=1):
                middle = moment + (later - moment) / 2
                moment, later = (middle, later) if middle.astimezone(zone).utcoffset() == before else (moment, middle)
            found.append(later.replace(second=0, microsecond=0))
        moment, before = later, after
    return found


def test_every_change_of_every_zone_with_every_kind_of_offset() -> None:
    changes = 0
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        for change in transitions(zone):
            changes += 1
            for minutes in (-1441, -61, -31, 0, 29, 59, 1441):
                moment = change + timedelta(minutes=minutes)
                for way, amount, unit in OFFSETS:
                    due = timing.due(moment, way=way, amount=amount, unit=unit, zone=name)
                    _is_right(due, moment, way, amount, unit, zone)
    assert changes > 400


def _is_right(due: datetime, moment: datetime, way: str, amount: int, unit: str, zone: ZoneInfo) -> None:
    if unit in ("minutes", "hours"):
        length = timedelta(minutes=amount) if unit == "minutes" else timedelta(hours=amount)
        assert abs(due - moment) == length, (zone, moment, way, amount, unit)
        return
    wanted, shown = moment.astimezone(zone).time().replace(fold=0), due.astimezone(zone)
    if shown.time().replace(fold=0) != wanted:  # skipped that day: not a minute before the clocks go on
        earlier = (due - timedelta(seconds=1)).astimezone(zone)
        assert earlier.utcoffset() != shown.utcoffset(), (zone, moment, way, amount, unit)
        assert earlier.time() < wanted < shown.time().replace(fold=0) or shown.time() <= time(1), (zone, moment)
    else:
        assert not shown.fold, (zone, moment, way, amount, unit)
