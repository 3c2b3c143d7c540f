"""Whatever colour a company chooses, words on it can be read."""

import pytest
from hypothesis import given, strategies as st

from lintel.core.contrast import contrast
from lintel.web import brand

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_every_colour_becomes_one_that_can_be_read_on(colour: str) -> None:
    corrected = brand.correct(colour)
    assert corrected is not None
    assert contrast(corrected.ground, corrected.ink) >= 4.5
    assert brand.lightness(corrected.ground) <= 0.5


@pytest.mark.parametrize("colour", ["#1b4f72", "#005a66", "#000000", "#7a2e0e"])
def test_a_colour_that_is_dark_enough_stays(colour: str) -> None:
    corrected = brand.correct(colour)
    assert corrected is not None
    assert corrected.ground == colour


@pytest.mark.parametrize("nonsense", ["", "red", "#fff", "#12345g", "#123456;}body{display:none"])
def test_what_is_no_colour_changes_nothing(nonsense: str) -> None:
    assert brand.correct(nonsense) is None


def test_contrast_is_reckoned_as_the_guidelines_do() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
