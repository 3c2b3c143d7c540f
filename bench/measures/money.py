"""Payments: how many a second, and eight at once on one invoice."""

from collections import Counter
from typing import Any

from bench import driving, rounds
from bench.rounds import Pace, Sample
from bench.site import PRODUCT, Site

CENTS = 625_00  # the first two starter services
AT_ONCE = 8
ASKED = "The balance is now $0.00. Record this payment anyway?"
WORKERS = (1, 2, 8)
HANDS = ((1, 1), (2, 4))  # processes and threads


def recording(site: Site, pace: Pace) -> dict[str, Any]:
    """Payments by hand through the use case, under the invoice's lock: one at a time, and eight."""
    return {str(processes * threads): _recording(site, pace, processes, threads) for processes, threads in HANDS}


def _recording(site: Site, pace: Pace, processes: int, threads: int) -> dict[str, Any]:
    def limit() -> Sample:
        return _paid(site.limit("pay", count=pace.jobs * 3, processes=processes, threads=threads))

    def receive() -> Sample:
        return _paid(site.inside("pay", count=pace.jobs, processes=processes, threads=threads, cents=CENTS))

    return rounds.against(rounds.in_turn(pace.rounds, {"limit": limit, "receive": receive}), "limit")


def printing(site: Site, pace: Pace) -> dict[str, float]:
    """Milliseconds for an invoice as PDF: its facts read, and set by typst."""
    answer: dict[str, float] = site.inside("invoices", count=pace.jobs)
    return answer


def signing(site: Site, pace: Pace) -> dict[str, float]:
    """Milliseconds for a signed agreement as PDF."""
    answer: dict[str, float] = site.inside("signed", count=pace.jobs)
    return answer


def settling(site: Site, pace: Pace) -> dict[str, Any]:
    """What the bank says was paid, brought to the ledger: on many invoices, and on one over and over."""
    return {
        str(processes * threads): {
            on: rounds.medians([_settled(site, pace, processes, threads, on) for _ in range(pace.rounds)])
            for on in ("many", "one")
        }
        for processes, threads in HANDS
    }


def _settled(site: Site, pace: Pace, processes: int, threads: int, on: str) -> Sample:
    return _paid(site.inside("settle", count=pace.jobs, processes=processes, threads=threads, on=on))


def racing(site: Site, pace: Pace) -> dict[str, Any]:
    """Eight people press at the same moment, on each of some invoices, at one, two and eight web processes."""
    return {str(workers): _race(site, pace, workers) for workers in WORKERS}


def _race(site: Site, pace: Pace, workers: int) -> dict[str, Any]:
    given = site.inside("races", count=pace.races, cents=CENTS)
    starts, hands = Counter[str](), Counter[str]()
    with site.web(workers=workers, threads=max(1, AT_ONCE // workers)):
        for _key, path, body in given["starts"]:
            request = driving.post(path, body)
            driven = driving.drive(PRODUCT, [request] * AT_ONCE, clients=AT_ONCE, once=True)
            starts.update(map(str, driven.statuses))
        for _key, path, body in given["hands"]:
            request = driving.post(path, body, cookie=site.targets["cookie"])
            driven = driving.drive(PRODUCT, [request] * AT_ONCE, clients=AT_ONCE, once=True, find=ASKED)
            hands.update(["302"] * driven.statuses.count(302) + ["asked"] * driven.found)
    if failed := [status for status in {*starts, *hands} if status.startswith("5")]:
        raise RuntimeError(f"Some answers were {failed}:\n{site.log.read_text()[-3000:]}")
    begun = site.inside("raced", keys=[key for key, _, _ in given["starts"]])["rows"]
    booked = site.inside("raced", keys=[key for key, _, _ in given["hands"]])["rows"]
    return {
        "invoices": pace.races,
        "open_attempts": [live for _, live, _ in begun],
        "start_answers": starts,
        "booked": [payments for _, _, payments in booked],
        "hand_answers": hands,
        "as_it_should": all(row[1] == 1 for row in begun)
        and all(row[2] == 1 for row in booked)
        and hands == {"302": pace.races, "asked": pace.races * (AT_ONCE - 1)},
    }


def _paid(answer: dict[str, Any]) -> Sample:
    times = sorted(answer["milliseconds"])
    return {
        "rate": answer["rate"],
        "p50": times[len(times) // 2],
        "p95": times[len(times) * 95 // 100],
        **({"statements": answer["statements"]} if "statements" in answer else {}),
    }
