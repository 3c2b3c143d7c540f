"""A question that is asked on every visit: its statement is compiled once and asked again with other values.

Compiling a queryset costs several times what a database needs to answer it by its key. What is written here stays a
queryset, so joins, converters and both databases stay the framework's business; only the compiling is remembered.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from inspect import signature
from typing import Any, Generic, TypeAlias, TypeVar, get_args, get_origin

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

Answer = TypeVar("Answer")
Plain: TypeAlias = int | str | datetime | None


@dataclass(frozen=True, slots=True)
class Value:
    """Where a value is put in when the question is asked: one, or a list's."""

    name: str
    kind: type
    many: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """What is remembered: the SQL, its values in order, and how rows become what the queryset promised.

    `pieces` is the SQL between its values, where one of them is a list.
    """

    sql: str
    pieces: tuple[str, ...]
    values: tuple[Any, ...]
    shape: Callable[[list[Any]], Iterator[Any]]
    locks: bool


class Prepared(Generic[Answer]):
    """`build` gets a stand-in for each of its arguments (whole numbers, texts, instants, and lists of numbers or texts
    for `__in`) and gives the queryset.

    It is called once for each kind of database. Its filters may compare with the arguments and nothing else may
    depend on them.
    """

    def __init__(self, build: "Callable[..., QuerySet[Any, Answer]]") -> None:
        self._build = build
        self._known: dict[str, Statement] = {}

    def __call__(self, **values: Plain | Sequence[Plain]) -> list[Answer]:
        """The rows, as the queryset would give them. Nothing is in an empty list, and nothing is outside of one either.

        Raises TransactionManagementError where it locks and no transaction is open.
        """
        statement = self._known.get(connection.vendor) or self._compile()
        if statement.locks and not connection.in_atomic_block:
            raise TransactionManagementError("What is locked here would be free again at once.")
        sql, given = _filled(statement, values)
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchall()
        return list(statement.shape(found))

    def _compile(self) -> Statement:
        marks = {argument.name: argument for argument in self._arguments()}
        stand_ins = {name: _stand_in(place, mark.kind) for place, (name, mark) in enumerate(marks.items())}
        queryset = self._build(**{name: [one] if marks[name].many else one for name, one in stand_ins.items()})
        compiler = queryset.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        compiler.connection = connections.create_connection(DEFAULT_DB_ALIAS)  # never opened: this thread's is its own
        by_stand_in = {_bound(stand_in, marks[name].kind): marks[name] for name, stand_in in stand_ins.items()}
        marked = tuple(by_stand_in.get(value, value) for value in values)
        if {value.name for value in marked if isinstance(value, Value)} != set(stand_ins):
            raise ValueError("A stand-in did not come through: the question cannot be prepared.")
        lists = any(isinstance(value, Value) and value.many for value in marked)
        pieces = tuple(sql.split("%s")) if lists else ()
        if lists and len(pieces) != len(marked) + 1:
            raise ValueError("The statement cannot be told from its values: it cannot be prepared with a list.")
        shape = _objects if queryset.query.default_cols else _tuples
        statement = Statement(sql, pieces, marked, shape(compiler), queryset.query.select_for_update)
        self._known[connection.vendor] = statement
        return statement

    def _arguments(self) -> Iterator[Value]:
        for name, argument in signature(self._build).parameters.items():
            many = get_origin(argument.annotation) is list
            yield Value(name, get_args(argument.annotation)[0] if many else argument.annotation, many)


def _filled(statement: Statement, values: dict[str, Any]) -> tuple[str, list[Any]]:
    if not statement.pieces:
        marks = statement.values
        return statement.sql, [_bound(values[one.name], one.kind) if isinstance(one, Value) else one for one in marks]
    sql, given = [statement.pieces[0]], []
    for one, piece in zip(statement.values, statement.pieces[1:], strict=True):
        bound = [one]
        if isinstance(one, Value):
            bound = (values[one.name] or [None]) if one.many else [_bound(values[one.name], one.kind)]
        sql += [", ".join(["%s"] * len(bound)), piece]
        given += bound
    return "".join(sql), given


def _stand_in(place: int, kind: type) -> Any:
    number = 7_700_700_700_700 + place
    if kind is datetime:
        return datetime(7700, 7, 7, tzinfo=UTC).replace(microsecond=place)
    return str(number) if kind is str else number


def _bound(value: Any, kind: type) -> Any:
    """As the database takes it."""
    return connection.ops.adapt_datetimefield_value(value) if kind is datetime else value


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
    annotations = list(compiler.annotation_col_map.items())

    def shape(rows: list[Any]) -> Iterator[Any]:
        for row in compiler.apply_converters(rows, converters):
            one = kind.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for populator in populators:
                populator.populate(row, one)
            for name, place in annotations:
                setattr(one, name, row[place])
            yield one

    return shape


def hang(name: str, *, onto: Sequence[Model], rows: Sequence[Model]) -> None:
    """Puts `rows` where `one.name.all()` reads them, as a prefetch would: each on the one that it points at."""
    found: dict[Any, tuple[Model, list[Model]]] = {one.pk: (one, []) for one in onto}
    for row in rows:
        field = _points_by(type(onto[0]), name)
        one, its = found[getattr(row, field.attname)]
        setattr(row, field.name, one)
        its.append(row)
    for one, its in found.values():
        read = getattr(one, name).get_queryset()
        read._result_cache, read._prefetch_done = its, True  # noqa: SLF001 - as Django's own prefetching does
        one.__dict__.setdefault("_prefetched_objects_cache", {})[name] = read


@cache
def _points_by(kind: type[Model], name: str) -> Any:
    """The field by which the rows behind `kind.name` point at it."""
    return kind._meta.get_field(name).field  # type: ignore[union-attr]  # noqa: SLF001 - Django's public name for it
