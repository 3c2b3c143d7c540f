"""A question that is asked on every visit: its statement is compiled once and asked again with other values.

Compiling a queryset costs several times what a database needs to answer it by its key. What is written here stays a
queryset, so joins, converters and both databases stay the framework's business; only the compiling is remembered.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Value:
    """Where a value is put in when the question is asked."""

    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What is remembered: the SQL, its values in order, and how rows become what the queryset promised."""

    sql: str
    values: tuple[Any, ...]
    shape: Callable[[list[Any]], Iterator[Any]]
    locks: bool


class Prepared(Generic[Answer]):
    """`build` gets a stand-in for each of its arguments (whole numbers and texts) and gives the queryset.

    It is called once for each kind of database. Its filters may compare with the arguments and nothing else may
    depend on them.
    """

    def __init__(self, build: "Callable[..., QuerySet[Any, Answer]]") -> None:
        self._build = build
        self._known: dict[str, Statement] = {}

    def __call__(self, **values: int | str | None) -> list[Answer]:
        """The rows, as the queryset would give them.

        Raises TransactionManagementError where it locks and no transaction is open.
        """
        statement = self._known.get(connection.vendor) or self._compile()
        if statement.locks and not connection.in_atomic_block:
            raise TransactionManagementError("What is locked here would be free again at once.")
        given = [values[value.name] if isinstance(value, Value) else value for value in statement.values]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, given)
            found = cursor.fetchall()
        return list(statement.shape(found))

    def _compile(self) -> Statement:
        stand_ins = {name: _stand_in(place, of.annotation) for place, (name, of) in enumerate(self._arguments())}
        queryset = self._build(**stand_ins)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        compiler.connection = connections.create_connection(DEFAULT_DB_ALIAS)  # never opened: this thread's is its own
        names = {stand_in: Value(name) for name, stand_in in stand_ins.items()}
        marked = tuple(names.get(value, value) for value in values)
        if {value.name for value in marked if isinstance(value, Value)} != set(stand_ins):
            raise ValueError("A stand-in did not come through: the question cannot be prepared.")
        shape = _objects if queryset.query.default_cols else _tuples
        statement = Statement(sql, marked, shape(compiler), queryset.query.select_for_update)
        self._known[connection.vendor] = statement
        return statement

    def _arguments(self) -> list[tuple[str, Any]]:
        return list(signature(self._build).parameters.items())


def _stand_in(place: int, kind: type) -> int | str:
    number = 7_700_700_700_700 + place
    return str(number) if kind is str else number


def _tuples(compiler: Any) -> Callable[[list[Any]], Iterator[Any]]:
    converters = compiler.get_converters([one[0] for one in compiler.select])

    def shape(rows: list[Any]) -> Iterator[Any]:
        return map(tuple, compiler.apply_converters(rows, converters)) if converters else iter(rows)

    return shape


def _objects(compiler: Any) -> Callable[[list[Any]], Iterator[Any]]:
    info = compiler.klass_info
    converters = compiler.get_converters([one[0] for one in compiler.select])
    kind: type[Model] = info["model"]
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [one[0].target.attname for one in compiler.select[first:last]]
    populators = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]

    def shape(rows: list[Any]) -> Iterator[Any]:
        for row in compiler.apply_converters(rows, converters):
            one = kind.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for populator in populators:
                populator.populate(row, one)
            yield one

    return shape
