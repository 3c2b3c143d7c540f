"""A page costs the same statements for one inspection and for three, and never many."""

import pytest

from tests import cast
from tests.office.desk import Desk, open_, send

pytestmark = pytest.mark.django_db
FEW = {"/office/": 20, "/office/inspections/": 12, "/office/inspections.csv": 12}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/office/", {}),
        ("/office/inspections/", {}),
        ("/office/inspections/", {"view": "all"}),
        ("/office/inspections/", {"view": "unsigned"}),
        ("/office/inspections/", {"view": "unpaid"}),
        ("/office/inspections/", {"sort": "property"}),
        ("/office/inspections/", {"q": "harrison"}),
        ("/office/inspections.csv", {}),
    ],
)
def test_three_inspections_cost_what_one_does(dana: Desk, cedar: cast.Office, path: str, query: dict[str, str]) -> None:
    _busy(cedar, hour=1)
    one = _asked(dana, path, query)
    _busy(cedar, hour=3)
    _busy(cedar, hour=5)
    three = _asked(dana, path, query)
    assert [sql[:60] for sql in three] == [sql[:60] for sql in one]
    assert len(one) <= FEW[path] + ("q" in query)


def test_a_trial_costs_one_statement_more(mina: Desk, dana: Desk, cedar: cast.Office) -> None:
    _busy(cedar, hour=1)
    assert len(mina.statements("/office/inspections/")) == len(dana.statements("/office/inspections/")) + 1


def _busy(cedar: cast.Office, hour: int) -> None:
    """Tomorrow's, half done: two clients, one of whom has signed."""
    inspection = cast.book(cedar, days=1, hour=hour, minutes=60, people=(cast.CORA, cast.THEO, cast.MARISOL))
    send(inspection)
    open_(inspection)
    cast.sign(inspection, "Theo Whitfield")
    cast.receive(inspection, 100_00, by=cedar.owner)


def _asked(dana: Desk, path: str, query: dict[str, str]) -> list[str]:
    if path.endswith(".csv"):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            b"".join(dana.get(path, query).streaming_content)  # type: ignore[attr-defined]
        return [each["sql"] for each in asked.captured_queries]
    return dana.statements(path, **query)
