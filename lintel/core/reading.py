"""Looking never writes: while a GET or HEAD is answered, the database connection refuses to change anything."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE", "CREATE", "ALTER", "DROP")
LONGEST = max(map(len, CHANGES))


class WroteWhileReading(RuntimeError):
    """A page that was only looked at tried to write. A bug, never shown as a refusal."""


@contextmanager
def only(*, except_table: str = "") -> Iterator[None]:
    """Within it, any statement that changes rows raises WroteWhileReading.

    `except_table` may name one table that stays writable.
    """

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's shape
        if sql.lstrip()[:LONGEST].upper().startswith(CHANGES) and not (except_table and f'"{except_table}"' in sql):
            raise WroteWhileReading(sql.split(" SET ", maxsplit=1)[0][:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
