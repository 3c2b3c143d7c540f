"""Search over one column of plain words: PostgreSQL's full text and SQLite's FTS5 behind one function.

A searched row keeps `search_text`, made by `text()`: lower-case words without accents or punctuation, one
space between them, the company's key first. Because the words are cut here and not by the database, both
databases find the same rows, and nothing a person types can mean anything to either query language.
"""

import unicodedata
from typing import TypeVar

from django.db import connections, migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

PREFIX_NEEDS = 3
MOST_WORDS = 8
LONGEST_WORD = 60
FEW = 4000
VECTOR = "array_to_tsvector(array_remove(string_to_array({column}, ' '), ''))"

Row = TypeVar("Row", bound=models.Model)


def words(given: str) -> list[str]:
    """The words in `given` as they are kept and looked for, none longer than sixty letters."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", given).casefold())
    plain = (one for one in folded if not unicodedata.combining(one))
    return [word[:LONGEST_WORD] for word in "".join(one if one.isalnum() else " " for one in plain).split()]


def text(company_key: str, *parts: str) -> str:
    """What a row's `search_text` holds: the company's key, then every word once, in order."""
    found = (word for part in parts for word in words(part))
    return " ".join(dict.fromkeys([company_key, *found]))


def matching(queryset: models.QuerySet[Row], given: str, company_key: str) -> models.QuerySet[Row]:
    """The rows of `queryset` that hold every word of `given` and the company's key, for any order and limit.

    A word of three letters or more also finds what begins with it; a shorter one has to match whole. Nothing
    asked finds everything, and only punctuation finds nothing.

    Asks the index at once, for four thousand rows at most. Words that more rows have are looked for along the list
    itself, where a page of them is soon full: neither a rare word nor a common one reads the whole table.
    """
    wanted = words(given)[:MOST_WORDS]
    if not wanted:
        return queryset.none() if given.strip() else queryset
    found = _indexed(queryset.model._meta.db_table, wanted, company_key, using=queryset.db)  # noqa: SLF001
    if len(found) <= FEW:
        return queryset.filter(pk__in=found)
    for word in wanted:
        begins = Q(search_text__contains=f" {word}")
        whole = Q(search_text__contains=f" {word} ") | Q(search_text__endswith=f" {word}")
        queryset = queryset.filter(begins if len(word) >= PREFIX_NEEDS else whole)
    return queryset


def _indexed(table: str, wanted: list[str], company_key: str, *, using: str) -> list[int]:
    """The first rows that the index finds, one more than FEW at most, in no order."""
    asked = [(company_key, False), *((word, len(word) >= PREFIX_NEEDS) for word in wanted)]
    connection = connections[using]
    if connection.vendor == "postgresql":
        where = f"{VECTOR.format(column='search_text')} @@ %s::tsquery"
        sql = f"SELECT id FROM {table} WHERE {where} LIMIT %s"  # noqa: S608 - our own names
        question = " & ".join(f"'{word}'{':*' if begins else ''}" for word, begins in asked)
    else:
        index = _index(table)
        sql = f"SELECT rowid FROM {index} WHERE {index} MATCH %s LIMIT %s"  # noqa: S608 - our own names
        question = " AND ".join(f'"{word}"{" *" if begins else ""}' for word, begins in asked)
    with connection.cursor() as cursor:
        cursor.execute(sql, [question, FEW + 1])
        return [row for (row,) in cursor.fetchall()]


def index(table: str) -> migrations.RunPython:
    """A migration step that makes `table.search_text` searchable, with the rows it already has.

    On SQLite a later migration that rebuilds the table drops the triggers with it: repeat this step after it.
    `kept` tells.
    """

    def forwards(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _making(table, editor.connection.vendor):
            editor.execute(statement)

    def backwards(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _dropping(table, editor.connection.vendor):
            editor.execute(statement)

    return migrations.RunPython(forwards, backwards)


def kept(table: str, *, using: str = "default") -> bool:
    """Whether the database keeps the index of `table` up to date."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [_index(table)])
            return bool(cursor.fetchone()[0] == 1)
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE %s",
            [table, f"{_index(table)}_%"],
        )
        return bool(cursor.fetchone()[0] == len(TRIGGERS))


def _index(table: str) -> str:
    return f"{table}_words"


REMOVE = "INSERT INTO {index} ({index}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"
ADD = "INSERT INTO {index} (rowid, search_text) VALUES (new.id, new.search_text);"
CHANGED = "old.id IS NOT new.id OR old.search_text IS NOT new.search_text"
TRIGGERS = {
    "added": ("AFTER INSERT ON {table}", ADD),
    "removed": ("AFTER DELETE ON {table}", REMOVE),
    "changed": (f"AFTER UPDATE OF id, search_text ON {{table}} WHEN {CHANGED}", REMOVE + ADD),
}
FTS5 = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5"
    "(search_text, content='{table}', content_rowid='id', tokenize='ascii', detail='none', prefix='3')"
)


def _making(table: str, vendor: str) -> list[str]:
    index = _index(table)
    if vendor == "postgresql":
        # Without fastupdate: no list of pending words that each search would have to read through.
        vector = VECTOR.format(column="search_text")
        return [f"CREATE INDEX {index} ON {table} USING gin (({vector})) WITH (fastupdate = off)"]
    made = [FTS5.format(index=index, table=table)]
    for name, (when, then) in TRIGGERS.items():
        does = f"{when.format(table=table)} BEGIN {then.format(index=index)} END"
        made += [f"DROP TRIGGER IF EXISTS {index}_{name}", f"CREATE TRIGGER {index}_{name} {does}"]
    return [*made, f"INSERT INTO {index} ({index}) VALUES ('rebuild')"]  # noqa: S608


def _dropping(table: str, vendor: str) -> list[str]:
    index = _index(table)
    if vendor == "postgresql":
        return [f"DROP INDEX {index}"]
    return [*(f"DROP TRIGGER {index}_{name}" for name in TRIGGERS), f"DROP TABLE {index}"]
