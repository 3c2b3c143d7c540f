"""Things that happen at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def together(*calls: Callable[[], Result]) -> list[Result | Exception]:
    """Starts all `calls` at once, each in a thread with a connection of its own; their results or exceptions, in order.

    Needs committed_db, because other connections see only what is committed.
    """
    gate = threading.Barrier(len(calls))

    def go(call: Callable[[], Result]) -> Result | Exception:
        gate.wait()
        try:
            return call()
        except Exception as exception:  # noqa: BLE001 - handed to the test
            return exception
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(go, calls))
