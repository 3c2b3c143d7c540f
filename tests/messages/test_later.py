"""Looking for what is due reads nothing of what is due later, however much that is."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from lintel.automations.models import Plan, Rule
from lintel.core import clock, work
from lintel.messages import sending
from lintel.messages.models import Message
from tests import cast
from tests.cast import Office

MANY = 2000
BY_TIME = re.compile(r"(message|plan)_due\w* .*due_at( <= |<\?)", re.DOTALL)


@pytest.fixture
def later(cedar: Office) -> None:
    """Many letters and many plans that are due tomorrow, and a database that knows how many."""
    at = clock.now() + timedelta(days=1)
    inspection = cast.book(cedar)
    letter = Message.objects.get(thread=inspection.thread, kind="agent")
    values = {field.attname: getattr(letter, field.attname) for field in Message._meta.concrete_fields[1:]}
    Message.objects.bulk_create(
        Message(
            **values | {"key": f"later{nth}", "dedupe_key": f"later:{nth}", "message_id": f"<{nth}@l>", "due_at": at}
        )
        for nth in range(MANY)
    )
    rule = Rule.objects.of(cedar.company).filter(fixed="")[0]
    fixed = {"company": cedar.company, "rule": rule, "thread": inspection.thread, "planned_at": at, "due_at": at}
    Plan.objects.bulk_create(Plan(**fixed, key=f"later{nth}", occasion=f"{nth}") for nth in range(MANY))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_of_letters(later: None) -> None:
    asked = questions(lambda: sending._claim("email", clock.now()))
    assert len(asked) > 2
    assert [way for way in asked if not BY_TIME.search(way)] == []


def test_of_plans(later: None) -> None:
    (way,) = questions(lambda: work.claim(Plan, at=clock.now()))
    assert BY_TIME.search(way)


def questions(look: Callable[[], Any]) -> list[str]:
    """How the database goes about each question for what is due, once it was asked often."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        look()
    way = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    return [way(sql, params) for sql, params in asked if '"due_at" <=' in sql]


def _on_sqlite(sql: str, params: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return "\n".join(row[-1] for row in cursor.fetchall())


def _on_postgresql(sql: str, params: Any) -> str:
    """The plan it settles for: from the sixth time on it may be one for any values."""
    places = iter(range(1, len(params) + 1))
    with psycopg.ClientCursor(connection.connection) as cursor:
        cursor.execute("PREPARE look AS " + re.sub("%s", lambda _: f"${next(places)}", sql))
        for _ in range(8):
            cursor.execute(f"EXPLAIN EXECUTE look({', '.join(['%s'] * len(params))})", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("DEALLOCATE look")
    return plan
