"""New rows where many are written at once or often: the statement is put together once for each kind of row.

Of a row's way into its table the framework's own part (`save`, `bulk_create`) costs several times what the database
does. Fields convert their values here as there; defaults were set when the row was made.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)


def insert(row: Row) -> Row:
    """Writes a new row, and gives it its key. What it refers to has a key already."""
    insert_all([row])
    return row


def insert_all(rows: Iterable[Row]) -> list[Row]:
    """Writes new rows of one kind in one statement, and gives each its key."""
    made = list(rows)
    if not made:
        return made
    with connection.cursor() as cursor:
        cursor.execute(f"{_statement(type(made[0]), len(made))} RETURNING id", _values(made))
        for row, (key,) in zip(made, cursor.fetchall(), strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - Django documents this name
    return made


def insert_new(rows: Iterable[Model]) -> None:
    """Writes new rows of one kind in one statement, leaving out what is there already. They get no keys."""
    made = list(rows)
    if made:
        with connection.cursor() as cursor:
            cursor.execute(f"{_statement(type(made[0]), len(made))} ON CONFLICT DO NOTHING", _values(made))


def _values(rows: list[Row]) -> list[Any]:
    fields = _fields(type(rows[0]))
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]


@cache
def _fields(kind: type[Model]) -> "list[Field[Any, Any]]":
    return list(kind._meta.concrete_fields[1:])  # noqa: SLF001 - Django documents this name


@cache
def _statement(kind: type[Model], count: int) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in _fields(kind))
    row = f"({', '.join(['%s'] * len(_fields(kind)))})"
    table = quote(kind._meta.db_table)  # noqa: SLF001 - Django documents this name
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608 - names of columns
