"""The ledger, the signatures and the versions of agreements only grow, whichever way somebody comes at them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, models, transaction

from lintel.agreements.models import Proof, Signature, Version
from lintel.billing.models import Entry
from lintel.core import clock
from lintel.inspections import texting
from lintel.inspections.models import Inspection
from lintel.messages.models import TextConsent
from tests import cast

pytestmark = pytest.mark.django_db
ONLY_GROWS = [Entry, Signature, Proof, Version, TextConsent]
TOUCH = "UPDATE TABLE SET company_id = company_id"
CHANGES = [
    TOUCH,
    "DELETE FROM TABLE",
    "INSERT INTO TABLE SELECT * FROM TABLE WHERE true ON CONFLICT (id) DO UPDATE SET company_id = 2",
]
TRUNCATE = ["TRUNCATE TABLE", "TRUNCATE TABLE CASCADE"]
REPLACE = ["REPLACE INTO TABLE SELECT * FROM TABLE", "UPDATE OR REPLACE TABLE SET id = id"]


@pytest.fixture
def paid_and_signed() -> Inspection:
    cast.cedar_stone()
    juniper = cast.juniper_ridge()
    inspection = cast.book(juniper)
    texting.agree(participant=cast.part(inspection), how="by phone", by=juniper.owner, at=clock.now())
    cast.sign(inspection)
    cast.pay(inspection)
    return inspection


@pytest.mark.parametrize("model", ONLY_GROWS)
def test_rows_refuse_to_change_or_go_through_the_orm(paid_and_signed: Inspection, model: type[models.Model]) -> None:
    row = model._default_manager.all()[0]
    rows = model._default_manager.filter(pk=row.pk)
    with refused():
        row.save()
    with refused():
        rows.update(company_id=1)
    with refused():
        row.delete()
    with refused():
        rows.delete()
    with refused():
        model._default_manager.bulk_update([row], ["company"])


@pytest.mark.parametrize("model", ONLY_GROWS)
def test_rows_refuse_to_change_or_go_through_sql(paid_and_signed: Inspection, model: type[models.Model]) -> None:
    table = model._meta.db_table
    before = model._default_manager.count()
    statements = [*CHANGES, *(TRUNCATE if connection.vendor == "postgresql" else REPLACE)]
    for statement in statements:
        with refused(), connection.cursor() as cursor:
            cursor.execute(statement.replace("TABLE", table))
    assert model._default_manager.count() == before


@pytest.mark.parametrize("model", ONLY_GROWS)
def test_it_is_the_triggers_that_refuse(paid_and_signed: Inspection, model: type[models.Model]) -> None:
    """The control: without them the same statement changes every row."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        for trigger in triggers(table):
            cursor.execute(f"DROP TRIGGER {trigger}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
        cursor.execute(TOUCH.replace("TABLE", table))
        assert cursor.rowcount == model._default_manager.count() > 0


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(DatabaseError), transaction.atomic():
        yield


def triggers(table: str) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        return [name for (name,) in cursor.fetchall()]
