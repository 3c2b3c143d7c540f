"""Whoever is typed as a payer is questioned like everybody who comes into People."""

import pytest

from lintel.billing.models import Invoice
from lintel.directory.models import Contact
from lintel.inspections import bills
from lintel.inspections.models import Inspection
from lintel.inspections.one_offs import Payer
from tests import cast
from tests.invoices.conftest import one_off
from tests.office.desk import Desk, text
from tests.office_work.pages import answers, value

TYPED = {"p-name": "Gem State Mutual Ins.", "p-email": "claims@gemstate.example", "p-phone": ""}
ON_FILE = "Is this somebody on file? Gem State Mutual, claims@gemstate.example has the same address."


@pytest.fixture
def insurer(insurers: Invoice) -> Contact:
    return insurers.payer


def test_who_is_asked_for_payment(dana: Desk, inspection: Inspection, insurer: Contact) -> None:
    page = f"/office/inspections/{inspection.key}/invoices/request/"
    typed = {**TYPED, "p-role": "insurer", "kind": "amount", "amount": "50.00", "act": "save"}
    asked = dana.post(page, typed)
    assert ON_FILE in text(asked.content)
    filled = dana.post(page, {**typed, "act": "", "use": answers(asked, "use")[0]})
    assert (value(filled, "p-name"), value(filled, "p-known")) == ("Gem State Mutual", insurer.key)
    assert value(filled, "amount") == "50.00"
    assert bills.of(inspection).count() == 2
    dana.post(page, {**typed, "p-name": "Gem State Mutual", "p-known": insurer.key})
    assert bills.of(inspection).latest("pk").payer == insurer


def test_who_pays_a_one_off(dana: Desk, office: cast.Office, insurer: Contact) -> None:
    typed = {**TYPED, "what": "Return trip", "fee-description": "Return trip", "fee-amount": "50", "act": "save"}
    asked = dana.post("/office/invoices/new/", typed)
    assert ON_FILE in text(asked.content)
    dana.post("/office/invoices/new/", {**typed, "kept": answers(asked, "keep")[0]})
    made = Invoice.objects.get(out_of=None, thread__isnull=False)
    assert made.payer != insurer
    assert made.payer.name == "Gem State Mutual Ins."


def test_who_pays_instead(dana: Desk, office: cast.Office, insurer: Contact) -> None:
    made = one_off(office, payer=Payer("Lena Ruiz"))
    page = f"/office/invoices/{made.key}/payer/"
    asked = dana.post(page, TYPED)
    assert ON_FILE in text(asked.content)
    dana.post(page, {**TYPED, "use": answers(asked, "use")[0]})
    made.refresh_from_db()
    assert made.payer == insurer
