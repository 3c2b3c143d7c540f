"""A few processes that are started together, looked after, and ended together; none outlives the first.

They are forked from one that has everything loaded, so they start at once and share its memory.
"""

import contextlib
import ctypes
import gc
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from types import FrameType

from django.db import connections

Part = Callable[[], object]

ASK_AGAIN_SECONDS = 1.0
PATIENCE_SECONDS = 20.0
RESTART_AFTER_SECONDS = 1.0
TOO_OFTEN = 5
IN_SECONDS = 60.0
PR_SET_PDEATHSIG = 1

NEW_OBJECTS = (10_000, 20, 20)  # a page makes and drops a few thousand; looking for circles more often finds none

log = logging.getLogger(__name__)


def keep_what_is_loaded() -> None:
    """Whatever is there by now stays: processes that are forked share it, and no search for garbage reads it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*NEW_OBJECTS)


class Family:
    """Named parts, each in a process of its own."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = dict(parts)
        self._processes: dict[str, ForkProcess] = {}
        self._ends: list[float] = []
        self._told, self._tell = os.pipe()

    def start(self, *names: str) -> None:
        """Starts these parts, or all that are not there. From here on SIGINT and SIGTERM ask all of them to end."""
        connections.close_all()
        keep_what_is_loaded()
        for name in names or self._parts:
            if name not in self._processes:
                self._start(name)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked_to_end)

    def keep(self) -> bool:
        """Comes back when asked to end: True; or when a part keeps failing: False. One that dies is started again."""
        while True:
            sentinels = {process.sentinel: name for name, process in self._processes.items()}
            ready = wait([self._told, *sentinels])
            if self._told in ready:
                return True
            for sentinel in ready:
                name = sentinels[sentinel]  # type: ignore[index]
                log.error("%s ended unexpectedly (%s)", name, self._processes[name].exitcode)
                if self._fails_too_often():
                    return False
                if wait([self._told], timeout=RESTART_AFTER_SECONDS):
                    return True
                self._start(name)

    def is_alive(self, name: str) -> bool:
        """Whether this part runs."""
        return self._processes[name].is_alive()

    def asked_to_end(self, within: float) -> bool:
        """Whether somebody asks to end within so many seconds."""
        return bool(wait([self._told], timeout=within))

    def end(self) -> None:
        """Asks every part to end, again and again, and in the end does not ask."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        alive = list(self._processes.values())
        while alive and time.monotonic() < deadline:
            for process in alive:
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
            wait([process.sentinel for process in alive], timeout=ASK_AGAIN_SECONDS)
            alive = [process for process in alive if process.is_alive()]
        for process in alive:
            process.kill()
            process.join()

    def _start(self, name: str) -> None:
        arguments = (self._parts[name], os.getpid())
        process = multiprocessing.get_context("fork").Process(target=_be, args=arguments, name=name)
        process.start()
        self._processes[name] = process

    def _asked_to_end(self, number: int, frame: FrameType | None) -> None:
        os.write(self._tell, b".")

    def _fails_too_often(self) -> bool:
        now = time.monotonic()
        self._ends = [*(end for end in self._ends if now - end < IN_SECONDS), now]
        return len(self._ends) >= TOO_OFTEN


def end_with_parent(parent: int) -> None:
    """Have the kernel ask this process to end when `parent`, which forked it, is gone, however it went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it went before it could be asked for
        os._exit(1)


def _be(part: Part, parent: int) -> None:
    """In the child: a Ctrl-C in the terminal is the parent's to answer, which then ends us."""
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    end_with_parent(parent)
    part()
