"""Words of customers are filled in one pass, from a closed list, by no template engine."""

import pytest
from hypothesis import given, strategies as st

from lintel.core import words

FIELDS = {"CLIENT_NAME": "Cora", "FEES": "$590.00"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hi {{CLIENT_NAME}}", "Hi Cora"),
        ("{{ CLIENT_NAME }} owes {{FEES}}", "Cora owes $590.00"),
        ("{{CLIENT_NAME}}{{CLIENT_NAME}}", "CoraCora"),
        ("{{STRANGER}} stays", "{{STRANGER}} stays"),
        ("{{client_name}} stays", "{{client_name}} stays"),
        ("{CLIENT_NAME} stays", "{CLIENT_NAME} stays"),
        ("{{CLIENT_NAME.__class__}} stays", "{{CLIENT_NAME.__class__}} stays"),
        ("{% include 'x' %} ${x} #{x} <%= x %> stay", "{% include 'x' %} ${x} #{x} <%= x %> stay"),
        ("{{{{CLIENT_NAME}}}}", "{{Cora}}"),
    ],
)
def test_filled(text: str, filled: str) -> None:
    assert words.fill(text, FIELDS) == filled


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    assert words.fill("{{CLIENT_NAME}}", {"CLIENT_NAME": "{{FEES}}", "FEES": "$0.00"}) == "{{FEES}}"


def test_backslashes_and_groups_in_a_value_are_words() -> None:
    assert words.fill("{{FEES}}", {"FEES": r"\1 \g<0> \n"}) == r"\1 \g<0> \n"


def test_unknown_ones_are_named_once_in_order() -> None:
    known = frozenset(FIELDS)
    assert words.unknown("{{B}} {{A}} {{CLIENT_NAME}} {{B}}", known) == ["B", "A"]


@given(st.text(), st.text())
def test_text_without_placeholders_stays_as_it_is(before: str, value: str) -> None:
    text = before.replace("{{", "")
    assert words.fill(text, {"CLIENT_NAME": value}) == text
