"""Slips of the finger are questioned, right addresses are left alone, and a state gives its zone where it has one."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from lintel.core import clock
from lintel.directory import slips, zones

SLIPS = {
    "cora@gmial.com": "cora@gmail.com",
    "cora@gmai.com": "cora@gmail.com",
    "cora@gnail.com": "cora@gmail.com",
    "cora@gmail.con": "cora@gmail.com",
    "cora@gmail.cmo": "cora@gmail.com",
    "cora@gmail.comm": "cora@gmail.com",
    "cora@gmailcom": "cora@gmail.com",
    "cora@gmail,com": "cora@gmail.com",
    "cora@gmail..com": "cora@gmail.com",
    "cora@gmail.com.": "cora@gmail.com",
    "cora@gmail.com,": "cora@gmail.com",
    " cora@gmail.com": "cora@gmail.com",
    "cora @gmail.com": "cora@gmail.com",
    "cora.@gmail.com": "cora@gmail.com",
    "<cora@gmail.com>": "cora@gmail.com",
    "cora@yaho.com": "cora@yahoo.com",
    "cora@yahooo.com": "cora@yahoo.com",
    "cora@hotmial.com": "cora@hotmail.com",
    "cora@hotmai.com": "cora@hotmail.com",
    "cora@outlok.com": "cora@outlook.com",
    "cora@iclould.com": "cora@icloud.com",
    "cora@comcast.ney": "cora@comcast.net",
    "cora@whitfield.ogr": "cora@whitfield.org",
}
RIGHT = [
    "cora@gmail.com",
    "CORA@GMAIL.COM",
    "cora.whitfield+house@gmail.com",
    "cora@whitfield.example",
    "cora@mail.com",
    "cora@email.com",
    "cora@ymail.com",
    "cora@gmx.com",
    "cora@live.co.uk",
    "cora@hey.com",
    "cora@pm.me",
    "cora@me.com",
    "cora@aim.com",
    "cora@cox.net",
    "cora@mac.com",
    "cora@qq.com",
    "cora@cedarstone.co",
    "cora@realty.homes",
    "cora@boise.id.us",
    "cora@xn--bcher-kva.example",
    "josé@correo.example",
    "o'brien@ireland.example",
]


@pytest.mark.parametrize(("typed", "meant"), SLIPS.items())
def test_a_slip_is_questioned(typed: str, meant: str) -> None:
    assert slips.likely(typed) == meant


@pytest.mark.parametrize("address", RIGHT)
def test_a_right_address_is_left_alone(address: str) -> None:
    assert slips.likely(address) is None


@pytest.mark.parametrize("meant", [*SLIPS.values(), *slips.COMMON])
def test_the_answer_raises_no_further_question(meant: str) -> None:
    assert slips.likely(meant if "@" in meant else f"cora@{meant}") is None


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    meant = slips.likely(typed)
    assert meant is None or meant != typed


class TestZones:
    def test_each_zone_is_one_that_clocks_know(self) -> None:
        for zone in [*zones.OFFERED, *zones.BY_STATE]:
            assert clock.is_zone(zone)
            assert ZoneInfo(zone).key == zone

    @pytest.mark.parametrize(
        ("state", "zone"),
        [
            ("CO", "America/Denver"),
            ("wa", "America/Los_Angeles"),
            (" me ", "America/New_York"),
            ("HI", "Pacific/Honolulu"),
        ],
    )
    def test_a_state_with_one_zone_suggests_it(self, state: str, zone: str) -> None:
        assert zones.suggested(state) == zone

    @pytest.mark.parametrize("state", ["ID", "TX", "FL", "TN", "KY", "IN", "OR", "ND", "SD", "NE", "KS", "MI", "AK"])
    def test_a_state_with_several_suggests_none(self, state: str) -> None:
        assert zones.suggested(state) is None

    @pytest.mark.parametrize("state", ["NV", "AZ", "", "XX", "Idaho", "ON"])
    def test_nor_does_one_that_is_in_doubt_or_none(self, state: str) -> None:
        assert zones.suggested(state) is None

    def test_no_state_is_named_twice(self) -> None:
        named = [state for states in zones.BY_STATE.values() for state in states.split()]
        assert len(named) == len(set(named))

    @pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "america/boise"])
    def test_what_is_no_zone_is_none(self, zone: str) -> None:
        assert not clock.is_zone(zone)
