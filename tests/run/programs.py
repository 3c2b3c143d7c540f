"""Lintel's own processes, started as an operator starts them, and ended whatever happens."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0


class Program:
    """One running command: its lines as they come, its family, and its end."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "lintel", *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._said: queue.Queue[str] = queue.Queue()
        self.heard: list[str] = []
        self._ears = [
            threading.Thread(target=self._listen, args=(stream,), daemon=True)
            for stream in (self.process.stdout, self.process.stderr)
        ]
        for ear in self._ears:
            ear.start()

    def until(self, words: str) -> str:
        """The first line that contains `words`; fails when the program ends or takes too long before."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                line = self._said.get(timeout=0.1)
            except queue.Empty:
                assert self.process.poll() is None, "".join(self.heard)
                continue
            if words in line:
                return line
        raise AssertionError(f"{words!r} was not said:\n{''.join(self.heard)}")

    def family(self) -> list[int]:
        """The program and all that descend from it."""
        return [self.process.pid, *_descendants(self.process.pid)]

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Asks it to end and tells its exit status."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE_SECONDS)

    def close(self) -> None:
        """Hears the last words. Whoever still holds the line then has outlived the program."""
        for ear in self._ears:
            ear.join(PATIENCE_SECONDS)
            assert not ear.is_alive(), "something that the program started still runs"
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()

    def _listen(self, stream: "Iterator[str]") -> None:
        for line in stream:
            self.heard.append(line)
            self._said.put(line)


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[Program]:
    """`python -m lintel ARGUMENTS`, killed with its family at the end where it still runs."""
    program = Program(*arguments, **environment)
    try:
        yield program
    finally:
        family = program.family()
        program.process.kill()
        program.process.wait()
        for pid in family:
            _kill(pid)
        program.close()


def eventually(holds: Callable[[], bool], otherwise: str) -> None:
    """Looks again and again until it holds, and fails after a deadline."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, otherwise
        threading.Event().wait(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process with this id runs; one that only waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _descendants(pid: int) -> list[int]:
    try:
        children = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [*children, *(further for child in children for further in _descendants(child))]


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
