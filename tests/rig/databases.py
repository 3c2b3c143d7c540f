"""Databases for tests. One template is migrated for each run; whatever a test needs is a copy of it.

The ledger's tables refuse to be emptied, so no test is ever cleaned up after: it rolls back, or it had its own copy.
"""

import fcntl
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

TEMPLATE = "template_lintel"
numbers = itertools.count(1)


@contextmanager
def own_copy() -> Iterator[str]:
    """Django's connection, in every thread, leads to a fresh copy of the template until the end; yields its address."""
    with another_copy() as name, leading_to(name):
        yield address(name)


@contextmanager
def another_copy() -> Iterator[str]:
    """A fresh copy of the template, gone at the end; yields its name."""
    make_template()
    name = f"{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}_{next(numbers)}"
    _copy(name)
    try:
        yield name
    finally:
        _drop(name)


@contextmanager
def leading_to(name: str) -> Iterator[None]:
    """Django's connection, in every thread, leads to this copy until the end."""
    before = connection.settings_dict["NAME"]
    _lead_to(_place(name))
    try:
        yield
    finally:
        _lead_to(before)


@contextmanager
def empty() -> Iterator[None]:
    """Django's connection leads to a database without tables until the end."""
    before = connection.settings_dict["NAME"]
    name = f"empty_{os.getpid()}_{next(numbers)}"
    if not _on_sqlite():
        _ask_server(f'CREATE DATABASE "{name}"')
    _lead_to(_place(name))
    try:
        yield
    finally:
        _lead_to(before)
        _drop(name)


def address(name: str) -> str:
    """How another process reaches the copy: the value of its LINTEL_DATABASE_URL."""
    if _on_sqlite():
        return f"sqlite:///{_place(name)}"
    return urlsplit(os.environ["LINTEL_DATABASE_URL"])._replace(path=f"/{name}").geturl()


def make_template() -> None:
    """Migrates the template, by whichever process of the run comes first."""
    with _alone() as done:
        if done.exists():
            return
        before = connection.settings_dict["NAME"]
        if not _on_sqlite():
            _ask_server(f'CREATE DATABASE "{TEMPLATE}"')
        _lead_to(_place(TEMPLATE))
        call_command("migrate", verbosity=0)
        _lead_to(before)
        done.touch()


@contextmanager
def _alone() -> Iterator[Path]:
    with (settings.DATA / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield settings.DATA / "template.done"


def _on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _place(name: str) -> str:
    return str(settings.DATA / f"{name}.sqlite3") if _on_sqlite() else name


def _lead_to(place: str) -> None:
    """New connections of all threads read the same settings."""
    connection.close()
    connection.settings_dict["NAME"] = place


def _copy(name: str) -> None:
    if _on_sqlite():
        shutil.copyfile(_place(TEMPLATE), _place(name))
    else:
        _ask_server(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')


def _drop(name: str) -> None:
    if _on_sqlite():
        for ending in ("", "-wal", "-shm"):
            Path(_place(name) + ending).unlink(missing_ok=True)
    else:
        _ask_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _ask_server(statement: str) -> None:
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(statement.encode())
