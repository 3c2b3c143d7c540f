"""What was open when an inspection was cancelled: every page says that nothing is asked for, and how much that was."""

import csv

from django.test import Client

from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import bills, scheduling
from lintel.inspections.models import Inspection
from tests import cast
from tests.invoices.conftest import take
from tests.office.desk import Desk
from tests.portal import pages
from tests.rig import documents

OPEN = "stays open: the inspection is cancelled, so nothing is asked for any more $0.00"


def cancel(office: cast.Office, inspection: Inspection) -> None:
    scheduling.cancel(inspection=inspection, because="Sold", by=office.owner, at=clock.now())


def test_office_list_and_file_agree(dana: Desk, office: cast.Office, inspection: Inspection, insurers: Invoice) -> None:
    take(bills.of(inspection)[0], office, 100_00)
    cancel(office, inspection)
    details = dana.read(f"/office/inspections/{inspection.key}/")
    for amount in ("$295.00", "$195.00", "$490.00"):
        assert f"Due {amount} {OPEN}" in details
    assert "has to pay" not in details
    assert f"Due $195.00 {OPEN}" in dana.read(f"/office/invoices/{insurers.key}/")
    assert "$590.00 $0.00" in dana.read("/office/inspections/", view="cancelled")
    file = b"".join(dana.get("/office/inspections.csv", {"view": "cancelled"})).decode()
    (row,) = csv.DictReader(file.splitlines())
    assert "0.00" in row.values()
    assert "490.00" not in row.values()


def test_the_clients_pages_and_paper_agree(office: cast.Office, inspection: Inspection) -> None:
    cancel(office, inspection)
    page, reader = cast.path(inspection), Client()
    said = pages.text(reader.get(f"{page}order/").content)
    assert "To pay: nothing, since the inspection is cancelled $0.00" in said
    assert "not asked for any more" in pages.text(reader.get(f"{page}documents/").content)
    paper = documents.text(reader.get(f"{page}invoice.pdf").content)
    assert "Cancelled: nothing is to be paid" in paper
    assert "To pay" not in paper


def test_the_insurers_page_and_paper_agree(office: cast.Office, inspection: Inspection, insurers: Invoice) -> None:
    cancel(office, inspection)
    page = f"/i/{insurers.invoice_links.get().link.token()}/"
    assert "To pay: nothing, since the inspection is cancelled $0.00" in pages.text(Client().get(page).content)
    assert "Cancelled: nothing is to be paid" in documents.text(Client().get(f"{page}invoice.pdf").content)
