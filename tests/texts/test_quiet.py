"""Nobody is texted at night, on the clocks where the property stands; not even when those are changed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from lintel.companies.models import Company
from lintel.inspections.models import Inspection
from lintel.messages import hours
from lintel.messages.models import Message
from tests import cast
from tests.texts.conftest import CORA, NOON, Drain, share
from tests.texts.twilio import Twilio

ZONES = ["America/Boise", "America/New_York", "Europe/London", "Australia/Lord_Howe", "America/St_Johns", "Asia/Tokyo"]
NIGHT = datetime(2027, 5, 13, 4, tzinfo=UTC)  # ten in the evening in Boise


def is_quiet(company: Company, zone: str, at: datetime) -> bool:
    begins, ends = hours.of(company)
    now = at.astimezone(ZoneInfo(zone)).time()
    return begins <= now < ends if begins <= ends else now >= begins or now < ends


def test_a_text_that_becomes_due_at_night_waits_until_eight(
    inspection: Inspection, twilio: Twilio, drain: Drain
) -> None:
    text = share(inspection)
    assert drain(NIGHT) == 1
    text.refresh_from_db()
    morning = datetime(2027, 5, 13, 14, tzinfo=UTC)
    assert (text.state, text.due_at) == ("queued", morning)
    assert drain(morning - timedelta(seconds=1)) == 0
    assert drain(morning) == 1
    assert len(twilio.to(CORA)) == 1


def test_the_property_s_clocks_count_and_not_the_company_s(
    inspection: Inspection, twilio: Twilio, drain: Drain
) -> None:
    Company.objects.update(zone="Asia/Tokyo")
    share(inspection)
    drain(NOON)
    assert len(twilio.to(CORA)) == 1


def test_one_that_is_written_at_night_says_when_it_leaves(office: cast.Office) -> None:
    assert hours.leaves_at(office.company, "America/Boise", at=NIGHT) == datetime(2027, 5, 13, 14, tzinfo=UTC)
    assert hours.leaves_at(office.company, "America/Boise", at=NOON) == NOON


def test_the_company_chooses_its_hours(office: cast.Office) -> None:
    company = Company(quiet_from=time(12), quiet_until=time(13))
    assert hours.leaves_at(company, "America/Boise", at=NOON) == NOON + timedelta(hours=1)
    company.quiet_until = time(12)
    assert hours.leaves_at(company, "America/Boise", at=NIGHT) == NIGHT


@given(
    st.integers(0, 4 * 366 * 24 * 60),
    st.sampled_from(ZONES),
    st.times(),
    st.times(),
)
def test_no_text_leaves_in_quiet_hours_and_none_waits_longer_than_it_must(
    minutes: int, zone: str, begins: time, ends: time
) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    company = Company(quiet_from=begins.replace(microsecond=0), quiet_until=ends.replace(microsecond=0))
    leaves = hours.leaves_at(company, zone, at=at)
    assert leaves >= at
    if not is_quiet(company, zone, at):
        assert leaves == at
    else:
        assert not is_quiet(company, zone, leaves)
        assert leaves - at <= timedelta(hours=25)


@pytest.mark.parametrize("day", ["2027-03-14", "2027-11-07"])
@pytest.mark.parametrize("ends", [time(1, 30), time(2, 30), time(8)])
def test_the_nights_on_which_clocks_change(day: str, ends: time) -> None:
    company, zone = Company(quiet_from=time(21), quiet_until=ends), ZoneInfo("America/Boise")
    start = datetime.fromisoformat(day).replace(tzinfo=zone).astimezone(UTC)
    for minutes in range(0, 12 * 60, 10):
        at = start + timedelta(minutes=minutes)
        leaves = hours.leaves_at(company, "America/Boise", at=at)
        assert leaves == at or is_quiet(company, "America/Boise", at)
        assert not is_quiet(company, "America/Boise", leaves)


def test_rows_say_whose_night_it_is(inspection: Inspection) -> None:
    assert share(inspection).zone == "America/Boise"
    assert Message.objects.filter(channel="email").exclude(zone=None).count() == 0
