"""`lintel backup FILE`: the database as it is at one moment, and the files, while Lintel goes on working."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from lintel.run import archive, database


def back_up(to: Path, *, at: datetime) -> archive.Manifest:
    """Write the backup to `to`, over what is there. Raises OSError where that place cannot be written.

    Files are only ever added, and copied after the rows that name them, so none that a row names is missing.
    """
    with tempfile.TemporaryDirectory(prefix=".lintel-backup-", dir=to.parent) as name:
        folder = Path(name)
        columns = _sqlite(folder / archive.DATABASE) if connection.vendor == "sqlite" else _tables(folder)
        if (kept := settings.DATA / archive.FILES).is_dir():
            shutil.copytree(kept, folder / archive.FILES)
        manifest = {
            "made_at": at.isoformat(timespec="seconds"),
            "vendor": connection.vendor,
            "migrations": sorted(map(list, database.applied())),
            "keys": archive.fingerprints(),
            "columns": columns,
        }
        return archive.pack(folder, manifest, to)


def _sqlite(to: Path) -> dict[str, list[str]]:
    """SQLite's own online copy: whole pages of one moment, whoever writes meanwhile."""
    with (
        closing(sqlite3.connect(f"file:{database.file()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(to)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    return {}


def _tables(folder: Path) -> dict[str, list[str]]:
    """Every table's rows, read in one transaction that sees one moment."""
    (folder / archive.TABLES).mkdir()
    columns = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in connection.introspection.table_names(cursor):
            columns[table] = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            names = ", ".join(map(connection.ops.quote_name, columns[table]))
            with (folder / archive.TABLES / table).open("wb") as file:
                statement = f"COPY {connection.ops.quote_name(table)} ({names}) TO STDOUT"
                with cursor.copy(statement) as rows:
                    for piece in rows:
                        file.write(piece)
    return columns
