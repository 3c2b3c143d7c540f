"""A list as comma-separated values that a spreadsheet opens without running anything."""

import csv
from collections.abc import Iterable, Iterator
from typing import cast

from lintel.inspections.gathering import so_far
from lintel.inspections.models import Inspection
from lintel.web.office.progress import standing

HEADS = (
    "Date",
    "Time",
    "Zone",
    "Street",
    "City",
    "State",
    "Postcode",
    "Clients",
    "Emails",
    "Agents",
    "Inspector",
    "Minutes",
    "Stands at",
    "Total",
    "Due",
    "Currency",
    "Key",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
MARK = "\ufeff"  # by which spreadsheets know that this is UTF-8


class Echo:
    """What csv writes to: it hands each line back."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def of(inspections: Iterable[Inspection]) -> Iterator[bytes]:
    """The lines of the file of inspections, with a head."""
    return lines(HEADS, map(_cells, inspections))


def lines(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """The lines of any such file, with its head. Words in its rows have to be inert already."""
    writer = csv.writer(Echo())
    yield (MARK + cast("str", writer.writerow(heads))).encode()
    for row in rows:
        yield cast("str", writer.writerow(row)).encode()


def inert(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    plain = text.replace("\x00", "")
    return f"'{plain}" if plain.lstrip(" \u00a0").startswith(FORMULA) else plain


def _cells(one: Inspection) -> list[str]:
    start, home, come = one.local_start(), one.home, so_far(one)
    words = [
        home.zone,
        home.street,
        home.city,
        home.state,
        home.postcode,
        "; ".join(each.contact.name for each in one.clients()),
        "; ".join(each.contact.email for each in one.clients()),
        "; ".join(each.contact.name for each in one.agents()),
        one.inspector.name,
    ]
    return [
        f"{start:%Y-%m-%d}",
        f"{start:%H:%M}",
        *(inert(word) for word in words),
        str(int(one.duration().total_seconds() // 60)),
        inert(standing(one).short),
        _amount(come.charged),
        _amount(0 if one.cancelled_at else come.balance),
        one.company.currency,
        one.key,
    ]


def _amount(cents: int) -> str:
    """A plain number, so that the spreadsheet can add it up."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"
