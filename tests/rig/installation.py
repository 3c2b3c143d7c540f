"""The installation that a test run uses: settings load from it as they do in earnest, so there are no test settings."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config import keeping
from tests.rig import postgres

KIND = "LINTEL_TEST_DB"
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder that is made in it is ours alone
ROOM = 2 << 30


def lay() -> None:
    """Once for each run, before any setting is read: a data folder with secrets, and the database asked for.

    The workers of pytest-xdist inherit the environment and so share it.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="lintel-test-", dir=_in_memory()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = folder / "data"
    keeping.make(data)
    os.environ.update(
        {
            "LINTEL_DATA": str(data),
            "LINTEL_DATABASE_URL": f"sqlite:///{data / 'tests.sqlite3'}",
            "LINTEL_PUBLIC_ORIGIN": "https://lintel.example",
            "LINTEL_EMAIL_URL": "smtp://127.0.0.1:9",
            "LINTEL_EMAIL_FROM": "Lintel <lintel@lintel.example>",
            "LINTEL_TRUSTED_PROXIES": "0",
            "LINTEL_TRIAL_FOR_LATER_COMPANIES": "yes",
            "LINTEL_DEMO": "no",
        }
    )
    kind = os.environ.setdefault(KIND, "sqlite")
    if kind == "postgres":
        os.environ["LINTEL_DATABASE_URL"] = postgres.serve(folder / "pg")
    elif kind != "sqlite":
        raise SystemExit(f"{KIND} is sqlite or postgres, not {kind}.")


def _in_memory() -> Path | None:
    """Where a file's sync costs nothing, if there is room: a test's rows need not outlive a power cut."""
    return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM else None
