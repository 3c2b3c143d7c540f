"""A token is its link's id and a proof: made by our keys alone, rotated without breaking a link, never nearly right."""

import base64
import secrets

import pytest
from django.test import override_settings
from hypothesis import given, strategies as st

from lintel.access import keys
from lintel.companies import invitation_keys

OLD, NEW = b"an old key of thirty-two bytes...", b"a new key of thirty-two bytes...."


def test_a_token_is_43_characters_and_one_path_segment() -> None:
    tokens = {keys.token(keys.new_public_id()) for _ in range(200)}
    assert len(tokens) == 200
    assert {len(token) for token in tokens} == {keys.LENGTH}
    assert all(
        set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") for token in tokens
    )


@given(st.binary(min_size=8, max_size=8))
def test_read_back(raw: bytes) -> None:
    assert keys.read(keys.token(raw.hex())) == raw.hex()


def test_no_flipped_bit_is_forgiven() -> None:
    right = keys.token(keys.new_public_id())
    raw = base64.urlsafe_b64decode(right + "=")
    for place in range(len(raw) * 8):
        wrong = bytearray(raw)
        wrong[place // 8] ^= 1 << place % 8
        assert keys.read(base64.urlsafe_b64encode(wrong).rstrip(b"=").decode()) is None


def test_two_spellings_of_one_token_are_not_both_right() -> None:
    """The last character carries two bits that mean nothing; only one spelling of them opens."""
    right = keys.token("00" * 8)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert [right[:-1] + letter for letter in alphabet if keys.read(right[:-1] + letter)] == [right]


@pytest.mark.parametrize(
    "wrong", ["", "A", "A" * 42, "A" * 43, "A" * 44, "A" * 42 + "=", "é" * 43, "A" * 42 + "\n", "+" * 43, "/" * 43]
)
def test_what_is_no_token_is_none(wrong: str) -> None:
    assert keys.read(wrong) is None


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    assert keys.read(typed) is None


def test_keys_rotate_without_breaking_a_link() -> None:
    with override_settings(LINK_KEYS=[OLD]):
        before = keys.token("ab" * 8)
    with override_settings(LINK_KEYS=[NEW, OLD]):
        assert keys.read(before) == "ab" * 8
        after = keys.token("ab" * 8)
        assert after != before
    with override_settings(LINK_KEYS=[NEW]):
        assert keys.read(before) is None
        assert keys.read(after) == "ab" * 8


def test_links_and_invitations_have_proofs_of_their_own() -> None:
    link, invitation = keys.token("ab" * 8), invitation_keys.token("abcdefghjk")
    assert invitation_keys.read(link) is None
    assert keys.read(invitation) is None
    assert invitation_keys.read(invitation) == "abcdefghjk"


def test_nobody_guesses() -> None:
    assert [True for _ in range(2000) if keys.read(secrets.token_urlsafe(32))] == []
