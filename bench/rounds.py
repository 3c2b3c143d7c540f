"""Rounds in turn (A B A B …) and their medians, so that what else the machine does falls on all alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench import driving, processes
from bench.processes import Started

Sample = dict[str, float]


@dataclass(frozen=True, slots=True)
class Pace:
    """How long and how often."""

    rounds: int
    seconds: float
    clients: tuple[int, ...]
    letters: int
    jobs: int
    races: int


FULL = Pace(rounds=3, seconds=1.6, clients=(1, 8, 32), letters=400, jobs=100, races=5)
QUICK = Pace(rounds=2, seconds=0.5, clients=(1, 8), letters=100, jobs=40, races=2)


def in_turn(rounds: int, runs: Mapping[str, Callable[[], Sample]]) -> dict[str, list[Sample]]:
    """Every run once, then every run again."""
    told: dict[str, list[Sample]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            told[name].append(run())
    return told


def medians(samples: list[Sample]) -> Sample:
    """The median of each figure."""
    return {name: median(sample[name] for sample in samples) for name in samples[0]}


def ratios(ours: list[Sample], limit: list[Sample], figure: str = "rate") -> dict[str, float]:
    """The ratio round by round: its median, and how far the rounds lie apart."""
    each = [one[figure] / other[figure] for one, other in zip(ours, limit, strict=True)]
    return {"ratio": median(each), "low": min(each), "high": max(each)}


def against(told: Mapping[str, list[Sample]], limit: str) -> dict[str, Any]:
    """Medians of all, and everyone's ratio to the one called `limit`."""
    return {
        name: {**medians(samples), **({} if name == limit else ratios(samples, told[limit]))}
        for name, samples in told.items()
    }


def pages(
    port: int, requests: list[bytes], *, clients: int, seconds: float, web: Started, database: int
) -> Callable[[], Sample]:
    """A run that asks for pages, with the CPU time that each took in the web server and in the database."""

    def run() -> Sample:
        web_before, database_before = web.cpu_ms(), processes.cpu_ms(database) if database else 0.0
        driven = driving.drive(port, requests, clients=clients, seconds=seconds)
        if driven.wrong:
            raise RuntimeError(f"Not every answer was good, such as:\n{driven.wrong[0]}")
        return {
            "rate": driven.rate,
            "p50": driven.p50,
            "p95": driven.p95,
            "p99": driven.p99,
            "bytes": float(driven.bytes),
            "cpu_ms": (web.cpu_ms() - web_before) / driven.total,
            "db_ms": ((processes.cpu_ms(database) if database else 0.0) - database_before) / driven.total,
        }

    return run
