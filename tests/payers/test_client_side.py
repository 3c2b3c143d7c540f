"""What the client sees of what others are billed: their own part is clear, and who has paid."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from lintel.billing import asking
from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import announcing, bills, proposing, receiving, requesting, showing
from lintel.inspections.adding import Portion, Terms
from lintel.inspections.models import Inspection, Participant
from lintel.messages.models import Message
from tests import cast
from tests.portal import pages
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
    return bill(office, inspection, "Gem State Mutual", 195_00)


def bill(office: cast.Office, inspection: Inspection, name: str, cents: int) -> Invoice:
    role, email = Participant.Role.BUYERS_AGENT.value, f"{name.split(maxsplit=1)[0].lower()}@payers.example"
    return requesting.request(
        inspection=inspection,
        payer=requesting.Payer(name, role, email),
        portion=Portion(cents=cents),
        terms=Terms("24-118-0937", "claim"),
        by=office.owner,
        at=clock.now(),
    )


def receive(office: cast.Office, invoice: Invoice, cents: int) -> None:
    at, held = clock.now(), bills.holding(invoice)
    assert held is not None
    receiving.receive(
        inspection=held,
        invoice=invoice,
        amount_cents=cents,
        method="check",
        received_on=(at - timedelta(days=1)).date(),
        note="",
        balance_seen=cents,
        anyway=False,
        by=office.owner,
        at=at,
    )


def decide(office: cast.Office, *, waits: str = "all", hides: bool = False, opens: str = "settled") -> None:
    asking.decide(
        company=office.company,
        policy="full",
        least_cents=0,
        report_opens=opens,
        report_waits=waits,
        hides_payers=hides,
        by=office.owner,
        at=clock.now(),
    )


def said(inspection: Inspection, page: str = "") -> str:
    answer = Client().get(cast.path(inspection, page=page))
    assert answer.status_code == 200
    return pages.text(answer.content)


def test_the_client_sees_their_part_and_who_pays_the_rest(invoice: Invoice, inspection: Inspection) -> None:
    dashboard = said(inspection)
    assert "Your part of $590.00, by card." in dashboard
    assert "$195.00 is billed to Gem State Mutual, not paid yet." in dashboard
    for page in ("order/", "payment/"):
        rows = said(inspection, page)
        assert "Total $590.00 Billed to Gem State Mutual, not paid yet −$195.00 Your part $395.00" in rows
        assert "To pay $395.00" in rows
    assert "Pay Now $395.00" in said(inspection, "payment/")
    assert "$195.00 billed to Gem State Mutual Not paid yet" in said(inspection, "documents/")


def test_when_the_other_has_paid_the_client_is_told(
    invoice: Invoice, inspection: Inspection, office: cast.Office
) -> None:
    receive(office, invoice, 195_00)
    assert "$195.00 is billed to Gem State Mutual, paid." in said(inspection)
    assert "Billed to Gem State Mutual, paid −$195.00" in said(inspection, "order/")
    assert "Paid by" not in said(inspection, "order/")


def test_names_are_hidden_where_the_company_says_so(
    invoice: Invoice, inspection: Inspection, office: cast.Office
) -> None:
    decide(office, hides=True)
    everything = " ".join(said(inspection, page) for page in ("", "payment/", "documents/"))
    assert "$195.00 is billed to somebody else, not paid yet." in everything
    assert "the other $195.00 is paid" in everything
    assert "Gem State" not in everything
    pdf = documents.words_in(Client().get(cast.path(inspection, page="invoice.pdf")).content, "application/pdf")
    assert b"Billed to somebody else" in pdf
    assert b"Gem State" not in pdf


def test_the_invoice_says_what_others_are_billed(invoice: Invoice, inspection: Inspection, office: cast.Office) -> None:
    receive(office, invoice, 195_00)
    answer = Client().get(cast.path(inspection, page="invoice.pdf"))
    words = documents.words_in(answer.content, "application/pdf").decode()
    assert "Billed to Gem State Mutual" in words
    assert "−$195.00" in words
    assert "Gem State Mutual: $195.00, paid" in words


def test_the_locked_report_names_what_it_waits_for(
    invoice: Invoice, inspection: Inspection, office: cast.Office
) -> None:
    locked = "it is published, the agreement is signed, $395.00 is paid"
    assert f"{locked} and Gem State Mutual has paid $195.00." in said(inspection)
    decide(office, waits="client")
    assert "the agreement is signed and $395.00 is paid." in said(inspection)
    cast.sign(inspection)
    receive(office, bills.of(inspection)[0], 395_00)
    assert cast.report_opens(inspection)
    decide(office)
    assert not cast.report_opens(inspection)
    assert "once it is published and Gem State Mutual has paid $195.00." in said(inspection)


def test_an_agent_is_told_paid_when_everybody_has(
    invoice: Invoice, inspection: Inspection, office: cast.Office
) -> None:
    status = cast.path(inspection, "Marisol Vega")
    receive(office, bills.of(inspection)[0], 395_00)
    assert "The inspection is paid." not in pages.text(Client().get(status).content)
    receive(office, invoice, 195_00)
    assert "The inspection is paid." in pages.text(Client().get(status).content)


def test_ten_others_are_told_together(inspection: Inspection, office: cast.Office) -> None:
    for number in range(10):
        bill(office, inspection, f"Payer{number} Group", 10_00)
    assert "$100.00 is billed to 10 others, not paid yet." in said(inspection)
    assert "10 others have paid $100.00" in said(inspection)


@pytest.mark.parametrize("page", ["", "order/", "payment/", "documents/"])
def test_a_page_costs_no_more_with_others(
    page: str,
    inspection: Inspection,
    office: cast.Office,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    where = cast.path(inspection, page=page)
    bill(office, inspection, "Gem State Mutual", 195_00)
    bill(office, inspection, "Aunt Edna", 20_00)
    Client().get(where)
    with django_assert_num_queries({"": 4, "order/": 4, "payment/": 4, "documents/": 3}[page]):
        assert "Gem State" in Client().get(where).content.decode()


def test_the_letter_tells_the_clients_own_part(invoice: Invoice, inspection: Inspection, office: cast.Office) -> None:
    cora = cast.part(inspection)
    cora.inspection = inspection
    proposal = proposing.proposal(inspection)
    assert proposal is not None
    assert proposal.words == "The balance changed from $590.00 to $395.00 since the last letter."
    announcing.resend(inspection=inspection, participant=cora, by=office.owner, once="x", at=clock.now())
    body = str(Message.objects.get(kind="resend").body)
    assert "$395.00 is still to pay." in body
    assert "['Billed to Gem State Mutual', '−$195.00'], ['Your part', '$395.00']" in body
    assert proposing.proposal(inspection) is None


def test_money_knows_whom_it_is_about(invoice: Invoice, inspection: Inspection) -> None:
    assert showing.money(cast.share(inspection)).is_own
    assert not showing.money(cast.share(inspection, "Marisol Vega")).is_own
