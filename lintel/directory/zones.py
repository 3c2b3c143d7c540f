"""Which zone a property is in, where its state leaves no doubt.

Nevada (West Wendover) and Arizona (the Navajo Nation) keep two times, so they are not here.
"""

from functools import cache
from zoneinfo import available_timezones

BY_STATE = {
    "America/New_York": "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL LA MN MO MS OK WI",
    "America/Denver": "CO MT NM UT WY",
    "America/Los_Angeles": "CA WA",
    "Pacific/Honolulu": "HI",
}
OFFERED = [
    "America/New_York",
    "America/Detroit",
    "America/Indiana/Indianapolis",
    "America/Kentucky/Louisville",
    "America/Chicago",
    "America/Denver",
    "America/Boise",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Halifax",
    "America/Toronto",
    "America/Winnipeg",
    "America/Regina",
    "America/Edmonton",
    "America/Vancouver",
    "America/St_Johns",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "UTC",
]
_STATE_TO_ZONE = {state: zone for zone, states in BY_STATE.items() for state in states.split()}


def suggested(state: str) -> str | None:
    """The zone of a US state that has only one; None where it has several or is not known."""
    return _STATE_TO_ZONE.get(state.strip().upper())


def exists(zone: str) -> bool:
    """Whether the zone database knows this name."""
    return zone in _known()


@cache
def _known() -> frozenset[str]:
    """Every name there is: the library reads its folders anew each time it is asked, for two milliseconds."""
    return frozenset(available_timezones())
