"""The payer's own number stands wherever they look for it, and finds what it is on."""

import csv
import io

from lintel.billing import papers as printing
from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import changing, papers
from lintel.inspections.models import Inspection
from tests import cast
from tests.invoices.conftest import CLAIM, bill, take
from tests.office.desk import Desk
from tests.office.test_lists import shown
from tests.rig import documents


def test_it_finds_the_inspection_from_any_page(dana: Desk, office: cast.Office, insurers: Invoice) -> None:
    other = cast.book(office, days=12, place=cast.KESTREL, people=(cast.PRUDENCE,))
    bill(office, other, claim="PO 77-31")
    for words in (CLAIM, "24-118", "24-118-0937 harrison"):
        assert shown(dana, q=words) == ["1214 Harrison Boulevard"], words
    assert shown(dana, q="77-31") == ["77 Kestrel Hollow Lane"]


def test_it_finds_the_payment_and_stands_in_the_file(
    dana: Desk, office: cast.Office, inspection: Inspection, insurers: Invoice
) -> None:
    cast.receive(cast.book(office, days=12, place=cast.KESTREL, people=(cast.PRUDENCE,)), 10_00, by=office.owner)
    take(insurers, office, 195_00)
    answer = dana.get("/office/payments.csv", {"q": CLAIM})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["Reference"], row["Payer"], row["Amount"]) == (CLAIM, "Gem State Mutual", "195.00")
    assert "Gem State Mutual" in dana.read("/office/payments/", q="gem state")


def test_it_stands_on_the_invoice(insurers: Invoice) -> None:
    paper = papers.invoice(insurers, reader=papers.Reader())
    words = documents.words_in(printing.invoice(paper, at=clock.now()), "application/pdf").decode()
    assert "Claim number" in words
    assert CLAIM in words


def test_an_invoice_is_found_by_who_pays_it_also_under_a_new_name(
    office: cast.Office, inspection: Inspection, insurers: Invoice
) -> None:
    insurers.refresh_from_db()
    assert {"gem", "0937", "harrison"} <= set((insurers.search_text or "").split())
    agent = next(one for one in inspection.people() if one.contact == insurers.payer)
    changing.correct_person(
        participant=agent, name="Sage Mutual", email="x@sage.example", phone="", by=office.owner, at=clock.now()
    )
    insurers.refresh_from_db()
    assert "sage" in (insurers.search_text or "").split()
