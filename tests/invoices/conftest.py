"""Cedar & Stone with the practice bank, an inspection of theirs, and an insurer who is billed for $195.00 of it."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from pytest_django import Settings

from lintel.billing import invoicing
from lintel.billing.models import Attempt, Entry, Invoice
from lintel.billing.providers import sandbox
from lintel.core import clock
from lintel.inspections import notifying, one_offs, paying, receiving, requesting
from lintel.inspections.adding import Portion, Terms
from lintel.inspections.models import Inspection, Participant
from lintel.inspections.one_offs import Payer, Subject
from tests import cast
from tests.office.desk import Desk, sit_down

CLAIM = "24-118-0937"
INSURER = Payer("Gem State Mutual", "claims@gemstate.example")
AGAIN = Subject("Re-inspection", "1214 Harrison Boulevard", "Boise, ID 83702", date(2027, 5, 14))
NUMBERED = Terms(CLAIM, "claim")


@pytest.fixture
def office(request: pytest.FixtureRequest, settings: Settings) -> cast.Office:
    """In a database of the test's own where it asks for `committed_db`."""
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
    settings.DEMO = True
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office)


@pytest.fixture
def dana(office: cast.Office) -> Desk:
    return sit_down(office.owner)


@pytest.fixture
def insurers(office: cast.Office, inspection: Inspection) -> Invoice:
    return bill(office, inspection)


def bill(
    office: cast.Office,
    inspection: Inspection,
    cents: int = 195_00,
    *,
    name: str = "Gem State Mutual",
    email: str = "claims@gemstate.example",
    claim: str = CLAIM,
) -> Invoice:
    """Request payment from somebody else."""
    return requesting.request(
        inspection=inspection,
        payer=requesting.Payer(name, Participant.Role.INSURER.value, email),
        portion=Portion(cents=cents),
        terms=Terms(claim, "claim"),
        by=office.owner,
        at=clock.now(),
    )


def one_off(
    office: cast.Office,
    payer: Payer = INSURER,
    subject: Subject = AGAIN,
    fees: Sequence[invoicing.Fee] = (invoicing.Fee("Re-inspection", 120_00),),
    terms: Terms = NUMBERED,
    once: str = "once",
) -> Invoice:
    """An invoice outside any inspection, saved."""
    return one_offs.bill(
        company=office.company,
        payer=payer,
        subject=subject,
        fees=fees,
        terms=terms,
        once=once,
        by=office.owner,
        at=clock.now(),
    )


def pay_behind(invoice: Invoice, *, card: str = cast.GOOD_CARD) -> Attempt:
    """They press Pay Now behind the invoice's link, type a card at the practice bank, and the worker looks."""
    at, link = clock.now(), invoice.invoice_links.get(superseded_at=None).link
    address = paying.start(link=link, visitor=cast.PHONE, at=at)
    reference = address.rstrip("/").rsplit("/", 1)[1]
    sandbox.pay(reference, card=card, at=at)
    attempt = Attempt.objects.get(reference=reference)
    paying.settle(attempt, at=at)
    notifying.write_due(at=at)
    attempt.refresh_from_db()
    return attempt


def take(invoice: Invoice, office: cast.Office, cents: int, *, anyway: bool = False) -> Entry:
    """A check in the office's hand, for this invoice."""
    booked = receiving.receive(
        invoice=invoice,
        amount_cents=cents,
        method="check",
        received_on=(clock.now() - timedelta(days=1)).date(),
        note="",
        balance_seen=invoicing.balance(invoice),
        anyway=anyway,
        by=office.owner,
        at=clock.now(),
    )
    assert booked.entry is not None
    return booked.entry
