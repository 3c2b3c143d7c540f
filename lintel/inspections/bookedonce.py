"""One inspector, one place at a time: the database's own word, where it has one.

PostgreSQL holds it by an exclusion constraint, written over ranges of integers and times so that no extension is
needed; on SQLite the same rule is asked inside the IMMEDIATE transaction (`scheduling.busy`).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ADD = """
ALTER TABLE inspections_inspection ADD CONSTRAINT inspector_is_booked_once
EXCLUDE USING gist (int8range(inspector_id, inspector_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)
WHERE (cancelled_at IS NULL)
"""
DROP = "ALTER TABLE inspections_inspection DROP CONSTRAINT inspector_is_booked_once"


def hold() -> migrations.RunPython:
    """A migration step that lets PostgreSQL refuse what `scheduling.busy` has missed."""
    return migrations.RunPython(_add, _drop)


def _add(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(ADD)


def _drop(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(DROP)
