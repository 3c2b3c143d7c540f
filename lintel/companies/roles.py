"""Roles as lists of plain acts."""

ACTS = frozenset({"see", "schedule", "change", "money", "settings", "members"})
ALLOWED: dict[str, frozenset[str]] = {
    "owner": ACTS,
    "office": frozenset({"see", "schedule", "change", "money"}),
    "inspector": frozenset({"see", "schedule", "change"}),
}
