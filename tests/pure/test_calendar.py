"""Clocks at the property: what they skip is refused, what they show twice is the first time; and words for both."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from lintel.directory import zones
from lintel.inspections import calendar

SPRING, AUTUMN = date(2027, 3, 14), date(2026, 11, 1)


def test_an_instant_in_winter_and_in_summer() -> None:
    assert calendar.instant(date(2026, 11, 24), time(9), "America/Boise") == datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert calendar.instant(date(2027, 7, 1), time(9), "America/Boise") == datetime(2027, 7, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["America/Boise", "America/New_York", "America/Los_Angeles"])
def test_a_time_that_the_clocks_skip_is_refused_in_words(zone: str) -> None:
    with pytest.raises(
        calendar.NoSuchTime, match=r"There is no 2:30 AM on Sunday, March 14: the clocks go forward"
    ) as no:
        calendar.instant(SPRING, time(2, 30), zone)
    assert no.value.field == "time"


def test_the_same_time_exists_where_the_clocks_stay() -> None:
    for zone in ("America/Phoenix", "Pacific/Honolulu", "America/Regina", "America/Puerto_Rico"):
        local = calendar.instant(SPRING, time(2, 30), zone).astimezone(ZoneInfo(zone))
        assert local.time() == time(2, 30)


def test_a_time_that_is_shown_twice_is_the_first_one() -> None:
    at = calendar.instant(AUTUMN, time(1, 30), "America/Boise")
    assert at == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert at.astimezone(ZoneInfo("America/Boise")).utcoffset() == timedelta(hours=-6)


@given(
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    st.sampled_from(zones.OFFERED),
)
def test_the_clocks_there_show_what_was_asked_or_it_is_refused(day: date, clock: time, zone: str) -> None:
    try:
        at = calendar.instant(day, clock, zone)
    except calendar.NoSuchTime:
        before = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
        assert before.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != before.replace(tzinfo=None)
    else:
        assert at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, clock)


def test_words() -> None:
    local = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("America/Boise"))
    assert calendar.day_words(local) == "Tuesday, November 24"
    assert calendar.day_words_short(local) == "Tue, Nov 24"
    assert calendar.moment_words(local) == "Tuesday, November 24 at 9:00 AM"


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        (time(0, 0), "12:00 AM"),
        (time(0, 5), "12:05 AM"),
        (time(11, 59), "11:59 AM"),
        (time(12, 0), "12:00 PM"),
        (time(13, 7), "1:07 PM"),
        (time(23, 59), "11:59 PM"),
    ],
)
def test_hours_in_words(clock: time, said: str) -> None:
    assert calendar.time_words(clock) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (150, "2 h 30 min"), (1440, "24 h")]
)
def test_durations_in_words(minutes: int, said: str) -> None:
    assert calendar.duration_words(minutes) == said
