"""The Payment Portal: an insurer pays their invoice behind their link, and sees nothing else."""

import pytest
from django.test import Client
from pytest_django import Settings

from lintel.access import addresses
from lintel.billing import invoicing
from lintel.billing.models import Invoice
from lintel.billing.providers import sandbox
from lintel.core import clock
from lintel.inspections import adding, bills, notifying, paying, presenting, rebilling, requesting
from lintel.inspections.adding import Portion, Terms
from lintel.inspections.models import Inspection, Participant
from lintel.messages.models import Message
from tests import cast
from tests.rig import documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings: Settings) -> cast.Office:
    settings.DEMO = True
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office)


@pytest.fixture
def invoice(office: cast.Office, inspection: Inspection) -> Invoice:
    payer = requesting.Payer("Gem State Mutual", Participant.Role.INSURER.value, "claims@gemstate.example")
    return requesting.request(
        inspection=inspection,
        payer=payer,
        portion=Portion(cents=195_00),
        terms=Terms("24-118-0937", "claim"),
        by=office.owner,
        at=clock.now(),
    )


def path(invoice: Invoice, page: str = "") -> str:
    return addresses.path(invoice.invoice_links.get(superseded_at=None).link, page)


def page(where: str) -> str:
    answer = Client().get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_this_invoice_and_nothing_else(invoice: Invoice) -> None:
    seen = page(path(invoice))
    for word in (
        "1214 Harrison Boulevard",
        "Ike Marsh",
        "24-118-0937",
        "$195.00",
        "Gem State Mutual",
        "Payment Portal",
    ):
        assert word in seen
    for word in ("Whitfield", "Marisol", "$590.00", "$395.00", "Home inspection", "Chimney camera", "Agreement"):
        assert word not in seen.replace("Cedar &amp; Stone Home Inspections", "")


def test_it_is_paid_and_the_receipt_carries_the_claim(invoice: Invoice, inspection: Inspection) -> None:
    answer = Client().post(path(invoice, "payment/"), {"amount": "19500"})
    assert answer.status_code == 302
    sandbox.pay(answer["Location"].rstrip("/").rsplit("/", 1)[1], card=cast.GOOD_CARD, at=clock.now())
    paying.settle(invoice.attempts.get(), at=clock.now())
    assert [invoicing.balance(one) for one in bills.of(inspection)] == [395_00, 0]
    assert "This invoice is paid already" in page(path(invoice))
    notifying.write_due(at=clock.now())
    receipt = Message.objects.get(kind="receipt")
    assert receipt.to_address == "claims@gemstate.example"
    assert "for claim number 24-118-0937" in str(receipt.body)
    assert "$395.00" not in str(receipt.body)
    invoice.refresh_from_db()
    pdf = Client().get(path(invoice, f"receipts/{invoice.number}-1.pdf"))
    assert "24-118-0937" in documents.words_in(pdf.content, "application/pdf").decode()


def test_the_client_pays_their_own_part_alone(invoice: Invoice, inspection: Inspection) -> None:
    where = paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    attempt = bills.of(inspection)[0].attempts.get()
    assert where
    assert attempt.amount_cents == 395_00


def test_billed_to_somebody_else_the_old_link_says_so(
    invoice: Invoice, inspection: Inspection, office: cast.Office
) -> None:
    old = path(invoice)
    Client().post(path(invoice, "payment/"), {"amount": "19500"})
    agent = cast.part(inspection, "Marisol Vega").contact
    rebilling.change_payer(inspection=inspection, invoice=invoice, payer=agent, by=office.owner, at=clock.now())
    seen = page(old)
    assert "This invoice is now billed to someone else" in seen
    assert "Marisol" not in seen
    assert "$195.00" not in seen
    paying.look(invoice.attempts.get(), at=clock.now())
    assert invoice.attempts.get().state == "expired"
    assert "Marisol Vega" in page(path(Invoice.objects.get(pk=invoice.pk)))


def test_a_void_invoice_says_so(invoice: Invoice, inspection: Inspection, office: cast.Office) -> None:
    rebilling.void(inspection=inspection, invoice=invoice, by=office.owner, at=clock.now())
    assert "This invoice is void" in page(path(invoice))
    assert Client().post(path(invoice, "payment/"), {"amount": "19500"}).status_code == 200
    assert not invoice.attempts.exists()


def test_it_is_sent_to_the_payer_alone(invoice: Invoice, office: cast.Office) -> None:
    for _ in range(2):
        presenting.send(
            invoice=invoice, draft=presenting.starter(invoice.company), by=office.owner, once="form", at=clock.now()
        )
    letter = Message.objects.get(kind="invoice")
    assert letter.to_address == "claims@gemstate.example"
    assert "claim number 24-118-0937" in letter.subject
    assert "Hello Gem State Mutual," in str(letter.body)
    assert "1001" in letter.subject
    assert adding.charged_on(invoice) == 195_00


def test_the_links_of_an_inspection_name_who_pays_a_part(
    invoice: Invoice, inspection: Inspection, office: cast.Office
) -> None:
    dana = Client()
    dana.force_login(office.owner.user)
    links = dana.get(f"/office/inspections/{inspection.key}/").content.decode().split('aria-labelledby="links"')[1]
    assert "Gem State Mutual" in links
    assert f'/links/{invoice.invoice_links.get().link_id}/"' in links
