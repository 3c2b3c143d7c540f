"""The list of invoices: by payer, state, age and their number; its totals, its file, and the way to remind."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import presenting, scheduling
from lintel.inspections.models import Inspection
from lintel.inspections.one_offs import Payer
from lintel.web.office.invoices import listing
from tests import cast
from tests.invoices.conftest import CLAIM, bill, one_off, take
from tests.invoices.test_invoice_page import at
from tests.office.desk import Desk, sit_down

LIST = "/office/invoices/"


def rows(dana: Desk, **query: str) -> list[dict[str, str]]:
    answer = dana.get("/office/invoices.csv", query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def payers(dana: Desk, **query: str) -> list[str]:
    return [row["Payer"] for row in rows(dana, **query)]


@pytest.fixture
def several(office: cast.Office, inspection: Inspection, insurers: Invoice) -> dict[str, Invoice]:
    """Cora's own, the insurer's, which was sent, one for a relocation firm that is late, and two one-offs."""
    presenting.again(insurers, by=office.owner, once="form", at=clock.now())
    late = bill(office, inspection, 50_00, name="Sage Relocation", email="bills@sage.example", claim="")
    Invoice.objects.filter(pk=late.pk).update(
        due_on=(clock.now() - timedelta(days=5)).date(), made_at=clock.now() - timedelta(days=40)
    )
    saved = one_off(office, once="saved")
    paid = one_off(office, Payer("Paula Paid", "paula@paid.example"), once="paid")
    take(paid, office, 120_00)
    return {"sent": insurers, "late": late, "saved": saved, "paid": paid}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"view": "all"}, ["Paula Paid", "Gem State Mutual", "Gem State Mutual", "Cora Whitfield", "Sage Relocation"]),
        ({}, ["Gem State Mutual", "Gem State Mutual", "Cora Whitfield", "Sage Relocation"]),
        ({"view": "nonsense"}, ["Gem State Mutual", "Gem State Mutual", "Cora Whitfield", "Sage Relocation"]),
        ({"view": "draft"}, ["Gem State Mutual"]),
        ({"view": "sent"}, ["Gem State Mutual"]),
        ({"view": "overdue"}, ["Sage Relocation"]),
        ({"view": "paid"}, ["Paula Paid"]),
        ({"view": "void"}, []),
        ({"age": "30"}, ["Sage Relocation"]),
        ({"age": "90"}, []),
        ({"age": "12"}, ["Gem State Mutual", "Gem State Mutual", "Cora Whitfield", "Sage Relocation"]),
        ({"q": CLAIM}, ["Gem State Mutual", "Gem State Mutual"]),
        ({"q": "sage"}, ["Sage Relocation"]),
        ({"q": "#1001"}, ["Gem State Mutual"]),
        ({"q": "re-inspection"}, ["Gem State Mutual"]),
        ({"q": "harrison", "view": "sent"}, ["Gem State Mutual"]),
        ({"q": "nosuch"}, []),
    ],
)
def test_it_is_narrowed_by_state_age_and_words(
    dana: Desk, several: dict[str, Invoice], query: dict[str, str], expected: list[str]
) -> None:
    assert payers(dana, **query) == expected


def test_one_payers_alone(dana: Desk, several: dict[str, Invoice]) -> None:
    key = several["late"].payer.key
    assert payers(dana, payer=key, view="all") == ["Sage Relocation"]
    assert "Sage Relocation alone" in dana.read(LIST, payer=key)
    assert "No such invoice" in dana.read(LIST, payer="nobody")


def test_totals_and_what_can_be_done(dana: Desk, several: dict[str, Invoice]) -> None:
    said = dana.read(LIST)
    assert "All of these $710.00 $710.00" in said
    assert "Overdue due" in said
    page = dana.get(LIST).content.decode()
    assert at(several["saved"], "send/") in page
    for reminded in ("sent", "late"):
        assert f"{at(several[reminded], 'send/')}?reminder" in page
    assert "All of these $830.00 $710.00" in dana.read(LIST, view="all")


def test_what_was_called_off_is_not_open(dana: Desk, office: cast.Office, inspection: Inspection) -> None:
    scheduling.cancel(inspection=inspection, because="", by=office.owner, at=clock.now())
    assert payers(dana) == []
    (row,) = rows(dana, view="all")
    assert row["State"] == "Inspection cancelled"


def test_the_file_has_their_number_and_no_formula(dana: Desk, several: dict[str, Invoice]) -> None:
    Invoice.objects.filter(pk=several["sent"].pk).update(reference="=1+1")
    (row,) = rows(dana, view="sent")
    assert (row["Reference"], row["Kind of number"], row["Total"], row["To pay"]) == (
        "'=1+1",
        "Claim number",
        "195.00",
        "195.00",
    )
    assert row["Property"] == "1214 Harrison Boulevard, Boise, ID 83702"


def test_an_empty_list_says_what_would_be_here(dana: Desk) -> None:
    assert "Nothing is open." in dana.read(LIST)
    assert "Nothing is overdue." in dana.read(LIST, view="overdue")
    assert "No invoice here." in dana.read(LIST, view="all")
    assert "New invoice" in dana.read(LIST)


def test_it_goes_on_page_by_page(dana: Desk, office: cast.Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    made = [one_off(office, once=str(number)) for number in range(5)]
    first = dana.get(LIST)
    assert at(made[4]) in first.content.decode()
    assert at(made[2]) not in first.content.decode()
    second = dana.get(LIST, {"after": made[3].key}).content.decode()
    assert at(made[2]) in second
    assert at(made[1]) in second
    assert f"before={made[2].key}" in second
    back = dana.get(LIST, {"before": made[2].key}).content.decode()
    assert at(made[4]) in back


def test_it_costs_the_same_for_one_and_for_three(dana: Desk, office: cast.Office) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            dana.get(LIST, {"q": "gem"})
        return len(asked.captured_queries)

    one_off(office)
    once = statements()
    for number in range(2):
        one_off(office, once=str(number))
    assert statements() == once


def test_the_rail_leads_there_for_who_handles_money(dana: Desk, office: cast.Office) -> None:
    assert f'href="{LIST}"' in dana.get("/office/").content.decode()
    assert f'href="{LIST}"' not in sit_down(office.inspector).get("/office/").content.decode()
