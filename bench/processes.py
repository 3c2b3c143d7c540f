"""The processes that are measured: started, asked, measured and ended; none outlives the bench."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

HOST = "127.0.0.1"
TICKS = os.sysconf("SC_CLK_TCK")
READY_WITHIN = 30.0
ROOT = Path(__file__).parents[1]


def surroundings(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process of ours: it finds this repository, wherever it was started from."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


class Started:
    """A process and what it forked."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-P", *arguments],
                env=surroundings(environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def cpu_ms(self) -> float:
        return cpu_ms(self.process.pid)

    def pss_mib(self) -> float:
        return pss_mib(self.process.pid)

    def until_it_answers(self, port: int, path: str = "/healthz") -> float:
        """Seconds until the first good answer."""
        start = time.monotonic()
        while time.monotonic() - start < READY_WITHIN:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection(HOST, port, timeout=5)
                connection.request("GET", path)
                status = connection.getresponse().status
                connection.close()
                if status < 500:
                    return time.monotonic() - start
            time.sleep(0.005)
        raise RuntimeError(f"It did not start:\n{self.log.read_text()[-3000:]}")

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextlib.contextmanager
def running(
    arguments: list[str], environment: Mapping[str, str], log: Path, *, port: int | None = None
) -> Iterator[Started]:
    """The process while the block lasts; with a port, from its first answer on."""
    started = Started(arguments, environment, log)
    try:
        if port is not None:
            started.until_it_answers(port)
        yield started
    finally:
        started.end()


def family(pid: int) -> list[int]:
    """A process and all below it, from what the kernel says now."""
    found, parents = [], [pid]
    while parents:
        parent = parents.pop()
        found.append(parent)
        for task in _children_files(parent):
            with contextlib.suppress(OSError):
                parents += [int(child) for child in task.read_text().split()]
    return found


def cpu_ms(pid: int) -> float:
    """CPU time of a process and all below it, those that ended included."""
    total = 0
    for each in family(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(ticks) for ticks in fields[11:15])
    return total * 1000 / TICKS


def pss_mib(pid: int) -> float:
    """Memory of a process and all below it, what they share counted once."""
    total = 0
    for each in family(pid):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


def _children_files(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:
        return []
