"""An installation makes its secrets once, guards them, and says in words what is wrong with it."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from config import keeping, settings
from config.checks import weaknesses
from config.environment import Environment
from lintel.companies.models import Company
from lintel.core.postgresql import base
from tests import cast


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


class TestSecrets:
    def test_they_are_the_owners_alone(self, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            assert keeping.make(tmp_path / "data")
        finally:
            os.umask(before)
        folder = tmp_path / "data" / "secrets"
        assert mode(folder) == mode(folder.parent) == 0o700
        assert {file.name: mode(file) for file in folder.iterdir()} == dict.fromkeys(keeping.NAMES, 0o600)

    def test_they_are_strong_and_made_once(self, tmp_path: Path) -> None:
        keeping.make(tmp_path)
        first = (
            keeping.read_secret_key(tmp_path),
            keeping.read_link_keys(tmp_path),
            keeping.read_setup_code(tmp_path),
        )
        assert not keeping.make(tmp_path)
        assert first == (
            keeping.read_secret_key(tmp_path),
            keeping.read_link_keys(tmp_path),
            keeping.read_setup_code(tmp_path),
        )
        assert [len(key) for key in first[1]] == [32]

    def test_two_installations_share_none(self, tmp_path: Path) -> None:
        for name in ("cedar", "juniper"):
            keeping.make(tmp_path / name)
        for name in keeping.NAMES:
            assert (tmp_path / "cedar/secrets" / name).read_text() != (tmp_path / "juniper/secrets" / name).read_text()

    @pytest.mark.parametrize("lost", keeping.NAMES)
    def test_a_database_without_them_is_refused(self, tmp_path: Path, lost: str) -> None:
        keeping.make(tmp_path)
        sqlite3.connect(tmp_path / keeping.DATABASE).close()
        (tmp_path / "secrets" / lost).unlink()
        with pytest.raises(keeping.Unkept, match=rf"{lost} in .* is not\. New secrets would kill every link"):
            keeping.make(tmp_path)
        assert not (tmp_path / "secrets" / lost).exists()

    def test_old_link_keys_go_on_verifying(self, tmp_path: Path) -> None:
        keeping.make(tmp_path / "old")
        keeping.make(tmp_path)
        file = tmp_path / "secrets/link_keys"
        file.write_text(file.read_text() + (tmp_path / "old/secrets/link_keys").read_text())
        assert keeping.read_link_keys(tmp_path)[1:] == keeping.read_link_keys(tmp_path / "old")

    @pytest.mark.parametrize("weak", ["", "c2hvcnQ", "A" * 43, "no base64!"])
    def test_weak_link_keys_are_refused(self, tmp_path: Path, weak: str) -> None:
        keeping.make(tmp_path)
        (tmp_path / "secrets/link_keys").write_text(weak)
        with pytest.raises(keeping.Unkept, match="link_keys"):
            keeping.read_link_keys(tmp_path)

    @pytest.mark.parametrize("weak", ["", "secret", "x" * 80])
    def test_a_weak_secret_key_is_refused(self, tmp_path: Path, weak: str) -> None:
        keeping.make(tmp_path)
        (tmp_path / "secrets/secret_key").write_text(weak)
        with pytest.raises(keeping.Unkept, match="secret_key"):
            keeping.read_secret_key(tmp_path)

    def test_without_them_a_command_says_so_in_a_sentence(self, tmp_path: Path) -> None:
        done = lintel("check", LINTEL_DATA=str(tmp_path))
        assert done.returncode == 1
        assert done.stderr.startswith(f"{tmp_path}/secrets/secret_key is missing.")
        assert "Traceback" not in done.stderr


class TestEnvironment:
    def test_every_fault_is_told_at_once(self) -> None:
        done = lintel("check", LINTEL_PUBLIC_ORIGIN="lintel.example", LINTEL_TRUSTED_PROXIES="many", LINTEL_DEMO="so")
        assert done.returncode == 1
        assert "LINTEL_PUBLIC_ORIGIN is an address such as https://" in done.stderr
        assert "LINTEL_TRUSTED_PROXIES is a whole number from 0 to 9." in done.stderr
        assert "LINTEL_DEMO is yes or no." in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize(
        "origin",
        [
            "http://lintel.example",
            "https://lintel.example/",
            "https://lintel.example/office",
            "https://dana@lintel.example",
            "ftp://lintel.example",
            "https://Lintel.example",
            "https://lintel.example:notaport",
        ],
    )
    def test_a_public_origin_that_links_cannot_use_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, origin: str
    ) -> None:
        monkeypatch.setenv("LINTEL_PUBLIC_ORIGIN", origin)
        with pytest.raises(ImproperlyConfigured, match="LINTEL_PUBLIC_ORIGIN"):
            Environment.read()

    @pytest.mark.parametrize(
        "origin", ["", "https://lintel.example", "https://lintel.example:8443", "http://127.0.0.1:8000"]
    )
    def test_a_usable_public_origin_is_taken(self, monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
        monkeypatch.setenv("LINTEL_PUBLIC_ORIGIN", origin)
        assert Environment.read().public_origin == origin

    def test_an_empty_variable_says_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("PORT", "TRUSTED_PROXIES", "TRIAL_FOR_LATER_COMPANIES", "DEMO"):
            monkeypatch.setenv(f"LINTEL_{name}", "")
        found = Environment.read()
        assert (found.port, found.trusted_proxies, found.trial_for_later_companies, found.demo) == (
            8000,
            0,
            True,
            False,
        )

    def test_a_fault_does_not_repeat_a_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LINTEL_EMAIL_URL", "imap://dana:hunter2@mail.example")
        monkeypatch.setenv("LINTEL_DATABASE_URL", "oracle://dana:hunter2@db.example/lintel")
        with pytest.raises(ImproperlyConfigured) as refused:
            Environment.read()
        assert "LINTEL_EMAIL_URL" in str(refused.value)
        assert "hunter2" not in str(refused.value)

    def test_nor_does_the_environment_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LINTEL_EMAIL_URL", "smtp://dana:hunter2@mail.example")
        assert "hunter2" not in repr(Environment.read())

    def test_a_mail_server_is_one_address(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LINTEL_EMAIL_URL", "smtp+tls://dana%40cedar:p%2Fw@mail.example")
        assert Environment.read().mail() == {
            "EMAIL_HOST": "mail.example",
            "EMAIL_PORT": 587,
            "EMAIL_HOST_USER": "dana@cedar",
            "EMAIL_HOST_PASSWORD": "p/w",
            "EMAIL_USE_TLS": True,
            "EMAIL_USE_SSL": False,
        }


class TestDatabase:
    def test_it_keeps_what_it_acknowledged(self, committed_db: str) -> None:
        assert checks.run_checks(tags=[checks.Tags.database], databases=["default"]) == []

    @pytest.mark.parametrize(
        "weaker", ["synchronous=NORMAL", "journal_mode=DELETE", "foreign_keys=OFF", "busy_timeout=5000"]
    )
    def test_a_weaker_sqlite_is_refused(self, django_db_blocker: DjangoDbBlocker, tmp_path: Path, weaker: str) -> None:
        ours = settings.database(f"sqlite:///{tmp_path}/lintel.sqlite3")
        with django_db_blocker.unblock():
            connection = ConnectionHandler({"default": ours})["default"]
            assert weaknesses(connection) == []
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA {weaker}")
            (error,) = weaknesses(connection)
            connection.close()
        assert error.msg.startswith(f"SQLite's {weaker.split('=', maxsplit=1)[0]} is ")

    def test_a_connection_that_died_while_it_rested_is_replaced(
        self, committed_db: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(base, "SECONDS", 0.0)
        ours = settings.database(committed_db)
        kept = ConnectionHandler({"default": ours})["default"]
        with kept.cursor() as cursor:
            if kept.vendor == "postgresql":
                cursor.execute("SELECT pg_backend_pid()")
                with connection.cursor() as another:
                    another.execute("SELECT pg_terminate_backend(%s, 10000)", cursor.fetchone())
        kept.close_if_unusable_or_obsolete()  # as Django does between two requests
        with kept.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
        kept.close()

    def test_a_connection_is_not_asked_in_the_middle_of_a_request(
        self, committed_db: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(base, "SECONDS", 3600.0)
        connection.ensure_connection()
        for seconds in (3600.0, 0.0):
            connection.close_if_unusable_or_obsolete()
            with transaction.atomic():
                cast.cedar_stone() if seconds else cast.juniper_ridge()
                monkeypatch.setattr(base, "SECONDS", 0.0)
        assert Company.objects.count() == 2

    def test_a_weaker_sqlite_cannot_be_asked_for(self, tmp_path: Path) -> None:
        keeping.make(tmp_path)
        address = f"sqlite:///{tmp_path}/other.sqlite3?transaction_mode=DEFERRED&timeout=1"
        done = lintel("check", "--database", "default", LINTEL_DATA=str(tmp_path), LINTEL_DATABASE_URL=address)
        assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def lintel(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lintel", *arguments]
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
