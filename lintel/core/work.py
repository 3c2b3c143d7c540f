"""Durable work is rows: due at, attempts, a lease, a fenced finish, backoff with jitter.

A row is live while `due_at` is set. A worker claims it (attempts + 1, a lease of 45 s), does the work outside
any transaction, and finishes it with an UPDATE that names the attempt it claimed: a worker that slept through
its lease changes nothing. A lease left by a crash is free again after 45 s.
"""

import logging
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import F, Q

LEASE = timedelta(seconds=45)
ALL = Q()
log = logging.getLogger(__name__)


class LeaseLost(RuntimeError):
    """Somebody else has the row now; what this worker did may have to be done again by them."""


class Work(models.Model):
    """What a row needs so that a worker can take it, lose it and finish it."""

    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Work)


def is_due(kind: type[Row], *, at: datetime, **equal: str) -> bool:
    """Whether there is a row to claim, of those with these values. Cheap: a worker asks many times a second."""
    instant = _fields(kind)["due_at"].get_db_prep_value(at, connection)
    with connection.cursor() as cursor:
        cursor.execute(_first_due(kind, tuple(equal)), [*equal.values(), instant, instant])
        return cursor.fetchone() is not None


def claim(kind: type[Row], *, at: datetime, most: int = 10, only: Q = ALL) -> list[Row]:
    """Up to `most` due rows, of those that are `only`, leased to the caller until `at` + 45 s, oldest first.

    On PostgreSQL several workers skip each other's rows; on SQLite the transaction is IMMEDIATE.
    """
    if only is ALL and not is_due(kind, at=at):
        return []
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    due = _rows(kind).filter(free, only, due_at__lte=at).order_by("due_at", "pk").values_list("pk", flat=True)
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        keys = list(due[:most])
        if keys:
            _rows(kind).filter(pk__in=keys).update(attempts=F("attempts") + 1, leased_until=at + LEASE)
    return list(_rows(kind).filter(pk__in=keys).order_by("due_at", "pk"))


def finish(row: Work, *, due_at: datetime | None, **changes: Any) -> None:
    """Let go of `row` with these changes, due again at `due_at` or never.

    Raises LeaseLost when the row was claimed again meanwhile; call it inside the transaction whose
    effects belong to the work, so that they roll back with it.
    """
    changes |= {"due_at": due_at, "leased_until": None}
    fields = _fields(type(row))
    kept = [fields[name].get_db_prep_save(value, connection) for name, value in changes.items()]
    with connection.cursor() as cursor:
        cursor.execute(_fenced_update(type(row), tuple(changes)), [*kept, row.pk, row.attempts])
        if not cursor.rowcount:
            raise LeaseLost(f"{type(row).__name__} {row.pk}")
    for name, value in changes.items():
        setattr(row, name, value)


@cache
def _fields(kind: type[Work]) -> dict[str, "models.Field[Any, Any]"]:
    return {field.name: field for field in kind._meta.concrete_fields}  # noqa: SLF001 - Django documents this name


@cache
def _first_due(kind: type[Work], equal: tuple[str, ...]) -> str:
    """In order, for PostgreSQL: to find just any, it may read all that are due later."""
    quote, table = connection.ops.quote_name, kind._meta.db_table  # noqa: SLF001 - Django documents this name
    asked = "".join(f"{quote(str(_fields(kind)[name].column))} = %s AND " for name in equal)
    asked += '"due_at" <= %s AND ("leased_until" IS NULL OR "leased_until" < %s)'
    return f'SELECT 1 FROM {quote(table)} WHERE {asked} ORDER BY "due_at" LIMIT 1'  # noqa: S608 - names of columns


@cache
def _fenced_update(kind: type[Work], changes: tuple[str, ...]) -> str:
    """Written out once: a queryset would compile it anew after every letter."""
    quote, table = connection.ops.quote_name, kind._meta.db_table  # noqa: SLF001 - Django documents this name
    sets = ", ".join(f"{quote(str(_fields(kind)[name].column))} = %s" for name in changes)
    return f"UPDATE {quote(table)} SET {sets} WHERE id = %s AND attempts = %s"  # noqa: S608 - names of columns


def run(kind: type[Row], *, do: Callable[[Row], None], at: datetime, most: int = 10) -> int:
    """Claim what is due and hand each row to `do`, which finishes it. How many there were.

    `do` raising LeaseLost is a row somebody else has taken over; anything else it raises is a bug, is
    logged and written to the row, and the row comes back with backoff; the others go on.
    """
    rows = claim(kind, at=at, most=most)
    for row in rows:
        try:
            do(row)
        except LeaseLost:
            continue
        except Exception as error:
            log.exception("%s %s failed", kind.__name__, row.pk)
            put_back(row, error, at)
    return len(rows)


def _rows(kind: type[Row]) -> models.QuerySet[Row]:
    return kind._default_manager.all()  # noqa: SLF001 - Django documents this name for just this


def put_back(row: Work, error: Exception, at: datetime) -> None:
    """Let a row go that a bug stopped: the fault is written to it, and it comes back with backoff."""
    try:
        finish(row, due_at=at + backoff(row.attempts), last_error=f"{type(error).__name__}: {error}"[:500])
    except LeaseLost:
        return


def backoff(attempts: int, *, steps: Sequence[int] = (5, 30, 120, 600, 1800, 3600, 7200)) -> timedelta:
    """How long to wait after the n-th failed attempt: the n-th step in seconds, the last one repeated, ± 20 %."""
    seconds = steps[min(max(attempts, 1), len(steps)) - 1]
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, guards nothing
