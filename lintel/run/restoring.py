"""`lintel restore FILE`: a backup becomes the installation, and nothing it remembers is taken for news.

What was under way then may have happened since: letters that had not left are held until somebody looks at them, and
nothing can be paid online until Stripe was asked what it has taken meanwhile.
"""

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from lintel.automations import planning
from lintel.billing.models import StripeAccount
from lintel.companies.models import Company
from lintel.core.refusal import Refusal
from lintel.inspections import notifying
from lintel.messages.models import Message
from lintel.run import archive, database
from lintel.run.archive import Manifest

Say = Callable[[str], object]


class OtherKeys(Refusal):
    say = (
        "This backup was made under other secrets than those in the data folder: every link already sent would be "
        "dead. Put the secrets that belong to it back first. Nothing was changed."
    )


class OtherDatabase(Refusal):
    pass


class NotEmpty(Refusal):
    say = "The database that LINTEL_DATABASE_URL names holds tables already. Name an empty one. Nothing was changed."


class FromLater(Refusal):
    say = "This backup was made by a later Lintel than this one. Update first. Nothing was changed."


def restore(file: Path, *, say: Say, at: datetime) -> Manifest:
    """Lay the backup out here. An embedded database that is there is moved aside, never written over.

    Raises archive.NotABackup, OtherKeys, OtherDatabase, NotEmpty, FromLater; each before anything was changed.
    """
    with tempfile.TemporaryDirectory(prefix=".lintel-restore-", dir=settings.DATA) as name:
        folder = Path(name)
        manifest = archive.unpack(file, folder)
        _check(manifest)
        if connection.vendor == "sqlite":
            _put_file(folder / archive.DATABASE, say, at)
        else:
            _load_tables(folder / archive.TABLES, manifest)
        if (kept := folder / archive.FILES).is_dir():
            shutil.copytree(kept, settings.DATA / archive.FILES, dirs_exist_ok=True)
    database.bring_up_to_date()
    calm(at=at)
    return manifest


@transaction.atomic
def calm(*, at: datetime) -> None:
    """Nothing old leaves or is offered for payment by itself."""
    while notifying.write_due(at=at):
        pass
    planning.drop_due(because="a backup was restored: it may have left already", at=at)
    waiting = Message.objects.filter(state__in=Message.LEAVING)
    waiting.update(
        state=Message.State.HELD, held_because=Message.Held.RESTORED, due_at=None, leased_until=None, last_error=""
    )
    Company.objects.filter(pk__in=StripeAccount.objects.values("company")).update(restored_at=at)


def _check(manifest: Manifest) -> None:
    if manifest.keys != archive.fingerprints():
        raise OtherKeys
    if manifest.vendor != connection.vendor:
        raise OtherDatabase(
            f"This is a backup of {manifest.vendor}, and LINTEL_DATABASE_URL names {connection.vendor}. "
            "Nothing was changed."
        )
    if _migrations(manifest) - set(MigrationLoader(None).disk_migrations or {}):
        raise FromLater
    if connection.vendor != "sqlite" and connection.introspection.table_names():
        raise NotEmpty


def _migrations(manifest: Manifest) -> set[tuple[str, str]]:
    """Those that the backup has seen, by today's names: several of before may have been joined into one."""
    on_disk = MigrationLoader(None).disk_migrations or {}
    joined = {before: now for now, migration in on_disk.items() for before in migration.replaces}
    return {joined.get((app, name), (app, name)) for app, name in manifest.migrations}


def _put_file(copy: Path, say: Say, at: datetime) -> None:
    there = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    if there.exists():
        aside = there.with_name(f"{there.name}.before-{at:%Y%m%d-%H%M%S}")
        for ending in ("-wal", "-shm", ""):
            if (part := there.with_name(there.name + ending)).exists():
                part.rename(aside.with_name(aside.name + ending))
        say(f"The database that was there is {aside} now.")
    copy.chmod(0o600)
    copy.rename(there)


def _load_tables(folder: Path, manifest: Manifest) -> None:
    """The tables as they were then, filled in one transaction. Foreign keys are looked at when it ends."""
    last_of_each_app = dict(sorted(_migrations(manifest)))
    MigrationExecutor(connection).migrate(list(last_of_each_app.items()))
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table in manifest.columns:
            cursor.execute(f"ALTER TABLE {quote(table)} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608 - names of tables
        for table, columns in manifest.columns.items():
            names = ", ".join(map(quote, columns))
            with (folder / table).open("rb") as file, cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as rows:
                while piece := file.read(1 << 20):
                    rows.write(piece)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in manifest.columns:
            cursor.execute(f"ALTER TABLE {quote(table)} ENABLE TRIGGER USER")
        models: list[type[Model]] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
