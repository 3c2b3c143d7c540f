"""Writes very many rows into very many tables, with keys given out here: COPY on PostgreSQL, executemany on SQLite."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

Row = list[Any]


class Table:
    """The rows of one model that wait to be written; what is not said gets the field's own default."""

    def __init__(self, model: type[models.Model]) -> None:
        about = model._meta  # noqa: SLF001 - Django documents this name
        self.name, fields = about.db_table, about.concrete_fields
        self.columns = [str(field.column) for field in fields]
        self.known = frozenset(field.attname for field in fields)
        self.plan = [(field.attname, _default(field), _converter(field)) for field in fields[1:]]
        self.rows: list[Row] = []
        self.last = _last(model)

    def add(self, values: dict[str, Any]) -> int:
        """Takes a row; tells its key."""
        if not values.keys() <= self.known:
            raise ValueError(f"{self.name} has no {', '.join(sorted(values.keys() - self.known))}")
        self.last += 1
        row: Row = [self.last]
        for name, default, convert in self.plan:
            value = values.get(name, default)
            if callable(value):
                value = value()
            row.append(value if convert is None or value is None else convert(value))
        self.rows.append(row)
        return self.last


class Pouring:
    """Tables in the order in which they were first named, which is the order they are written in."""

    def __init__(self) -> None:
        self._tables: dict[type[models.Model], Table] = {}

    def add(self, model: type[models.Model], **values: Any) -> int:
        if model not in self._tables:
            self._tables[model] = Table(model)
        return self._tables[model].add(values)

    def write(self) -> int:
        """Writes what waits. How many rows there were. Call it inside a transaction."""
        written = 0
        for table in self._tables.values():
            written += len(table.rows)
            _copy(table) if connection.vendor == "postgresql" else _insert(table)
            table.rows.clear()
        return written

    def settle(self) -> None:
        """Lets the database go on counting where we stopped, and look at what it has now."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._tables)):
                cursor.execute(statement)


def _last(model: type[models.Model]) -> int:
    rows = model._default_manager  # noqa: SLF001 - Django documents this name
    return rows.aggregate(last=models.Max("pk"))["last"] or 0


def _copy(table: Table) -> None:
    columns = ", ".join(f'"{column}"' for column in table.columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in table.rows:
            copy.write_row(row)


def _insert(table: Table) -> None:
    columns = ", ".join(f'"{column}"' for column in table.columns)
    places = ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})', table.rows)


def _default(field: "models.Field[Any, Any]") -> Any:
    if field.default is NOT_PROVIDED:
        return None if field.null else ""
    return field.default


def _converter(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """How this field's values are written, where that differs from what Python holds."""
    if isinstance(field, models.JSONField):
        return _as_json
    if connection.vendor == "sqlite" and isinstance(field, models.DateTimeField):
        return _as_text
    if connection.vendor == "sqlite" and isinstance(field, models.DateField):
        return str
    return None


def _as_json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _as_text(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))
