"""What must be true before anything is served: the database keeps what it acknowledged."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ON = 1
FULL = 2
PATIENCE_MS = 20_000


@register(Tags.database)
def sqlite_keeps_its_word(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """SQLite writes ahead, syncs fully, holds foreign keys and waits for its turn; anything weaker is refused."""
    chosen = (connections[alias] for alias in databases or ())
    return [fault for each in chosen if each.vendor == "sqlite" for fault in weaknesses(each)]


@register(Tags.security)
def secrets_are_the_owners(**_: Any) -> list[CheckMessage]:
    """Nobody but the owner reads the secrets; a mounted secret may have its own rules, so this only warns."""
    return [
        checks.Warning(f"{file} can be read by others: chmod 600 {file}", id="lintel.W001")
        for file in sorted((settings.DATA / "secrets").glob("*"))
        if file.stat().st_mode & 0o077
    ]


def weaknesses(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    """Where one SQLite connection falls short of what a ledger needs."""

    def pragma(name: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {name}")
            return cursor.fetchone()[0]

    mode = connection.settings_dict["OPTIONS"].get("transaction_mode")
    held = [
        ("journal_mode", journal := pragma("journal_mode"), "wal", journal == "wal"),
        ("synchronous", synchronous := pragma("synchronous"), "2 (FULL) or more", synchronous >= FULL),
        ("foreign_keys", keys := pragma("foreign_keys"), "1 (on)", keys == ON),
        (
            "busy_timeout",
            timeout := pragma("busy_timeout"),
            f"{PATIENCE_MS} ms or more",
            timeout >= PATIENCE_MS,
        ),
        ("transaction_mode", mode, "IMMEDIATE", mode == "IMMEDIATE"),
        ("recursive_triggers", recursive := pragma("recursive_triggers"), "1 (on)", recursive == ON),
    ]
    return [
        Error(f"SQLite's {name} is {found}; Lintel needs {wanted}.", id=f"lintel.E00{number}")
        for number, (name, found, wanted, holds) in enumerate(held, start=1)
        if not holds
    ]
