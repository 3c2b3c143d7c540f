"""Days and times of the Client Portal: in the clocks of the property, unbreakable inside."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template

from lintel.web.portal import words

register = template.Library()


@register.filter
def firm_day(at: datetime, zone: str) -> str:
    """`{{ payment.at|firm_day:home.zone }}`: `Thursday, December 3`."""
    return words.day(at.astimezone(ZoneInfo(zone)))


@register.filter
def stamp(at: datetime, zone: str) -> str:
    """`{{ paper.signed_at|stamp:home.zone }}`: `Sunday, November 22, 2:14 PM`."""
    return words.stamp(at.astimezone(ZoneInfo(zone)))


@register.filter
def firm_clock(at: datetime, zone: str) -> str:
    """`{{ try.started_at|firm_clock:home.zone }}`: `2:14 PM`."""
    return words.clock(at.astimezone(ZoneInfo(zone)))
