"""What changed between two texts of an agreement, as a person would tell it."""

from lintel.agreements.comparing import Change, changes

BEFORE = """## What it costs

Home inspection and radon test. Together **$590.00**.

- The roof is looked at from the ground.
- The well is not."""


def test_the_same_text_changed_nothing() -> None:
    assert changes(BEFORE, BEFORE) == []


def test_the_sentence_that_changed_stands_alone_and_without_markup() -> None:
    after = BEFORE.replace("$590.00", "$665.00")
    assert changes(BEFORE, after) == [Change("Together $590.00.", "Together $665.00.")]


def test_what_was_added_was_nothing_before_and_what_was_taken_out_is_nothing_now() -> None:
    longer = f"{BEFORE}\n- Nor is the septic tank."
    assert changes(BEFORE, longer) == [Change("", "Nor is the septic tank.")]
    assert changes(longer, BEFORE) == [Change("Nor is the septic tank.", "")]


def test_two_places_are_two_changes_in_the_order_of_the_text() -> None:
    after = BEFORE.replace("radon", "mold").replace("The well is not.", "The well is, too.")
    assert [change.now for change in changes(BEFORE, after)] == ["Home inspection and mold test.", "The well is, too."]
