"""`demo` and `up`, as an operator types them."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress

from lintel.directory import likeness
from lintel.directory.models import Contact
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.rig.smtp import Sink
from tests.run.programs import ROOT, Program, eventually, is_alive, running

pytestmark = [pytest.mark.long, pytest.mark.once]  # they bring an SQLite of their own
CLEAN = {"LINTEL_PUBLIC_ORIGIN": "", "LINTEL_EMAIL_URL": "", "LINTEL_DEMO": "no"}


def a_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


@contextmanager
def demo(folder: Path, port: str | None = None) -> Iterator[tuple[Program, dict[str, str]]]:
    with running("demo", "--json", "--port", port or a_port(), "--data", str(folder)) as program:
        yield program, json.loads(program.until('{"'))


def get(address: str, browser: urllib.request.OpenerDirector | None = None) -> tuple[str, str]:
    """The page's address in the end, and the page."""
    opener = browser or urllib.request.build_opener()
    with opener.open(address, timeout=30) as answer:
        return answer.url, answer.read().decode()


def somebody() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def test_the_demo_serves_its_three_addresses_and_keeps_its_data(committed_db: str, tmp_path: Path) -> None:
    with demo(tmp_path / "demo") as (program, where):
        family = program.family()
        assert where["base_url"].startswith("http://localhost:"), "passkeys need a host name"
        assert all(address.startswith(where["base_url"]) for address in where.values())
        _, portal = get(where["portal_url"])
        assert "1847 Alder Creek Road" in portal
        _, mailbox = get(where["mailbox_url"])
        assert "Cora Whitfield" in mailbox
        dana = somebody()
        address, office = get(where["office_url"], dana)
        assert address.startswith(f"{where['base_url']}/office/")
        assert "Cedar &amp; Stone" in office
        _, again = get(where["office_url"], somebody())
        assert "has been used" in again
        _, invoices = get(f"{where['base_url']}/office/invoices/", dana)
        for words in ("Gem State Mutual", "24-118-0937", "Return trip"):
            assert words in invoices
        rowan = get(where["trial_office_url"], somebody())[1]
        assert "Juniper Ridge" in rowan
        assert "Trial: nothing leaves this company." in rowan
        assert program.end() == 0
    eventually(lambda: not any(is_alive(pid) for pid in family), "something still runs")
    inspections, letters = Inspection.objects.count(), Message.objects.count()
    assert inspections >= 12
    assert EmailAddress.objects.filter(verified=True).count() == 3
    assert {"sent", "failed", "held"} <= set(Message.objects.values_list("state", flat=True))
    assert "gmial.com" in Message.objects.get(state="failed").last_error
    tom, twice = Contact.objects.filter(name="Tom Brandvold").order_by("pk")
    assert [(one.contact, one.sign) for one in likeness.like(twice)] == [(tom, "the same telephone number")]
    Contact.objects.filter(name="Cora Whitfield").update(email="cora@bücher.example")
    with demo(tmp_path / "demo") as (program, where):
        assert "1847 Alder Creek Road" in get(where["portal_url"])[1]
        program.end(signal.SIGTERM)
    assert (Inspection.objects.count(), Message.objects.count()) == (inspections, letters)
    doctor = subprocess.run(
        [sys.executable, "-P", "-m", "lintel", "doctor"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "LINTEL_DATA": str(tmp_path / "demo")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert doctor.returncode == 0, doctor.stdout


def test_killed_without_a_word_it_leaves_nothing_running(committed_db: str, tmp_path: Path) -> None:
    with running("up", "--port", a_port(), "--data", str(tmp_path / "up"), **CLEAN) as program:
        program.until("with this code")
        family = program.family()
        assert len(family) >= 3
        program.end(signal.SIGKILL)
        eventually(lambda: not any(is_alive(pid) for pid in family), "something still runs")


def test_a_part_that_dies_is_started_again(committed_db: str, tmp_path: Path) -> None:
    port = a_port()
    with running("up", "--port", port, "--data", str(tmp_path / "up"), **CLEAN) as program:
        program.until("with this code")
        assert get(f"http://127.0.0.1:{port}/healthz")[1] == "ok"
        family = program.family()
        for pid in family[1:]:
            os.kill(pid, signal.SIGKILL)

        def is_back() -> bool:
            return len(program.family()) == len(family) and not set(family[1:]) & set(program.family())

        eventually(is_back, "what had died was not started again")
        eventually(lambda: _alive(port), "the pages did not come back")
        assert program.end() == 0


def test_the_demo_does_not_move_in_with_a_real_company(committed_db: str, tmp_path: Path) -> None:
    cast.cedar_stone()
    with running("demo", "--port", a_port(), "--data", str(tmp_path / "demo")) as program:
        assert program.process.wait(60) == 1
        eventually(lambda: "holds a real installation" in "".join(program.heard), "nothing was said")


def test_up_prints_where_it_is_and_the_code_and_keeps_its_secrets(
    committed_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = a_port()
    with running("up", "--port", port, "--data", str(tmp_path / "up"), **CLEAN) as program:
        said = program.until("with this code")
        code = (tmp_path / "up" / "secrets" / "setup_code").read_text().strip()
        assert code in said
        assert re.search(rf"http://localhost:{port}/accounts/signup/", said)
        assert get(f"http://127.0.0.1:{port}/healthz")[1] == "ok"
        family = program.family()
        assert program.end(signal.SIGTERM) == 0
    eventually(lambda: not any(is_alive(pid) for pid in family), "something still runs")
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "up" / "secrets").iterdir()} == {0o600}
    with running("up", "--port", port, "--data", str(tmp_path / "up"), **CLEAN) as program:
        assert code in program.until("with this code")


def test_up_does_not_take_the_demo_for_the_real_thing(committed_db: str, tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("loaded")
    with running("up", "--port", a_port(), "--data", str(tmp_path), **CLEAN) as program:
        assert program.process.wait(60) == 1
        eventually(lambda: "holds the demo" in "".join(program.heard), "nothing was said about the demo")


def test_up_lives_beside_a_demo(committed_db: str, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    with running("up", "--port", a_port(), "--data", str(tmp_path), **CLEAN) as program:
        assert "with this code" in program.until("Sign up")


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with running("up", "--port", port, "--data", str(tmp_path / "up")) as program:
            assert program.process.wait(60) == 1
            eventually(lambda: f"Port {port} is in use" in "".join(program.heard), "nothing was said about the port")


def test_a_port_that_is_taken_where_localhost_leads_first_is_told(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET6) as taken:
        taken.bind(("::1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with running("up", "--port", port, "--data", str(tmp_path / "up")) as program:
            assert program.process.wait(60) == 1
            eventually(lambda: f"Port {port} is in use" in "".join(program.heard), "nothing was said about the port")


def test_an_interrupted_loading_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINTEL_DATABASE_URL", "")
    folder = tmp_path / "demo"
    with running("demo", "--json", "--port", a_port(), "--data", str(folder)) as program:
        eventually((folder / "demo").exists, "the loading did not begin")
        program.end(signal.SIGKILL)
    (folder / "demo").write_text("loading")
    with demo(folder) as (program, where):
        assert "Alder Creek" in get(where["portal_url"])[1]


def test_web_and_worker_alone(committed_db: str, smtp_sink: Sink) -> None:
    port = a_port()
    with running("web", "--port", port) as web, running("worker") as worker:
        eventually(lambda: _alive(port), "the pages did not come")
        cast.book(cast.cedar_stone())
        smtp_sink.wait_for(3, within=60)
        assert worker.end(signal.SIGTERM) == 0
        assert web.end(signal.SIGTERM) == 0


def _alive(port: str) -> bool:
    try:
        return get(f"http://127.0.0.1:{port}/healthz")[1] == "ok"
    except OSError:
        return False
