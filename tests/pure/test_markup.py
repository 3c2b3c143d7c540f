"""An agreement's little markup: heads, lists, paragraphs, bold; and nothing a client writes turns into more."""

import re

from hypothesis import given, strategies as st

from lintel.core import markup
from lintel.core.markup import Block, Run


def test_the_whole_of_it() -> None:
    text = "## What we do\n\nWe look at **every** room.\nAnd the roof.\n\n- one\n- **two**\n* three\n"
    assert markup.parse(text) == [
        Block("head", ((Run("What we do"),),)),
        Block("paragraph", ((Run("We look at "), Run("every", bold=True), Run(" room. And the roof.")),)),
        Block("list", ((Run("one"),), (Run("two", bold=True),), (Run("three"),))),
    ]


def test_a_head_may_stand_right_above_its_paragraph() -> None:
    assert [block.kind for block in markup.parse("# One\n## Two\nText\n\n# Three\n- a\n- b")] == [
        "head",
        "head",
        "paragraph",
        "head",
        "list",
    ]


def test_windows_line_ends_are_line_ends() -> None:
    assert markup.parse("a\r\n\r\n- b\r\n- c\r\n") == markup.parse("a\n\n- b\n- c\n")


def test_a_line_that_is_no_item_makes_the_whole_a_paragraph() -> None:
    assert [block.kind for block in markup.parse("- one\nand so on")] == ["paragraph"]


def test_stars_alone_and_markup_of_other_kinds_are_words() -> None:
    for text in ("**", "****", "2 ** 3", "*slanted*", "<b>x</b>", "[a](javascript:b)", "`code`", "{{NAME}}"):
        assert markup.parse(text) == [Block("paragraph", ((Run(text),),))], text


def test_nothing_is_nothing() -> None:
    assert markup.parse("") == markup.parse(" \n\n \t\n") == []


@given(st.text())
def test_no_word_is_lost_and_none_is_made_up(text: str) -> None:
    said = "".join(run.text for block in markup.parse(text) for row in block.rows for run in row)
    assert letters(said) == letters(text)


def letters(text: str) -> str:
    return re.sub(r"[\s#*-]", "", text)
