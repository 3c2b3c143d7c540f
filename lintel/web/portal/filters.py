"""Filters of the Client Portal's pages. Days and times: in the clocks of the property, unbreakable inside."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from lintel.core.markup import Run
from lintel.web.portal import words


def firm_day(at: datetime, zone: str) -> str:
    """`{{ payment.at|firm_day(home.zone) }}`: `Thursday, December 3`."""
    return words.day(at.astimezone(ZoneInfo(zone)))


def stamp(at: datetime, zone: str) -> str:
    """`{{ paper.signed_at|stamp(home.zone) }}`: `Sunday, November 22, 2:14 PM`."""
    return words.stamp(at.astimezone(ZoneInfo(zone)))


def firm_clock(at: datetime, zone: str) -> str:
    """`{{ try.started_at|firm_clock(home.zone) }}`: `2:14 PM`."""
    return words.clock(at.astimezone(ZoneInfo(zone)))


def dialled(telephone: str) -> str:
    """`tel:{{ person.phone|dialled }}`: `2085550163`; nothing where there is no number in it."""
    return words.dialled(telephone)


def runs(row: Iterable[Run]) -> SafeString:
    """`{{ block.rows[0]|runs }}`: a line of an agreement, escaped, with what is bold in it."""
    parts = (f"<strong>{escape(run.text)}</strong>" if run.bold else escape(run.text) for run in row)
    return mark_safe("".join(parts))  # noqa: S308 - every part was escaped
