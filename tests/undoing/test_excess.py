"""Money that is too much, comes too late, or comes as something else: booked as it came, shown, and settled."""

from datetime import datetime

import pytest
from django.test import Client

from lintel.billing import booking, invoicing
from lintel.billing.models import Attempt, Entry, Stray
from lintel.billing.providers import Standing
from lintel.billing.providers.sandbox import Sandbox
from lintel.core import clock
from lintel.inspections import excess, notifying, paying, scheduling
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from lintel.run import invariants, money_invariants
from tests import cast
from tests.portal import pages

pytestmark = pytest.mark.django_db


class OddBank(Sandbox):
    """Says that something else came than was asked for."""

    amount, currency = 590_00, "USD"

    def look(self, attempt: Attempt, *, at: datetime) -> Standing:
        return Standing("paid", self.amount, self.currency, "sb_odd")


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> OddBank:
    bank = OddBank()
    monkeypatch.setitem(paying.PROVIDERS, "sandbox", bank)
    return bank


def settled(inspection: Inspection) -> booking.Booked:
    paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    booked = paying.settle(Attempt.objects.get(), at=clock.now())
    notifying.write_due(at=clock.now())
    return booked


def balance(inspection: Inspection) -> int:
    return invoicing.balance(cast.invoice(inspection))


def breaches() -> list[str]:
    at = clock.now()
    return [*invariants.payments(at), *money_invariants.refunds(at), *money_invariants.beyond(at)]


def test_another_amount_is_booked_as_it_came_and_said(inspection: Inspection, odd: OddBank) -> None:
    odd.amount = 500_00
    settled(inspection)
    assert balance(inspection) == 90_00
    assert inspection.moments.latest("pk").words == "The bank took $500.00 where $590.00 was asked for"
    assert Message.objects.filter(kind="notice-money").count() == 2
    assert not breaches()


@pytest.mark.parametrize(("amount", "currency"), [(590_00, "CAD"), (0, "USD")])
def test_another_currency_and_nothing_at_all_fit_no_invoice(
    dana: Client, inspection: Inspection, odd: OddBank, amount: int, currency: str
) -> None:
    odd.amount, odd.currency = amount, currency
    settled(inspection)
    stray = Stray.objects.get()
    assert (stray.amount_cents, stray.currency, balance(inspection)) == (amount, currency, 590_00)
    assert Attempt.objects.get().state == "paid"
    assert "fits no invoice" in pages.text(dana.get("/office/").content)
    assert not breaches()


def test_a_stray_is_settled_with_words_once(dana: Client, inspection: Inspection, odd: OddBank) -> None:
    odd.currency = "CAD"
    settled(inspection)
    where = f"/office/strays/{Stray.objects.get().pk}/"
    assert "CA$590.00 fits no invoice" in pages.text(dana.get(where).content)
    assert "Say what it was for" in pages.text(dana.post(where, {"words": " "}).content)
    dana.post(where, {"words": "Paid from Canada, sent back by wire"})
    assert "Nothing is too much any more" in pages.text(dana.post(where, {"words": "again"}, follow=True).content)
    assert "fits no invoice" not in pages.text(dana.get("/office/").content)
    assert "Paid from Canada" in inspection.moments.latest("pk").words


def test_a_stray_is_given_back_in_one_click(dana: Client, inspection: Inspection) -> None:
    attempt = cast.pay(inspection)
    stray = Stray.objects.create(
        company=inspection.company,
        source="sandbox",
        external_id=attempt.reference,
        amount_cents=30_00,
        currency="USD",
        why="no attempt of ours",
        arrived_at=clock.now(),
    )
    for _ in range(2):
        dana.post(f"/office/strays/{stray.pk}/", {"act": "back"})
    stray.refresh_from_db()
    assert stray.settled_words == "Given back"


def test_paid_after_it_was_cancelled_is_booked_and_needs_somebody(
    dana: Client, office: cast.Office, inspection: Inspection, odd: OddBank
) -> None:
    paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    scheduling.cancel(inspection=inspection, because="sold", by=office.owner, at=clock.now())
    paying.settle(Attempt.objects.get(), at=clock.now())
    assert balance(inspection) == 0
    assert inspection.moments.latest("pk").words == "$590.00 came in after the inspection was cancelled"
    assert "$590.00 was paid for a cancelled inspection" in pages.text(dana.get("/office/").content)


def test_what_was_paid_for_a_cancelled_one_is_kept_with_a_reason(
    dana: Client, office: cast.Office, inspection: Inspection
) -> None:
    cast.pay(inspection)
    scheduling.cancel(inspection=inspection, because="sold", by=office.owner, at=clock.now())
    dana.post(f"/office/inspections/{inspection.key}/too-much/", {"words": "Cancelled too late"})
    assert "was paid for a cancelled inspection" not in pages.text(dana.get("/office/").content)
    assert balance(inspection) == 0
    assert inspection.moments.latest("pk").words == "$590.00 kept: Cancelled too late"


def test_what_was_paid_too_much_is_kept_as_what_it_was_for(
    dana: Client, office: cast.Office, inspection: Inspection
) -> None:
    cast.receive(inspection, 640_00, by=office.owner)
    said = pages.text(dana.get("/office/").content)
    assert "Cora Whitfield paid $50.00 too much" in said
    where = f"/office/inspections/{inspection.key}/too-much/"
    assert "$50.00 more was paid than is due." in pages.text(dana.get(where).content)
    dana.post(where, {"words": "Second visit"})
    assert "Nothing is too much any more" in pages.text(dana.post(where, {"words": "Second visit"}).content)
    assert balance(inspection) == 0
    assert "paid $50.00 too much" not in pages.text(dana.get("/office/").content)


def test_two_payments_of_one_invoice_are_both_booked(office: cast.Office, inspection: Inspection) -> None:
    paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    first = Attempt.objects.get()
    Attempt.objects.update(state="expired")
    paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    second = Attempt.objects.latest("pk")
    for attempt in (first, second):
        standing = Standing("paid", 590_00, "USD", f"sb_{attempt.pk}")
        paying._book(attempt, standing, clock.now())
    assert Entry.objects.filter(kind="payment").count() == 2
    assert balance(inspection) == -590_00
    assert inspection.moments.latest("pk").words == "Overpaid by $590.00"


def test_keeping_needs_words(office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 640_00, by=office.owner)
    with pytest.raises(excess.NoWords):
        excess.keep(inspection=inspection, words=" ", by=office.owner, at=clock.now())
