"""Scheduling with its letters, and the letters' way out."""

import http.client
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from statistics import median
from typing import Any

from bench import driving, rounds
from bench.processes import Started
from bench.rounds import Pace, Sample
from bench.sink import Sink
from bench.site import LIMIT, PRODUCT, Site

SCHEDULE = "/office/inspections/new/"
TYPICAL_BYTES = 12_000
LETTERS_EACH = 2  # the client's confirmation, the inspector's notice
WITHIN = 60.0
PRIMING = 20
WORKERS = (1, 2, 4)
LATER = 100_000
STARTED_MS, BUSY_MS = 500, 150  # of CPU: no worker starts with less; none that waits takes more in half a second
WARMING = 8  # forms at first that are not counted: each of the web process's threads reads what it needs once


def draining(site: Site, pace: Pace, sink: Sink) -> dict[str, Any]:
    """Letters a second out of a full outbox, by the worker and by a mailer with letters of the same bytes."""
    size = TYPICAL_BYTES

    def product() -> Sample:
        nonlocal size
        with site.worker() as worker:
            _prime(sink, lambda: site.inside("queue", count=PRIMING))
            before = worker.cpu_ms()
            site.inside("queue", count=pace.letters)
            sample = _drained(sink, pace.letters, [worker], before)
        size = round(sample["bytes"])
        return sample

    def limit() -> Sample:
        with site.mailer() as mailer:
            _prime(sink, lambda: site.limit("queue", count=PRIMING, bytes=size))
            before = mailer.cpu_ms()
            site.limit("queue", count=pace.letters, bytes=size)
            return _drained(sink, pace.letters, [mailer], before)

    return rounds.against(rounds.in_turn(pace.rounds, {"worker": product, "limit": limit}), "limit")


def sharing_out(site: Site, pace: Pace, sink: Sink) -> dict[str, Any]:
    """The same by one, two and four worker processes; of SQLite there is one worker, so nothing is measured there."""

    def drained(count: int) -> Sample:
        with ExitStack() as stack:
            workers = [stack.enter_context(site.worker()) for _ in range(count)]
            for worker in workers:
                _until_at_rest(worker)
            _prime(sink, lambda: site.inside("queue", count=PRIMING))
            before = sum(worker.cpu_ms() for worker in workers)
            queued = site.inside("queue", count=pace.letters * 2)["count"]
            return _drained(sink, queued, workers, before)

    if site.kind == "sqlite":
        return {}
    runs = {str(count): partial(drained, count) for count in WORKERS}
    return rounds.against(rounds.in_turn(pace.rounds, runs), "1")


def waiting(site: Site, pace: Pace) -> dict[str, Any]:
    """The next letter and the next plan beside none and beside 100,000 that are due later, round by round."""
    told: dict[str, list[Sample]] = {"none": [], "many": []}
    for _ in range(pace.rounds):
        told["none"].append(site.inside("soonest", count=pace.jobs))
        site.inside("later", count=LATER)
        told["many"].append(site.inside("soonest", count=pace.jobs))
        site.inside("never")
    return {
        **{name: rounds.medians(samples) for name, samples in told.items()},
        "growth": {what: rounds.ratios(told["many"], told["none"], what) for what in told["none"][0]},
    }


def booking(site: Site, pace: Pace) -> dict[str, Any]:
    """Scheduling through the use case alone, in one process, beside a row and its letter in one commit."""
    return rounds.against(
        rounds.in_turn(
            pace.rounds,
            {
                "limit": lambda: site.limit("book", count=pace.jobs * 4, bytes=TYPICAL_BYTES),
                "schedule": lambda: site.inside("schedule", count=pace.jobs),
            },
        ),
        "limit",
    )


def posting(site: Site, pace: Pace, sink: Sink, *, clients: int) -> dict[str, Any]:
    """The filled page posted, worker at work: inspections a second until the last letter has arrived."""
    cookie = site.targets["cookie"]
    with site.web() as web, site.worker() as worker, site.limit_web() as limit_web, site.mailer() as mailer:

        def product() -> Sample:
            bodies = site.inside("forms", count=pace.jobs, prefix=f"c{random.getrandbits(32)}-")["bodies"]
            forms = [driving.post(SCHEDULE, body, cookie=cookie) for body in bodies]
            letters = len(forms) * LETTERS_EACH
            return _posted(PRODUCT, forms, sink=sink, clients=clients, letters=letters, web=web, worker=worker)

        def limit() -> Sample:
            forms = [driving.post("/book/", _booking(TYPICAL_BYTES)) for _ in range(pace.jobs * 2)]
            return _posted(LIMIT, forms, sink=sink, clients=clients, letters=len(forms), web=limit_web, worker=mailer)

        return rounds.against(rounds.in_turn(pace.rounds, {"limit": limit, "schedule": product}), "limit")


def arriving(site: Site, pace: Pace, sink: Sink) -> dict[str, float]:
    """Milliseconds from the answer to a saved schedule until its letter is at the sink, one at a time."""
    forms = site.inside("forms", count=max(pace.jobs // 3, 20) + WARMING, prefix=f"a{random.getrandbits(32)}-")
    return _arriving(site, sink, [(SCHEDULE, body) for body in forms["bodies"]], forms["to"], LETTERS_EACH)


def sharing(site: Site, pace: Pace, sink: Sink) -> dict[str, float]:
    """The same from Send Email on Share Details."""
    forms = site.inside("shares", count=max(pace.jobs // 3, 20) + WARMING, prefix=f"s{random.getrandbits(32)}-")
    return _arriving(site, sink, [(forms["path"], body) for body in forms["bodies"]], forms["to"], 1)


def _arriving(
    site: Site, sink: Sink, forms: list[tuple[str, str]], recipients: list[str], letters_each: int
) -> dict[str, float]:
    saved: dict[str, float] = {}
    answers: list[float] = []
    with site.up():
        sink.empty()
        for (path, body), recipient in zip(forms, recipients, strict=True):
            start = time.monotonic()
            status = _post(path, body, site.targets["cookie"])
            saved[recipient] = time.monotonic()
            answers.append((saved[recipient] - start) * 1000)
            if status != http.HTTPStatus.FOUND:
                raise RuntimeError(f"{path} answers {status}.")
            time.sleep(random.uniform(0.02, 0.12))
        came = sink.wait_for(len(forms) * letters_each, within=WITHIN)
    counted = set(recipients[WARMING:])
    times = sorted((at - saved[to]) * 1000 for at, to, _ in came if to in counted)
    return {
        "p50": median(times),
        "p95": times[len(times) * 95 // 100],
        "most": times[-1],
        "saving_p50": median(answers),
        "letters": float(len(times)),
    }


def _until_at_rest(worker: Started) -> None:
    """A worker that starts takes all it can get of a core; one that waits for work a tenth of it."""
    end, last = time.monotonic() + WITHIN, 0.0
    while not 0 <= (cpu := worker.cpu_ms()) - last < BUSY_MS or cpu < STARTED_MS:
        if time.monotonic() > end:
            raise TimeoutError("A worker did not come to rest.")
        last = cpu
        time.sleep(0.5)


def _prime(sink: Sink, queue: Callable[[], Any]) -> None:
    """A few letters first, so that starting up is not counted."""
    sink.empty()
    queue()
    sink.wait_for(PRIMING, within=WITHIN)
    sink.empty()


def _drained(sink: Sink, count: int, senders: list[Started], before: float) -> Sample:
    came = sink.wait_for(count, within=WITHIN)
    took = came[-1][0] - came[0][0]
    return {
        "rate": (len(came) - 1) / took,
        "cpu_ms": (sum(sender.cpu_ms() for sender in senders) - before) / len(came),
        "bytes": median(size for _, _, size in came),
    }


def _posted(
    port: int, forms: list[bytes], *, sink: Sink, clients: int, letters: int, web: Started, worker: Started
) -> Sample:
    sink.empty()
    before = web.cpu_ms(), worker.cpu_ms()
    start = time.monotonic()
    driven = driving.drive(port, forms, clients=clients, once=True)
    if driven.wrong or any(status not in {201, 302} for status in driven.statuses):
        raise RuntimeError(f"Not every form was taken: {set(driven.statuses)} {driven.wrong[:1]}")
    came = sink.wait_for(letters, within=WITHIN)
    first = min(driven.ends) - driven.p50 / 1000
    last = max(*driven.ends, came[-1][0])
    return {
        "rate": len(forms) / (last - max(first, start)),
        "answers": driven.rate,
        "p50": driven.p50,
        "p95": driven.p95,
        "cpu_ms": (web.cpu_ms() - before[0]) / len(forms),
        "worker_ms": (worker.cpu_ms() - before[1]) / letters,
    }


def _booking(size: int) -> str:
    token = f"{random.getrandbits(256):043x}"[:43]
    return f"token={token}&person=Cora&house=1214+Harrison&recipient=cora%40example.com&letter={'x' * size}"


def _post(path: str, body: str, cookie: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", PRODUCT, timeout=30)
    connection.request(
        "POST",
        path,
        body,
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{cookie}; csrftoken={driving.CSRF}",
            "Sec-Fetch-Site": "same-origin",
        },
    )
    status = connection.getresponse().status
    connection.close()
    return status
