"""Counts the statements that reach the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Statements:
    """Every statement of the last counted block, transactions' own words left out."""

    def __init__(self) -> None:
        self.sql: list[str] = []

    @contextmanager
    def counted(self) -> Iterator[None]:
        found: list[str] = []

        def note(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
            found.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield
        self.sql = [sql for sql in found if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]
