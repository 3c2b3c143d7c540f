"""One inspector, one place at a time.

PostgreSQL holds it by an exclusion constraint, written over ranges of integers and times so that no extension is
needed; on SQLite the same rule is asked inside the IMMEDIATE transaction (`scheduling.busy`).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from lintel.core import search

ADD = """
ALTER TABLE inspections_inspection ADD CONSTRAINT inspector_is_booked_once
EXCLUDE USING gist (int8range(inspector_id, inspector_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)
WHERE (cancelled_at IS NULL)
"""
DROP = "ALTER TABLE inspections_inspection DROP CONSTRAINT inspector_is_booked_once"


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(ADD)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards), search.index("inspections_inspection")]
