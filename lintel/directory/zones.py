"""Which zone a property is in, where its state leaves no doubt; and what people call it.

Nevada (West Wendover) and Arizona (the Navajo Nation) keep two times, so they are not here.
"""

BY_STATE = {
    "America/New_York": "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL LA MN MO MS OK WI",
    "America/Denver": "CO MT NM UT WY",
    "America/Los_Angeles": "CA WA",
    "Pacific/Honolulu": "HI",
}
NAMES = {
    "America/New_York": "Eastern Time",
    "America/Detroit": "Eastern Time (Detroit)",
    "America/Indiana/Indianapolis": "Eastern Time (Indiana)",
    "America/Kentucky/Louisville": "Eastern Time (Louisville)",
    "America/Chicago": "Central Time",
    "America/Denver": "Mountain Time",
    "America/Boise": "Mountain Time (Boise)",
    "America/Phoenix": "Arizona Time",
    "America/Los_Angeles": "Pacific Time",
    "America/Anchorage": "Alaska Time",
    "Pacific/Honolulu": "Hawaii Time",
    "America/Halifax": "Atlantic Time",
    "America/Toronto": "Eastern Time (Toronto)",
    "America/Winnipeg": "Central Time (Winnipeg)",
    "America/Regina": "Saskatchewan Time",
    "America/Edmonton": "Mountain Time (Edmonton)",
    "America/Vancouver": "Pacific Time (Vancouver)",
    "America/St_Johns": "Newfoundland Time",
    "America/Puerto_Rico": "Atlantic Time (Puerto Rico)",
    "Pacific/Guam": "Chamorro Time (Guam)",
    "UTC": "UTC",
}
OFFERED = list(NAMES)
_STATE_TO_ZONE = {state: zone for zone, states in BY_STATE.items() for state in states.split()}


def suggested(state: str) -> str | None:
    """The zone of a US state that has only one; None where it has several or is not known."""
    return _STATE_TO_ZONE.get(state.strip().upper())


def words(zone: str) -> str:
    """`Mountain Time`, as clocks are called there; the bare name of a zone that has no other."""
    return full_words(zone).partition(" (")[0]


def full_words(zone: str) -> str:
    """`Mountain Time (Boise)`: apart from its neighbours, for a choice among them."""
    return NAMES.get(zone, zone.replace("_", " "))
