"""Money is a whole number of minor units (cents) and a currency. No float ever touches it."""

import re

from lintel.core.refusal import Refusal

MOST_CENTS = 100_000_00
SYMBOLS = {"USD": "$", "CAD": "CA$"}
AMOUNT = re.compile(r"^(?P<minus>[-\u2212]?)\$?(?P<whole>\d{1,9})(?:\.(?P<cents>\d{1,2}))?$")


class NotAnAmount(Refusal):
    say = "That is not an amount. Write it like 450 or 450.00."


def show(cents: int, currency: str = "USD") -> str:
    """`45000` is `$450.00`; below zero has a real minus sign in front: `−$75.00`."""
    minus = "\u2212" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{minus}{SYMBOLS.get(currency, currency + ' ')}{whole:,}.{rest:02}"


def read(text: str) -> int:
    """The cents in what a person typed (`450`, `$1,450.5`, `-75`).

    Raises NotAnAmount for anything else, and for more than $100,000.00 either way.
    """
    found = AMOUNT.match(text.strip().replace(",", "").replace(" ", "").replace("\u00a0", ""))
    if not found:
        raise NotAnAmount
    cents = int(found["whole"]) * 100 + int((found["cents"] or "0").ljust(2, "0"))
    if cents > MOST_CENTS:
        raise NotAnAmount(f"That is more than {show(MOST_CENTS)}. Is there a digit too many?")
    return -cents if found["minus"] else cents
