"""Money is a whole number of minor units and a currency. No float ever touches it.

The minor unit is called cents throughout; how many make one is the currency's: a hundred in most, one in JPY, a
thousand in KWD (ISO 4217).
"""

import re

from lintel.core.refusal import Refusal

MOST_CENTS = 100_000_00
SYMBOLS = {"USD": "$", "CAD": "CA$"}
PLACES = {"JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "ISK": 0, "KWD": 3, "BHD": 3, "JOD": 3, "OMR": 3, "TND": 3}
AMOUNT = re.compile(r"^(?P<minus>[-\u2212]?)\$?(?P<whole>\d{1,40})(?:\.(?P<cents>\d{1,3}))?$")
RATE = re.compile(r"^(?P<whole>\d{1,3})(?:\.(?P<part>\d{1,3}))?%?$")
WHOLE = 100_000


class NotAnAmount(Refusal):
    say = "That is not an amount. Write it like 450 or 450.00."


class NotARate(Refusal):
    say = "That is not a percentage between 0 and 100. Write it like 5 or 9.975."


def show(cents: int, currency: str = "USD") -> str:
    """`45000` is `$450.00`, in yen `JPY 45,000`; below zero has a real minus sign in front: `−$75.00`."""
    minus = "\u2212" if cents < 0 else ""
    return f"{minus}{SYMBOLS.get(currency, currency + ' ')}{_grouped(abs(cents), currency)}"


def plain(cents: int, currency: str = "USD") -> str:
    """As a person would type it, and a spreadsheet read it: `1450.00`, `-75.00`."""
    return ("-" if cents < 0 else "") + _grouped(abs(cents), currency).replace(",", "")


def read(text: str, currency: str = "USD") -> int:
    """The cents in what a person typed (`450`, `$1,450.5`, `-75`).

    Raises NotAnAmount for anything else, and for more than $100,000.00 either way.
    """
    found = AMOUNT.match(text.strip().replace(",", "").replace(" ", "").replace("\u00a0", ""))
    places = PLACES.get(currency, 2)
    if not found or len(found["cents"] or "") > places:
        raise NotAnAmount
    cents = int(found["whole"] + (found["cents"] or "").ljust(places, "0"))
    most = MOST_CENTS // 100 * 10**places
    if cents > most:
        raise NotAnAmount(f"That is more than {show(most, currency)}. Is there a digit too many?")
    return -cents if found["minus"] else cents


def part(cents: int, rate: int) -> int:
    """`rate` thousandths of a percent of this sum, rounded to the cent once, half a cent away from zero."""
    share, rest = divmod(abs(cents) * rate, 100_000)
    share += rest * 2 >= 100_000
    return share if cents >= 0 else -share


def rate_words(rate: int) -> str:
    """Thousandths of a percent as people write them: `9.975%`, `5%`."""
    whole, thousandths = divmod(rate, 1000)
    return f"{whole}.{thousandths:03}".rstrip("0").rstrip(".") + "%"


def read_rate(text: str) -> int:
    """The thousandths of a percent in what a person typed (`9.975`, `5 %`), up to the whole. Raises NotARate."""
    found = RATE.match(text.strip().replace(" ", "").replace("\u00a0", ""))
    rate = int(found["whole"] + (found["part"] or "").ljust(3, "0")) if found else WHOLE + 1
    if rate > WHOLE:
        raise NotARate
    return rate


def _grouped(cents: int, currency: str) -> str:
    places = PLACES.get(currency, 2)
    if not places:
        return f"{cents:,}"
    whole, rest = divmod(cents, 10**places)
    return f"{whole:,}.{rest:0{places}}"
