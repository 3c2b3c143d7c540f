"""Days, times, sums and lists as the portal writes them: nothing breaks inside a date or a number."""

from collections.abc import Sequence
from datetime import datetime

from lintel.core import money
from lintel.inspections import calendar

FIRM = "\u00a0"
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LETTERS_A_MINUTE = 1100


def day(local: datetime) -> str:
    """`Thursday, December 3`."""
    return _firm_day(calendar.day_words(local))


def day_and_year(local: datetime) -> str:
    """`Thursday, December 3, 2026`: where the date is a fact."""
    return f"{day(local)}, {local.year}"


def clock(local: datetime) -> str:
    """`9:00 AM`."""
    return calendar.time_words(local).replace(" ", FIRM)


def stamp(local: datetime) -> str:
    """`Sunday, November 22, 2:14 PM`: when something happened."""
    return f"{day(local)}, {clock(local)}"


def from_to(start: datetime, end: datetime) -> str:
    """`9:00 AM to about 12:30 PM`."""
    return f"{clock(start)} to about {clock(end)}"


def count(number: int, one: str, many: str = "") -> str:
    """`two agreements`; figures from ten on."""
    said = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{said} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """`Cora, Theo and Dana`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def begun(sentence: str) -> str:
    """The same with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]


def minutes_to_read(letters: int) -> str:
    """`About 4 minutes`."""
    minutes = max(1, round(letters / LETTERS_A_MINUTE))
    return "About a minute" if minutes == 1 else f"About {minutes} minutes"


def sum_of(cents: int, currency: str) -> str:
    """`$770.00`."""
    return money.show(cents, currency)


def masked(address: str) -> str:
    """`c•••@example.com`: enough for its owner to know it, too little for others."""
    name, _, host = address.partition("@")
    return f"{name[:1]}•••@{host}" if host else ""


def dialled(telephone: str) -> str:
    """What a `tel:` address takes of a written number; empty where there is none to dial."""
    digits = "".join(sign for sign in telephone if sign.isdigit() or sign == "+")
    return digits if len(digits) > 3 else ""


def _firm_day(words: str) -> str:
    head, _, number = words.rpartition(" ")
    return f"{head}{FIRM}{number}"
