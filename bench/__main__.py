"""`./dev bench`: measures Lintel against the bare limit, on both databases, and prints what it found as Markdown.

Figures are ratios within one run. Everything lives in a temporary folder and listens on this machine alone.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import databases, processes, report, rounds
from bench.measures import footprint, letters, money, pages
from bench.rounds import Pace
from bench.sink import Sink
from bench.site import SINK, Site

SIZES = (1_000, 10_000, 100_000)
DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"
PARTS = ("pages", "letters", "money", "footprint")


def main() -> None:
    asked = _asked()
    pace = rounds.QUICK if asked.quick else rounds.FULL
    sizes = tuple(asked.sizes or ((SIZES[0],) if asked.quick else SIZES))
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="lintel-bench-", ignore_cleanup_errors=True) as name, ExitStack() as stack:
        folder = Path(name)
        kinds = [stack.enter_context(databases.serving(kind, folder)) for kind in asked.database]
        stack.enter_context(processes.running(["-m", "bench.sink", str(SINK)], {}, folder / "sink.log"))
        Sink(SINK).until_ready()
        sites = {one.kind: {count: Site(one, count, folder) for count in sizes} for one in kinds}
        with ThreadPoolExecutor(len(kinds)) as together:
            list(together.map(_prepare, sites.values()))
        found: dict[str, Any] = {"quick": asked.quick, "sizes": sizes, "machine": report.machine()}
        for one in kinds:
            found[one.kind] = {"version": one.version()}
            for measure, figures in _measure(sites[one.kind], pace, asked.only):
                found[one.kind][measure] = figures
                if asked.json:
                    asked.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    found = json.loads(json.dumps({**found, "distributions": footprint.distributions()}))
    found["minutes"] = (time.monotonic() - start) / 60
    _say(f"done in {found['minutes']:.1f} minutes")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    told = report.markdown(found)
    if asked.write:
        report.write(DOCUMENT, told)
    print(told)
    sys.exit("Something could not be measured." if any("failed" in found[one.kind] for one in kinds) else 0)


def _measure(sites: dict[int, Site], pace: Pace, only: list[str]) -> Iterator[tuple[str, Any]]:
    """All of it on one kind of database; what does not depend on how many rows there are, on the largest."""
    small, large = min(sites), max(sites)
    site, sink = sites[large], Sink(SINK)
    yield "load_seconds", {count: each.load_seconds for count, each in sites.items()}
    yield "migrate_seconds", {count: each.migrate_seconds for count, each in sites.items()}
    plan: dict[str, tuple[str, Callable[[], Any]]] = {
        "statements": ("pages", lambda: _statements(sites[small], site)),
        "weight": ("pages", lambda: pages.weight(site)),
        "portal": ("pages", lambda: pages.portal(site, pace)),
        "portal, 2 processes": ("pages", lambda: pages.portal(site, pace, workers=2, clients=(8,))),
        "office": ("pages", lambda: pages.office(site, pace, clients=(1, 8))),
        "growth": ("pages", lambda: pages.growth(sites, pace)),
        "emails": ("pages", lambda: pages.emails(site, pace)),
        "reading": ("pages", lambda: pages.reading(site, pace)),
        "booking": ("letters", lambda: letters.booking(site, pace)),
        "posting": ("letters", lambda: {n: letters.posting(site, pace, sink, clients=n) for n in (1, 8)}),
        "arriving": ("letters", lambda: letters.arriving(site, pace, sink)),
        "sharing": ("letters", lambda: letters.sharing(site, pace, sink)),
        "draining": ("letters", lambda: letters.draining(site, pace, sink)),
        "draining, workers": ("letters", lambda: letters.sharing_out(site, pace, sink)),
        "waiting": ("letters", lambda: letters.waiting(site, pace)),
        "recording": ("money", lambda: money.recording(site, pace)),
        "printing": ("money", lambda: money.printing(site, pace)),
        "signed copies": ("money", lambda: money.signing(site, pace)),
        "settling": ("money", lambda: money.settling(site, pace)),
        "racing": ("money", lambda: money.racing(sites[small], pace)),
        "starting": ("footprint", lambda: footprint.starting(site, pace)),
        "memory": ("footprint", lambda: footprint.memory(site, pace)),
    }
    for name, (part, run) in plan.items():
        if part in only or name in only:
            start = time.monotonic()
            try:
                yield name, run()
            except (RuntimeError, OSError) as fault:
                yield "failed", name
                _say(f"{site.kind}: {name} failed: {fault}\nThe last that was logged:\n{site.log.read_text()[-3000:]}")
            _say(f"{site.kind}: {name} ({time.monotonic() - start:.0f} s)")


def _statements(*sites: Site) -> dict[int, Any]:
    """Of the pages and of schedule, over few inspections and over many."""
    return {site.count: site.inside("statements", **site.targets) for site in sites}


def _prepare(sites: dict[int, Site]) -> None:
    for site in sites.values():
        site.prepare()
        _say(f"{site.kind}: loaded {site.count:,} inspections in {site.load_seconds:.0f} s")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a thousand inspections and short rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", help="other numbers of inspections")
    parser.add_argument("--database", nargs="+", choices=databases.KINDS, default=databases.KINDS)
    parser.add_argument("--only", nargs="+", metavar="PART", default=PARTS, help=f"of {', '.join(PARTS)}, or a measure")
    return parser.parse_args()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
