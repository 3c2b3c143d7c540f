"""Telephone numbers as networks take them (E.164). One without a country code is read as North American."""

import re

from lintel.core.refusal import Refusal

NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
NORTH_AMERICAN = re.compile(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}")
DIGITS = str.maketrans("0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 3)
EXTENSION = re.compile(r"(?:ext\.?|x|#)\s*[0-9]+\s*$", re.IGNORECASE)
BETWEEN = re.compile(r"[\s().\-/\u00a0\u2010-\u2015\u200e\u200f\u202a-\u202e]+")


class NotANumber(Refusal):
    pass


class HasExtension(NotANumber):
    pass


def wire(typed: str) -> str:
    """`(208) 555-0171` as `+12085550171`. Raises NotANumber, HasExtension."""
    if EXTENSION.search(typed):
        raise HasExtension(f"{typed.strip()[:40]} has an extension, so no text can reach it.")
    plain = BETWEEN.sub("", typed.translate(DIGITS))
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    elif len(plain) == len("2085550171") and plain.isdigit():
        plain = f"+1{plain}"
    elif len(plain) == len("12085550171") and plain.isdigit() and plain.startswith("1"):
        plain = f"+{plain}"
    right = NORTH_AMERICAN if plain.startswith("+1") else NUMBER
    if not right.fullmatch(plain):
        raise NotANumber(
            f"“{typed.strip()[:40]}” is not a telephone number. Write it like (208) 555-0171; "
            "one abroad with its country code, like +44 7700 900123."
        )
    return plain


def is_one(number: str) -> bool:
    """Whether this is a number as networks take it."""
    right = NORTH_AMERICAN if number.startswith("+1") else NUMBER
    return right.fullmatch(number) is not None


def same(typed: str, number: str) -> bool:
    """Whether what was typed is this number."""
    try:
        return wire(typed) == number
    except NotANumber:
        return False


def show(number: str) -> str:
    """`+12085550171` as it is read: `(208) 555-0171`; others as they are."""
    if not NORTH_AMERICAN.fullmatch(number):
        return number
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
