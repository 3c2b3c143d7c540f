"""The small commands, and what they stand on."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lintel.run import database
from tests import cast
from tests.run.programs import ROOT


def set_password(email: str, typed: str, monkeypatch: pytest.MonkeyPatch) -> str:
    told = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    call_command("password", email, stdout=told)
    return told.getvalue()


def test_a_forgotten_password_is_set_from_the_terminal(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    dana = cast.cedar_stone().owner
    assert "dana@cedarstone.example" in set_password("Dana@CedarStone.example", "a longer way home", monkeypatch)
    dana.user.refresh_from_db()
    assert dana.user.check_password("a longer way home")


@pytest.mark.parametrize(
    ("email", "typed", "said"),
    [
        ("nobody@cedarstone.example", "a longer way home", "Nobody signs in"),
        ("dana@cedarstone.example", "short", "too short"),
        ("dana@cedarstone.example", "password1", "too common"),
    ],
)
def test_what_cannot_be_set_is_told(
    db: None, monkeypatch: pytest.MonkeyPatch, email: str, typed: str, said: str
) -> None:
    dana = cast.cedar_stone().owner
    with pytest.raises(CommandError, match=said):
        set_password(email, typed, monkeypatch)
    dana.user.refresh_from_db()
    assert dana.user.check_password(cast.PASSWORD)


def lintel(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "lintel", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LINTEL_DATA": str(data)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_without_a_command_it_lists_them_all(tmp_path: Path) -> None:
    told = lintel(data=tmp_path)
    assert told.returncode == 0
    own = {file.stem for file in (ROOT / "lintel/run/management/commands").glob("[a-z]*.py")}
    assert {line.split()[0] for line in told.stdout.splitlines() if line.startswith("  ")} == own | {
        "migrate",
        "verify",
    }


def test_whoever_has_only_a_demo_is_told_how_to_name_it(tmp_path: Path) -> None:
    (tmp_path / "demo" / "secrets").mkdir(parents=True)
    told = lintel("doctor", data=tmp_path)
    assert told.returncode == 1
    assert f"LINTEL_DATA={tmp_path}/demo" in told.stderr


def test_an_up_to_date_database_is_left_alone(committed_db: str) -> None:
    assert database.lacking() == []
    assert database.faults() == []
    assert database.bring_up_to_date() is False


def test_tables_behind_the_code_are_not_served(committed_db: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'inspections'")
    assert "inspections.0001_tables" in database.lacking()
    assert any("lintel migrate" in fault for fault in database.faults())


def test_without_tables_everything_is_lacking(committed_db: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_migrations")
    assert "billing.0001_tables" in database.lacking()
