"""An installation with people in it is brought up to date: what an earlier Lintel kept stays, and so do its backups."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from lintel.companies.models import Company
from lintel.run import database
from tests import cast
from tests.rig import databases

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def before() -> None:
    """Cedar & Stone on a database that knows its migrations by the names they had before they were joined."""
    cast.cedar_stone()
    on_disk = MigrationLoader(None).disk_migrations or {}
    with connection.cursor() as cursor:
        for (app, name), migration in on_disk.items():
            for old_app, old_name in migration.replaces:
                cursor.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s", [app, name])
                cursor.execute(
                    "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, CURRENT_TIMESTAMP)",
                    [old_app, old_name],
                )


def test_joined_migrations_are_not_run_again(before: None) -> None:
    assert "billing.0001_tables" in database.lacking()
    assert database.bring_up_to_date() is True
    assert database.lacking() == []
    assert Company.objects.get().name == "Cedar & Stone Home Inspections"


@pytest.mark.parametrize("first", ["backed up as it was", "brought up to date first"])
def test_a_backup_of_before_is_restored(before: None, tmp_path: Path, first: str) -> None:
    if first == "brought up to date first":
        database.bring_up_to_date()
    call_command("backup", str(tmp_path / "lintel.backup"), stdout=StringIO())
    with databases.empty():
        told = StringIO()
        call_command("restore", str(tmp_path / "lintel.backup"), stdout=told)
        assert "no  " not in told.getvalue()
        assert database.lacking() == []
        assert Company.objects.get().name == "Cedar & Stone Home Inspections"
