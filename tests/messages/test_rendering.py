"""A letter looks right anywhere, says the same twice, and asks nobody for anything."""

import re

import pytest
from hypothesis import given, strategies as st

from lintel.companies.models import Company
from lintel.core.contrast import contrast
from lintel.messages import colours, rendering
from lintel.messages.models import Message
from lintel.messages.outbox import Block

LINK = "https://portal.cedarstone.example/p/4kTq9ZrW2nVx8LmB6sHd3JfY7cPa5GeU4kTq9ZrW2nV/"
BODY: list[Block] = [
    {"p": "Hello Cora,"},
    {"p": "Your inspection is booked. Please sign and pay."},
    {"facts": [["Date", "Thursday, December 3, 2026"], ["Inspector", "Ike Marsh"]]},
    {"fees": [["Home inspection", "$450.00"], ["Radon test", "$175.00"], ["Total", "$625.00"]]},
    {"button": "Sign & Pay", "page": ""},
    {"head": "On the day"},
    {"small": "The appointment is attached."},
]


def letter(body: list[Block] | None = None, **fields: str) -> Message:
    company = Company(
        name=fields.pop("company", "Cedar & Stone Home Inspections"),
        telephone="(208) 555-0114",
        email="office@cedarstone.example",
        address="1 Cedar Square, Boise",
        colour=fields.pop("colour", ""),
    )
    said = {
        "to_name": "Cora Whitfield",
        "to_address": "cora@whitfield.example",
        "subject": "Your inspection",
        "heading": "1214 Harrison Boulevard\nBoise, ID 83702",
        **fields,
    }
    return Message(company=company, body=BODY if body is None else body, **said)


def test_the_property_is_the_head_and_the_button_leads_to_the_link() -> None:
    html, text = rendering.render(letter(), address=LINK)
    assert re.search(r"<h1[^>]*>1214 Harrison Boulevard</h1>", html)
    assert re.search(rf'<a href="{LINK}"[^>]*>Sign &amp; Pay</a>', html)
    assert f"Sign & Pay:\n{LINK}" in text


def test_both_halves_say_the_same() -> None:
    html, text = rendering.render(letter(), address=LINK)
    for words in ("Hello Cora,", "Thursday, December 3, 2026", "Ike Marsh", "$625.00", "On the day", "(208) 555-0114"):
        assert words in html
        assert words in text
    assert "Boise, ID 83702" in text


def test_the_address_also_stands_there_to_be_copied() -> None:
    html, _ = rendering.render(letter(), address=LINK)
    assert f">{LINK}</a>" in html


def test_a_button_may_lead_further_in() -> None:
    _, text = rendering.render(letter([{"button": "Pay Now", "page": "payment/"}]), address=LINK)
    assert f"{LINK}payment/" in text


def test_staff_are_led_to_the_office() -> None:
    _, text = rendering.render(letter([{"button": "Open", "path": "/office/inspections/abc/"}]), address=None)
    assert "https://lintel.example/office/inspections/abc/" in text


def test_a_preview_holds_no_key() -> None:
    html, text = rendering.render(letter(), address=None)
    assert "Sign &amp; Pay" in html
    assert "/p/" not in html + text
    assert rendering.NOT_YET in text


def test_nothing_comes_from_elsewhere() -> None:
    html, _ = rendering.render(letter(), address=LINK)
    assert not re.search(r"(?i)<(img|link|script|iframe|object|video)|@import|@font-face|url\(|src=", html)
    assert set(re.findall(r'href="([^"]*)"', html)) == {LINK, "tel:2085550114"}


def test_the_look_stands_in_the_tags_and_the_night_in_the_head() -> None:
    html, _ = rendering.render(letter(), address=LINK)
    head, body = html.split("<body")
    assert "@media (prefers-color-scheme: dark)" in head
    assert head.count("<style") == 1
    assert 'style="' in body


def test_no_line_is_too_long_for_a_mail_server() -> None:
    html, _ = rendering.render(letter(), address=LINK)
    assert max(len(line) for line in html.splitlines()) < 998


def test_customers_words_are_words() -> None:
    nasty = "<script>alert(1)</script>{{ 7|add:7 }}"
    html, text = rendering.render(letter([{"p": nasty}], to_name=nasty, company=nasty), address=LINK)
    assert "<script" not in html
    assert "{{ 7|add:7 }}" in html
    assert nasty in text


def test_the_beginning_beside_the_subject_is_not_the_greeting() -> None:
    html, _ = rendering.render(letter(), address=LINK)
    assert re.search(r'class="before"[^>]*>Your inspection is booked', html)


def test_lines_stay_short_and_addresses_whole() -> None:
    _, text = rendering.render(letter([{"p": "word " * 60 + LINK}]), address=LINK)
    assert LINK in text
    words = text.partition(LINK)[0]
    assert max(len(line) for line in words.splitlines()) <= rendering.WIDTH


def test_an_unknown_block_is_a_bug() -> None:
    with pytest.raises(ValueError, match="confetti"):
        rendering.render(letter([{"confetti": "!"}]), address=LINK)


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True) | st.sampled_from(["", "red", "#000000", "#ffffff", "#808080"]))
def test_the_button_can_be_read_by_day_and_by_night(colour: str) -> None:
    button = colours.button(colour)
    assert contrast(button.words, button.ground) >= 4.5
    assert contrast(button.night_words, button.night_ground) >= 4.5
    assert contrast(button.night_ground, colours.NIGHT) >= 4.5


def test_the_companys_colour_is_on_the_button() -> None:
    html, _ = rendering.render(letter(colour="#1b4f72"), address=LINK)
    assert 'bgcolor="#1b4f72"' in html
