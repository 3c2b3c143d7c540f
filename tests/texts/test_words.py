"""What people mean who text back, and in how many parts a text goes."""

import pytest
from django.test import override_settings
from hypothesis import given, strategies as st

from lintel.access import addresses, keys
from lintel.core import phones
from lintel.messages import keywords, texts

STOP = [
    *(
        "STOP",
        "stop",
        "Stop.",
        "STOPALL",
        "Unsubscribe",
        "CANCEL",
        "END",
        "quit",
        "revoke",
        "OPT OUT",
        "opt-out",
        "optout",
    ),
    *("stop please", "Please stop!!!", "STOP STOP STOP", "remove me", "Remove me from your list", "stop texting me"),
    *("Can you stop texting me please", "no more texts", "Do not text me", "don’t text me again", "unsubscribe me"),
    *("ＳＴＯＰ", "  stop\n", "stop all messages", "take me off this list", "leave me alone", "Quit sending me texts"),
]
WORDS = [
    *(
        "",
        "👍",
        "Stop by at 9?",
        "don't stop",
        "Please cancel the inspection",
        "Cancel Tuesday",
        "what is the end time?",
    ),
    *("can you help me find the key", "Yes, 9 works", "I quit my job", "Where do I start?", "stopped raining", "yes"),
    *(
        "The bus stop is next to it",
        "remove the lockbox",
        "no",
        "thanks!",
        "Are there more texts coming?",
        "START or STOP",
    ),
]


@pytest.mark.parametrize("words", STOP)
def test_every_reasonable_way_to_say_stop_counts(words: str) -> None:
    assert keywords.meaning(words, opted_out=False) == "stop"


@pytest.mark.parametrize("words", WORDS)
def test_what_is_about_something_else_is_left_to_be_read(words: str) -> None:
    assert keywords.meaning(words, opted_out=False) == "words"


@pytest.mark.parametrize("words", ["START", "start please", "Unstop", "opt in", "start texting me again"])
def test_start(words: str) -> None:
    assert keywords.meaning(words, opted_out=True) == "start"
    assert keywords.meaning(words, opted_out=False) == "start"


def test_yes_opens_the_way_only_for_who_had_closed_it() -> None:
    assert keywords.meaning("YES", opted_out=True) == "start"
    assert keywords.meaning("YES", opted_out=False) == "words"


@pytest.mark.parametrize("words", ["HELP", "help!", "INFO", "info please"])
def test_help(words: str) -> None:
    assert keywords.meaning(words, opted_out=False) == "help"


@pytest.mark.parametrize(
    ("words", "parts", "left", "alphabet"),
    [
        ("", 1, 160, "GSM"),
        ("a" * 160, 1, 0, "GSM"),
        ("a" * 161, 2, 145, "GSM"),
        ("€" * 80, 1, 0, "GSM"),
        ("€" * 81, 2, 143, "GSM"),
        ("a" * 152 + "€" * 5, 2, 143, "GSM"),  # the sign does not fit whole into the first
        ("é" * 160, 1, 0, "GSM"),
        ("ç" * 70, 1, 0, "any"),
        ("ж" * 71, 2, 63, "any"),
        ("🏠" * 35, 1, 0, "any"),
        ("a" + "🏠" * 35, 2, 63, "any"),
        ("“quoted”", 1, 62, "any"),
    ],
)
def test_parts(words: str, parts: int, left: int, alphabet: str) -> None:
    counted = texts.count(words)
    assert (counted.parts, counted.left, counted.is_gsm) == (parts, left, alphabet == "GSM")


@given(st.text(max_size=700))
def test_no_part_is_longer_than_the_network_takes(words: str) -> None:
    counted = texts.count(words)
    most = 160 if counted.is_gsm else 70
    assert counted.parts >= -(-counted.characters // most)
    assert 0 <= counted.left <= most
    if counted.parts > 1:
        assert counted.characters > most


def test_the_count_says_why_parts_are_short() -> None:
    assert texts.count("Hello").words() == "1 text, 155 characters left"
    assert (
        texts.count("Привет").words()
        == "1 text, 64 characters left. With “П” in it a text holds 70 characters, not 160"
    )


@pytest.mark.parametrize("origin", ["https://lintel.example", "https://reports.cedar-and-stone-inspections.com"])
@pytest.mark.parametrize("entrance", [addresses.PORTAL, addresses.INVOICE])
def test_one_text_has_room_for_sixty_characters_beside_the_link(origin: str, entrance: str) -> None:
    token = keys.token("00ff00ff00ff00ff")
    assert len(token) == 43
    with override_settings(PUBLIC_ORIGIN_OR_LOCAL=origin):
        assert len(texts.with_link(texts.LINK)) == len(origin + addresses.PORTAL.format(token=token))
    counted = texts.count("w" * 60 + " " + origin + entrance.format(token=token))
    assert (counted.parts, counted.is_gsm) == (1, True)


@pytest.mark.parametrize(
    ("typed", "wire"),
    [
        ("(208) 555-0171", "+12085550171"),
        ("208.555.0171", "+12085550171"),
        ("1 208 555 0171", "+12085550171"),
        ("+1 (208) 555‑0171", "+12085550171"),
        ("+44 7700 900123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("٢٠٨٥٥٥٠١٧١", "+12085550171"),
    ],
)
def test_numbers_as_people_type_them(typed: str, wire: str) -> None:
    assert phones.wire(typed) == wire
    assert phones.is_one(wire)


@pytest.mark.parametrize(
    "typed", ["", "555-0171", "208-555-0171 x12", "(108) 555-0171", "+12", "call me", "+1" + "2" * 20]
)
def test_what_no_text_can_go_to(typed: str) -> None:
    with pytest.raises(phones.NotANumber):
        phones.wire(typed)
    assert not phones.is_one(typed)
