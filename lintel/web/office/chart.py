"""The small bar chart of what came in: geometry, and the sentence that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lintel.core import money
from lintel.inspections import calendar

WIDTH, HEIGHT = 174.0, 45.0
GAP = 0.3  # of a bar's step
THINNEST = 1.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `now` for today's."""

    x: float
    y: float
    width: float
    height: float
    now: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars, the words at both ends, and the whole in a sentence."""

    bars: Sequence[Bar]
    first: str
    words: str


def of(days: Sequence[tuple[date, int]], currency: str) -> Chart:
    """A bar a day; the tallest is the best day. A day with money is never invisible, one without stays empty."""
    step = min(WIDTH / len(days), 24.0)
    width = step * (1 - GAP)
    best_day, best = max(days, key=lambda one: one[1])
    bars = [
        Bar(round(number * step, 1), round(HEIGHT - tall, 1), round(width, 1), round(tall, 1), number == len(days) - 1)
        for number, (_, cents) in enumerate(days)
        for tall in [max(HEIGHT * cents / best, THINNEST) if best > 0 and cents > 0 else 0.0]
    ]
    return Chart(bars, _short(days[0][0]), _words(days, best_day, best, currency))


def _words(days: Sequence[tuple[date, int]], best_day: date, best: int, currency: str) -> str:
    if best <= 0:
        return "Nothing collected yet this month."
    span = f"{_short(days[0][0])} to {_short(days[-1][0])}" if len(days) > 1 else _short(days[0][0])
    top = f"Most on {calendar.day_words(best_day)}: {money.show(best, currency)}."
    return f"Collected each day, {span}. {top} Today so far: {money.show(days[-1][1], currency)}."


def _short(day: date) -> str:
    return f"{day:%b} {day.day}"
