"""The list as a file: it adds up in a spreadsheet, and runs nothing there."""

import csv
import io

import pytest

from lintel.inspections.scheduling import Person, Place
from lintel.web.office import sheet
from tests import cast
from tests.office.desk import Desk, send

pytestmark = pytest.mark.django_db


def rows(desk: Desk, **query: str) -> list[dict[str, str]]:
    answer = desk.get("/office/inspections.csv", query)
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(content)))


def test_it_holds_what_the_list_shows(dana: Desk, cedar: cast.Office) -> None:
    inspection = cast.book(cedar, days=3, people=(cast.CORA, cast.THEO, cast.MARISOL))
    send(inspection)
    cast.receive(inspection, 100_00, by=cedar.owner)
    (row,) = rows(dana)
    assert row["Street"] == "1214 Harrison Boulevard"
    assert row["Clients"] == "Cora Whitfield; Theo Whitfield"
    assert row["Agents"] == "Marisol Vega"
    assert row["Time"] == "09:00"
    assert (row["Total"], row["Due"], row["Currency"]) == ("590.00", "490.00", "USD")
    assert row["Minutes"] == "180"


def test_a_view_is_exported_as_it_is_shown(dana: Desk, cedar: cast.Office) -> None:
    cast.book(cedar, days=3)
    cast.book(cedar, days=4, place=Place("9 Juneberry Court", cast.BOISE))
    assert [row["Street"] for row in rows(dana, q="juneberry")] == ["9 Juneberry Court"]
    assert rows(dana, view="cancelled") == []


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(1)", "=1", "\t=1", "\uff1d1+1", " =1", "|calc"])
def test_no_cell_is_a_formula(dana: Desk, cedar: cast.Office, name: str) -> None:
    cast.book(cedar, people=[Person(name, "a@example.org")], place=Place(name, cast.BOISE))
    (row,) = rows(dana)
    assert row["Street"].startswith("'")
    assert row["Clients"].startswith("'")


@pytest.mark.parametrize("plain", ["1847 W Hazel St", "Anders & June", "O’Brien", "", "5 = five", "a-b"])
def test_ordinary_words_stay_as_they_are(plain: str) -> None:
    assert sheet.inert(plain) == plain


def test_it_is_a_file_to_keep(dana: Desk, cedar: cast.Office) -> None:
    answer = dana.get("/office/inspections.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="inspections-')
