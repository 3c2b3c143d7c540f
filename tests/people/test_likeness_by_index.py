"""Whoever may be the same person is found by an index: a company's contacts are not read through for each form."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from lintel.core import clock
from lintel.directory import likeness
from lintel.directory.models import Contact
from tests import cast

MANY = 3000


@pytest.fixture
def office(db: None) -> cast.Office:
    """With many contacts, and a database that knows how many."""
    made, at = cast.cedar_stone(), clock.now()
    some = (
        Contact(company=made.company, name=f"Ada Q{nth}", email=f"q{nth}@x.example", created_at=at)
        for nth in range(MANY)
    )
    Contact.objects.bulk_create(some)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return made


def test_by_address_name_and_telephone(office: cast.Office) -> None:
    ways: list[str] = []

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        ways.append(way(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        likeness.likely(office.company, name="Cora Whitfield", email="cora@whitfield.example", phone="(208) 555-0114")
    assert [sorted(set(re.findall(r"contact_like_by_\w+", one))) for one in ways] == [
        ["contact_like_by_email"],
        ["contact_like_by_name"],
        ["contact_like_by_phone"],
    ]


def way(sql: str, values: Any) -> str:
    """How the database goes about it, with its values bound as the product binds them."""
    on_sqlite = connection.vendor == "sqlite"
    asked = "EXPLAIN QUERY PLAN " + sql.replace("%s", "?") if on_sqlite else f"EXPLAIN {sql}"
    rows = connection.connection.execute(asked, values).fetchall()
    return "\n".join(str(tuple(row)[-1]) for row in rows)
