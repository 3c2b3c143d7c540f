"""Time zones in the words people use for them."""

from lintel.directory import zones

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


def words(zone: str) -> str:
    """`Mountain Time`; the bare name of a zone that has no other."""
    return NAMES.get(zone, zone.replace("_", " "))


def choices(*also: str) -> list[tuple[str, str]]:
    """The zones on offer, and any other in use, for a form."""
    return [(zone, words(zone)) for zone in dict.fromkeys([*zones.OFFERED, *also]) if zones.exists(zone)]
