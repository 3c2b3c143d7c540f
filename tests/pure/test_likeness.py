"""Which names, addresses and telephones look like one person's."""

import pytest
from hypothesis import given, strategies as st

from lintel.directory import likeness

ALIKE = [
    ("Cora Whitfield", "cora whitfield"),
    ("Cora Whitfield", "Kora Whitfield"),
    ("Cora Whitfield", "Cora Whitfeld"),
    ("C. Whitfield", "Cora Whitfield"),
    ("Cora Anne Whitfield", "Cora Whitfield"),
    ("Jon Smith", "John Smith"),
    ("Rob Smith", "Robert Smith"),
    ("José Núñez", "Jose Nunez"),
    ("Gem State Mutual", "Gem State Mutual Insurance"),
]
APART = [
    ("Cora Whitfield", "Theo Whitfield"),
    ("Cora Whitfield", "Carl Whitfield"),
    ("Cora Whitfield", "Cora Bell"),
    ("Gem State Mutual", "Gem State Title"),
    ("Cora", "Theo"),
    ("", ""),
    ("", "Cora"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_these_may_be_one_name(one: str, other: str) -> None:
    assert likeness.alike(one, other)
    assert likeness.alike(other, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_these_are_two_names(one: str, other: str) -> None:
    assert not likeness.alike(one, other)
    assert not likeness.alike(other, one)


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_goes_both_ways(one: str, other: str) -> None:
    assert likeness.same_name(one, other) == likeness.same_name(other, one)
    assert isinstance(likeness.alike(one, other), bool)


def test_addresses() -> None:
    assert likeness.address_alike("cora@whitfield.example", "CORA@gmail.com")
    assert likeness.address_alike("cora@whitfield.example", "cora@whitfeild.example")
    assert not likeness.address_alike("cora@whitfield.example", "office@whitfield.example")


def test_telephones() -> None:
    assert likeness.digits("+1 (208) 555-0171") == likeness.digits("208.555.0171") == "2085550171"
    assert likeness.digits("ext. 12") == ""
