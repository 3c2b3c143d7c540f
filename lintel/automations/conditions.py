"""What a rule asks, as words: `unpaid`, `!service:radon`, `square_feet>3000`. Pure functions."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

COMPARED = re.compile(r"^(\w+)([<>])(\d+)$")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What holds now: facts as words, and numbers by name. What is not known has no number."""

    facts: Collection[str]
    numbers: Mapping[str, int] = field(default_factory=dict)


def hold(conditions: Sequence[str], occasion: Occasion, *, needs_all: bool = True) -> bool:
    """Whether all, or any, of the conditions hold. None at all hold always."""
    held = [holds(one, occasion) for one in conditions]
    return not held or (all(held) if needs_all else any(held))


def unmet(conditions: Sequence[str], occasion: Occasion) -> list[str]:
    """Those that do not hold."""
    return [one for one in conditions if not holds(one, occasion)]


def holds(condition: str, occasion: Occasion) -> bool:
    """Whether one holds. A number that is not known is neither more nor less than any."""
    if compared := COMPARED.match(condition):
        name, way, bound = compared[1], compared[2], int(compared[3])
        known = occasion.numbers.get(name)
        return known is not None and (known > bound if way == ">" else known < bound)
    return (condition.removeprefix("!") in occasion.facts) is not condition.startswith("!")
