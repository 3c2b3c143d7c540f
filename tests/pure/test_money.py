"""Money is whole cents, shown and read as people write it."""

import contextlib

import pytest
from hypothesis import given, strategies as st

from lintel.core import money


@pytest.mark.parametrize(
    ("cents", "shown"),
    [
        (0, "$0.00"),
        (5, "$0.05"),
        (45_000, "$450.00"),
        (123_456_789, "$1,234,567.89"),
        (-7_500, "\u2212$75.00"),
        (-1, "\u2212$0.01"),
    ],
)
def test_shown(cents: int, shown: str) -> None:
    assert money.show(cents) == shown


def test_another_currency_says_which() -> None:
    assert money.show(45_000, "CAD") == "CA$450.00"
    assert money.show(45_000, "EUR") == "EUR 450.00"


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("450", 45_000),
        ("450.5", 45_050),
        ("450.05", 45_005),
        ("$450.00", 45_000),
        ("$1,450.00", 145_000),
        ("1 450.00", 145_000),
        (" 75 ", 7_500),
        ("-75", -7_500),
        ("\u221275.00", -7_500),
        ("-$75", -7_500),
        ("0", 0),
        ("100000.00", 10_000_000),
    ],
)
def test_read(typed: str, cents: int) -> None:
    assert money.read(typed) == cents


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "free",
        "4.5.0",
        "450.005",
        "1e3",
        "--5",
        "450-",
        "$",
        ".",
        "45O",
        "100000.01",
        "9" * 30,
        "NaN",
        "½",
        "😀",
    ],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(money.NotAnAmount):
        money.read(typed)


@given(st.integers(-money.MOST_CENTS, money.MOST_CENTS))
def test_what_is_shown_can_be_read_again(cents: int) -> None:
    assert money.read(money.show(cents)) == cents


@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    with contextlib.suppress(money.NotAnAmount):
        assert abs(money.read(typed)) <= money.MOST_CENTS


@pytest.mark.parametrize("typed", ["100000.01", "1000000", "-999999999", "1" * 12, "9" * 40])
def test_too_much_is_asked_about(typed: str) -> None:
    with pytest.raises(money.NotAnAmount, match=r"That is more than \$100,000\.00\. Is there a digit too many\?"):
        money.read(typed)


@pytest.mark.parametrize(("typed", "rate"), [("5", 5_000), ("9.975 %", 9_975), ("0.5%", 500), ("100", 100_000)])
def test_a_rate_is_read_and_written(typed: str, rate: int) -> None:
    assert money.read_rate(typed) == rate
    assert money.read_rate(money.rate_words(rate)) == rate


@pytest.mark.parametrize("typed", ["", "five", "-5", "100.001", "120", "9.9755", "5%%"])
def test_what_is_no_rate_is_refused(typed: str) -> None:
    with pytest.raises(money.NotARate):
        money.read_rate(typed)


@given(st.integers(-(10**9), 10**9), st.integers(0, 100_000))
def test_a_part_and_the_rest_are_the_whole_to_the_cent(cents: int, rate: int) -> None:
    rest = money.part(cents, 100_000 - rate)
    assert abs(money.part(cents, rate) + rest - cents) <= 1
    assert money.part(-cents, rate) == -money.part(cents, rate)
