"""Money, days and times as Lintel writes them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template

from lintel.core import money as amounts
from lintel.inspections import calendar

register = template.Library()


@register.filter
def money(cents: int, currency: str = "USD") -> str:
    """`{{ 45000|money }}`: `$450.00`, with a real minus sign below zero."""
    return amounts.show(cents, currency)


@register.filter
def at_zone(instant: datetime, zone: str) -> datetime:
    """`{{ signed_at|at_zone:home.zone }}`: the same instant on the clocks there."""
    return instant.astimezone(ZoneInfo(zone))


@register.filter
def day(local: date) -> str:
    """`Tuesday, November 24`."""
    return calendar.day_words(local)


@register.filter
def short_day(local: date) -> str:
    """`Tue, Nov 24`."""
    return calendar.day_words_short(local)


@register.filter
def shortest_day(local: date) -> str:
    """`Nov 24`. Django's own `date` would turn the moment back to UTC first."""
    return calendar.date_words(local)


@register.filter
def clocks(local: datetime) -> str:
    """`PST`: whose clocks these are."""
    return f"{local:%Z}"


@register.filter
def clock(local: datetime) -> str:
    """`9:00 AM`, in one piece."""
    return calendar.time_words(local).replace(" ", "\u00a0")


@register.filter
def moment(local: datetime) -> str:
    """`Tuesday, November 24 at 9:00 AM`."""
    return calendar.moment_words(local)


@register.filter
def first_name(name: str) -> str:
    """What colleagues call somebody, where there is little room."""
    return (name.split() or [name])[0]


@register.filter
def plural(count: int, words: str) -> str:
    """`{{ 1|plural:"letter,letters" }}`: `one letter`; `3 letters` for more than nine in figures."""
    one, several = words.split(",")
    return f"{number(count)} {one if count == 1 else several}"


@register.filter
def number(count: int) -> str:
    """Small numbers as words, `12` and `1,204` as figures."""
    small = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return small[count] if 0 <= count < len(small) else f"{count:,}"
