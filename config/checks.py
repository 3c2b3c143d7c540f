"""What must be true before anything is served: the database keeps what it acknowledged."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

ON = 1
FULL = 2
PATIENCE_MS = 20_000


@register(Tags.database)
def sqlite_keeps_its_word(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """SQLite writes ahead, syncs fully, holds foreign keys and waits for its turn; anything weaker is refused."""
    return [
        Error(f"SQLite's {pragma} is {found}; Lintel needs {wanted}.", id=f"lintel.E00{number}")
        for alias in databases or ()
        if connections[alias].vendor == "sqlite"
        for number, (pragma, found, wanted, holds) in enumerate(_pragmas(alias), start=1)
        if not holds
    ]


@register(Tags.security)
def secrets_are_the_owners(**_: Any) -> list[CheckMessage]:
    """Nobody but the owner reads the secrets; a mounted secret may have its own rules, so this only warns."""
    return [
        Warning(f"{file} can be read by others: chmod 600 {file}", id="lintel.W001")
        for file in sorted((settings.DATA / "secrets").glob("*"))
        if file.stat().st_mode & 0o077
    ]


def _pragmas(alias: str) -> list[tuple[str, object, str, bool]]:
    connection = connections[alias]

    def value(pragma: str) -> Any:
        with connection.cursor() as cursor:
            return cursor.execute(f"PRAGMA {pragma}").fetchone()[0]

    journal, synchronous = value("journal_mode"), value("synchronous")
    foreign_keys, timeout = value("foreign_keys"), value("busy_timeout")
    mode = connection.settings_dict["OPTIONS"].get("transaction_mode")
    return [
        ("journal_mode", journal, "wal", journal == "wal"),
        ("synchronous", synchronous, "2 (FULL) or more", synchronous >= FULL),
        ("foreign_keys", foreign_keys, "1 (on)", foreign_keys == ON),
        ("busy_timeout", timeout, f"{PATIENCE_MS} ms or more", timeout >= PATIENCE_MS),
        ("transaction_mode", mode, "IMMEDIATE", mode == "IMMEDIATE"),
    ]
