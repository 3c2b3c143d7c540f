"""Email addresses: what is one, and how it crosses the wire."""

import pytest

from lintel.core import mailboxes


@pytest.mark.parametrize(
    ("typed", "wire"),
    [
        ("cora@whitfield.example", "cora@whitfield.example"),
        ("cora@bücher.example", "cora@xn--bcher-kva.example"),
        ("cora@BÜCHER.example", "cora@xn--bcher-kva.example"),
        ("cora@straße.example", "cora@xn--strae-oqa.example"),
        ("cora@日本.example", "cora@xn--wgv71a.example"),
        ('"cora@home"@bücher.example', '"cora@home"@xn--bcher-kva.example'),
    ],
)
def test_the_domain_may_be_written_in_any_script(typed: str, wire: str) -> None:
    assert mailboxes.wire(typed) == wire
    assert mailboxes.is_one(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("jörg@frost.example", "jörg@frost.example has letters before the @ that most mail servers do not take."),
        ("cora at whitfield", "cora at whitfield is not an email address."),
        ("cora@bü cher.example", "is not an email address."),
        ("cora@" + "ü" * 64 + ".example", "is not an email address."),
        ("cora@fr\u202eost.example", "In cora@frost.example there is a character that cannot be seen."),
        ("c" * 300, "is longer than an email address can be: 254 characters."),
        ("c" * 60 + "@" + ".".join(["日本国" * 4] * 8), "is longer than an email address can be: 254 characters."),
        ("", " is not an email address."),
    ],
)
def test_what_is_none_says_why(typed: str, said: str) -> None:
    with pytest.raises(mailboxes.NotAnAddress) as refused:
        mailboxes.wire(typed)
    assert said in refused.value.say
    assert not mailboxes.is_one(typed)


def test_one_mailbox_in_both_spellings() -> None:
    both = ["cora@bücher.example", "cora@xn--bcher-kva.example"]
    assert [mailboxes.spellings(one) for one in both] == [both, both]
    assert mailboxes.spellings("cora@frost.example") == ["cora@frost.example"]
    assert mailboxes.spellings("nobody") == ["nobody"]
