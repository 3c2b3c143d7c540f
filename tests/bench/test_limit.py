"""The limit, the load generator and the mail sink do what the figures say they did."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import driving, processes
from bench.sink import Sink

pytestmark = pytest.mark.once  # it brings an SQLite of its own


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    port = free_port()
    with processes.running(["-m", "bench.sink", str(port)], {}, tmp_path / "sink.log"):
        kept = Sink(port)
        kept.until_ready()
        yield kept


@pytest.fixture
def limit(tmp_path: Path, sink: Sink) -> dict[str, str]:
    """What the limit's processes find in their environment; its tables hold twenty rows."""
    environment = {
        "BENCH_LIMIT_DATABASE": f"sqlite:///{tmp_path / 'limit.sqlite3'}",
        "BENCH_LIMIT_MAIL_PORT": str(sink.port),
        "DJANGO_SETTINGS_MODULE": "",
    }
    environment["TOKEN"] = ask(environment, "make", count=20)["tokens"][0]
    return environment


def ask(environment: dict[str, str], command: str, **asked: Any) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bench.limit", command, json.dumps(asked)],
        env=processes.surroundings(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def test_its_pages_are_asked_for_and_counted(limit: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    command = ["-m", "bench.limit", "web", json.dumps({"port": port, "processes": 1, "threads": 2})]
    with processes.running(command, limit, tmp_path / "log", port=port) as web:
        requests = [driving.get(f"/p/{limit['TOKEN']}/"), driving.get("/list/")]
        driven = driving.drive(port, requests, clients=2, seconds=0.2)
        assert driven.wrong == []
        assert driven.count > 10
        assert driven.rate == pytest.approx(driven.count / 0.2)
        assert 0 < driven.p50 <= driven.p95 <= driven.p99
        assert web.cpu_ms() > 0
        assert web.pss_mib() > 10
        missing = driving.drive(port, [driving.get("/nothing/")] * 3, clients=2, once=True)
        assert missing.statuses == [404, 404, 404]
        assert len(missing.wrong) == 3


def test_a_booking_leaves_as_a_letter_over_one_connection(limit: dict[str, str], sink: Sink, tmp_path: Path) -> None:
    assert ask(limit, "book", count=5, bytes=500)["rate"] > 0
    with processes.running(["-m", "bench.limit", "mail", "{}"], limit, tmp_path / "log"):
        ask(limit, "queue", count=7, bytes=3000)
        came = sink.wait_for(7, within=20)
    assert {to for _, to, _ in came} == {f"client{number}@example.com" for number in range(7)}
    assert all(2500 < size < 4000 for _, _, size in came)
    assert [at for at, _, _ in came] == sorted(at for at, _, _ in came)
    sink.empty()
    assert sink.came() == []


def test_payments_are_made_by_many_hands(limit: dict[str, str]) -> None:
    paid = ask(limit, "pay", count=12, processes=2, threads=2)
    assert len(paid["milliseconds"]) == 12
