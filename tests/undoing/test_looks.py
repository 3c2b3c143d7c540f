"""What is disputed, void, asked for in parts or paid too much says so where it is looked for."""

from django.test import Client

from lintel.billing import papers as printing
from lintel.billing.models import Dispute, Entry
from lintel.core import clock
from lintel.inspections import agreeing, papers
from lintel.inspections.models import Inspection
from tests import cast
from tests.portal import pages
from tests.rig import documents


def details(dana: Client, inspection: Inspection) -> str:
    return pages.text(dana.get(f"/office/inspections/{inspection.key}/").content)


def paper(inspection: Inspection) -> str:
    gathered = papers.invoice(cast.invoice(inspection), reader=papers.Reader())
    return documents.text(printing.invoice(gathered, at=clock.now()))


def test_a_disputed_payment_is_not_called_paid_in_full(dana: Client, inspection: Inspection, payment: Entry) -> None:
    assert "Fees & Payments Paid in full" in details(dana, inspection)
    Dispute.objects.create(
        company=inspection.company,
        payment=payment,
        reference="du_1",
        amount_cents=590_00,
        reason="fraudulent",
        opened_at=clock.now(),
    )
    assert "Fees & Payments Disputed" in details(dana, inspection)
    Dispute.objects.update(closed_at=clock.now())
    assert "Fees & Payments Paid in full" in details(dana, inspection)


def test_a_deposit_is_said_beside_the_balance(dana: Client, office: cast.Office, inspection: Inspection) -> None:
    agreeing.decide_for(
        invoice=cast.invoice(inspection), policy="deposit", least_cents=200_00, by=office.owner, at=clock.now()
    )
    assert "At once: a deposit first, then the rest, $200.00" in details(dana, inspection)
    page = dana.get(f"/office/invoices/{cast.invoice(inspection).key}/")
    assert "At once A deposit first, then the rest, $200.00" in pages.text(page.content)


def test_the_paper_says_what_becomes_of_what_is_too_much(office: cast.Office, inspection: Inspection) -> None:
    assert "What is too much" not in paper(inspection)
    cast.receive(inspection, 640_00, by=office.owner)
    assert "What is too much is given back, or you are told what it is for." in paper(inspection)
