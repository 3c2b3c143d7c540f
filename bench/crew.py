"""Many hands at once: processes of threads that begin together and each do their share of the jobs."""

import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connection, connections

WAIT = 60.0
Do = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Done:
    """What each job came to, how long each took, and how long all of them."""

    outcomes: list[str]
    milliseconds: list[float]
    seconds: float

    def rate(self) -> float:
        return len(self.outcomes) / self.seconds


def together(jobs: Sequence[Any], do: Do, *, processes: int, threads: int) -> Done:
    """Deals the jobs out to `processes` × `threads` hands; each has its own connection to the database."""
    connections.close_all()
    hands = processes * threads
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(hands + 1)
    pipes = []
    for process in range(processes):
        ours, theirs = context.Pipe(duplex=False)
        shares = [list(jobs[process * threads + thread :: hands]) for thread in range(threads)]
        child = context.Process(target=_work, args=(shares, do, barrier, theirs), daemon=True)
        child.start()
        theirs.close()
        pipes.append((child, ours))
    barrier.wait(WAIT)
    start = time.monotonic()
    outcomes: list[str] = []
    milliseconds: list[float] = []
    end = start
    for child, pipe in pipes:
        for outcome, took, at in pipe.recv():
            outcomes.append(outcome)
            milliseconds.append(took)
            end = max(end, at)
        child.join(WAIT)
    return Done(outcomes, milliseconds, end - start)


def _work(shares: list[list[Any]], do: Do, barrier: Barrier, pipe: Connection) -> None:
    told: list[tuple[str, float, float]] = []
    threads = [threading.Thread(target=_hand, args=(share, do, barrier, told)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send(told)
    pipe.close()


def _hand(share: list[Any], do: Do, barrier: Barrier, told: list[tuple[str, float, float]]) -> None:
    connection.ensure_connection()
    barrier.wait(WAIT)
    for job in share:
        start = time.monotonic()
        try:
            outcome = do(job)
        except Exception as error:  # noqa: BLE001 - what went wrong is the outcome
            outcome = f"{type(error).__name__}: {error}"
        end = time.monotonic()
        told.append((outcome, (end - start) * 1000, end))
    connection.close()
