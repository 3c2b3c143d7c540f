"""Payers from three different links on one inspection at the same moment: the client in their portal, the agent and the
insurer each behind the link to their invoice. Each invoice is captured once.
"""

import pytest
from django.test import Client

from lintel.access import addresses
from lintel.billing import attempting, invoicing
from lintel.billing.models import Entry, Invoice
from lintel.core import clock
from lintel.inspections import adding, bills, paying, presenting, rebilling
from lintel.inspections.adding import Portion
from lintel.inspections.models import Inspection
from tests import cast
from tests.invoices.conftest import bill
from tests.online import steps
from tests.races import doubles
from tests.rig.together import together
from tests.stripe.fake import Stripe
from tests.stripe.money import Closed
from tests.truth import LONG, batches
from tests.truth.test_many_payers import ENDED, PAID, payer, said

pytestmark = pytest.mark.usefixtures("committed_db")
PAYERS = 64 if LONG else 12
ROUNDS = LONG // 5 or 1


@pytest.mark.parametrize("numbers", batches(ROUNDS), ids=str)
def test_each_invoice_is_captured_once(office: cast.Office, stripe: Stripe, numbers: range) -> None:
    for number in numbers:
        inspection = cast.book(office, days=10 + number)
        doors = opened(office, inspection)
        calls = [payer(*doors[nth % len(doors)], stripe) for nth in range(PAYERS)]
        heard, broken = doubles.parted(together(*calls))
        assert broken == []
        assert heard.count(PAID) == len(doors)
        assert not [words for words in heard if words not in {PAID, ENDED} and not said(words)]
        assert len(stripe.truth()) == len(doors) * (number - numbers.start + 1)
        steps.look()
        invoices = list(bills.of(inspection))
        assert [invoicing.balance(one) for one in invoices] == [0, 0, 0]
        taken = Entry.objects.filter(kind="payment", invoice__in=invoices).order_by("invoice")
        assert [(one.invoice, -one.amount_cents) for one in taken] == [
            (one, cents) for one, (_, cents) in zip(invoices, doors, strict=True)
        ]


def test_without_lock_and_index_one_invoice_is_captured_twice(
    office: cast.Office, stripe: Stripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    doubles.drop_index("one_live_attempt_per_invoice")
    doors = opened(office, cast.book(office))
    monkeypatch.setattr(invoicing, "lock", doubles.unlocked)
    monkeypatch.setattr(paying, "_begin", doubles.bare(paying._begin))
    monkeypatch.setattr(attempting, "live", doubles.meeting(attempting.live))
    heard, broken = doubles.parted(together(*[payer(*doors[2], stripe)] * 2))
    assert (heard, broken) == ([PAID, PAID], [])
    assert len(stripe.truth()) == 2


def test_who_is_not_billed_any_more_cannot_finish_what_they_began(office: cast.Office, stripe: Stripe) -> None:
    """The payer is changed while the insurer stands before Stripe's page: that page is shut, and the agent pays."""
    inspection = cast.book(office)
    path, cents = opened(office, inspection)[2]
    began = Client().post(path, {"amount": str(cents)}, secure=True)
    insurers = Invoice.objects.get(payer__name="Gem State Mutual")
    agent = cast.part(inspection, "Marisol Vega").contact
    rebilling.change_payer(inspection=inspection, invoice=insurers, payer=agent, by=office.owner, at=clock.now())
    steps.look()
    assert payer_of(stripe, began["Location"]) == ENDED
    link = insurers.invoice_links.get(superseded_at=None).link
    assert payer(addresses.path(link, "payment/"), cents, stripe)() == PAID
    steps.look()
    assert [one.kept for one in stripe.truth()] == [cents]
    assert invoicing.balance(insurers) == 0


def opened(office: cast.Office, inspection: Inspection) -> list[tuple[str, int]]:
    """Where each of the three pays, and how much: the client, the agent (a service), the insurer (an amount)."""
    (own,) = bills.of(inspection)
    chimney = own.lines.get(description="Chimney camera")
    agents = adding.add(
        inspection=inspection,
        payer=cast.part(inspection, "Marisol Vega").contact,
        portion=Portion(lines=frozenset({chimney.pk})),
        by=office.owner,
        at=clock.now(),
    )
    insurers = bill(office, inspection)
    behind = [cast.path(inspection, page="payment/"), *(link_of(office, one) for one in (agents, insurers))]
    return list(zip(behind, [255_00, 140_00, 195_00], strict=True))


def link_of(office: cast.Office, invoice: Invoice) -> str:
    return addresses.path(presenting.hand_link(invoice, by=office.owner, at=clock.now()), "payment/")


def payer_of(stripe: Stripe, location: str) -> str:
    try:
        stripe.pay(steps.session_in(location))
    except Closed:
        return ENDED
    return PAID
