"""Whether the database is as the code wants it. Cheap enough to be asked at every start."""

from pathlib import Path

from django.apps import apps
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import connection


def lacking() -> list[str]:
    """The migrations on disk that this database has not seen. One statement; no migration is imported."""
    wanted = {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in (Path(app.path) / "migrations").glob("[0-9]*.py")
    }
    return sorted(f"{label}.{name}" for label, name in wanted - applied())


def bring_up_to_date() -> bool:
    """Migrate where something is lacking; whether anything was."""
    if not lacking():
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def faults() -> list[str]:
    """Why nothing may be served on this database: too weak a setting, or tables that are behind the code."""
    told = [str(fault.msg) for fault in run_checks(tags=[Tags.database], databases=["default"]) if fault.is_serious()]
    if behind := lacking():
        told.append(f"The database lacks {len(behind)} migrations, first {behind[0]}. Run: lintel migrate")
    return told


def file() -> Path | None:
    """Where the embedded database lies, which one worker has to itself; None for PostgreSQL."""
    return Path(str(connection.settings_dict["NAME"])) if connection.vendor == "sqlite" else None


def applied() -> set[tuple[str, str]]:
    """The migrations that this database has seen."""
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return {(app, name) for app, name in cursor.fetchall()}


def count_rows() -> None:
    """Have SQLite look how full its tables are, so that it chooses among its indexes well; a sample of each.

    PostgreSQL does so by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
