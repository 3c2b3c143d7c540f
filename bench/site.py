"""One installation to measure and the limit beside it: the same kind of database, as many rows, the same server."""

import json
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from bench import processes
from bench.databases import Databases
from bench.processes import Started
from config import keeping

PRODUCT, LIMIT, SINK = 9701, 9702, 9703
THREADS = 4


class Site:
    """Where it lives, and how it is started and asked."""

    def __init__(self, databases: Databases, count: int, folder: Path) -> None:
        self.databases, self.kind, self.count = databases, databases.kind, count
        self.folder = folder / f"{databases.kind}-{count}"
        keeping.make(self.folder)
        self.log = self.folder / "log"
        self.environment = {
            "LINTEL_DATA": str(self.folder),
            "LINTEL_DATABASE_URL": databases.new(f"lintel-{count}"),
            "LINTEL_PUBLIC_ORIGIN": f"http://127.0.0.1:{PRODUCT}",
            "LINTEL_EMAIL_URL": f"smtp://127.0.0.1:{SINK}",
            "LINTEL_EMAIL_FROM": "Lintel <lintel@lintel.example>",
            "LINTEL_DEMO": "no",
            "BENCH_LIMIT_MAIL_PORT": str(SINK),
            "BENCH_LIMIT_DATABASE": databases.new(f"limit-{count}"),
        }
        self.migrate_seconds = self.load_seconds = 0.0
        self.targets: dict[str, Any] = {}
        self.tokens: list[str] = []

    def prepare(self) -> None:
        """Migrates and loads, here and in the limit."""
        start = time.monotonic()
        self.inside("migrate")
        self.migrate_seconds = time.monotonic() - start
        self.load_seconds = self.inside("load", count=self.count)["seconds"]
        self.tokens = self.limit("make", count=self.count)["tokens"]
        self.targets = self.inside("targets")

    # --- asking ------------------------------------------------------------------------------------------------------

    def inside(self, command: str, **asked: Any) -> dict[str, Any]:
        """One of bench.inside's commands."""
        return self._ask("bench.inside", command, asked)

    def limit(self, command: str, **asked: Any) -> dict[str, Any]:
        """One of bench.limit's commands."""
        return self._ask("bench.limit", command, asked)

    def _ask(self, module: str, command: str, asked: dict[str, Any]) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-P", "-m", module, command, json.dumps(asked)],
            env=processes.surroundings(self.environment),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{module} {command}:\n{done.stderr[-3000:]}")
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    # --- serving -----------------------------------------------------------------------------------------------------

    def web(self, *, workers: int = 1, threads: int = THREADS, port: int = PRODUCT) -> AbstractContextManager[Started]:
        """The product's pages, as `lintel web` serves them."""
        command = ["-m", "lintel", "web", "--port", str(port), "--threads", str(threads)]
        return self._running([*command, "--processes", str(workers)], port)

    def limit_web(self, *, workers: int = 1, threads: int = THREADS) -> AbstractContextManager[Started]:
        """The limit's pages."""
        asked = json.dumps({"port": LIMIT, "processes": workers, "threads": threads})
        return self._running(["-m", "bench.limit", "web", asked], LIMIT)

    def up(self) -> AbstractContextManager[Started]:
        """Web and worker, as `lintel up` starts them."""
        return self._running(["-m", "lintel", "up", "--port", str(PRODUCT), "--threads", str(THREADS)], PRODUCT)

    def worker(self) -> AbstractContextManager[Started]:
        """The product's worker."""
        return self._running(["-m", "lintel", "worker"])

    def mailer(self) -> AbstractContextManager[Started]:
        """The limit's mailer."""
        return self._running(["-m", "bench.limit", "mail", "{}"])

    def _running(self, command: list[str], port: int | None = None) -> AbstractContextManager[Started]:
        return processes.running(command, self.environment, self.log, port=port)
