"""From Needs attention, money goes back in one press, after a question that says how much and to whom."""

import re
from datetime import datetime

import pytest
from django.test import Client

from lintel.billing import invoicing
from lintel.billing.models import Attempt, Entry, Refund
from lintel.billing.providers import Standing
from lintel.billing.providers.sandbox import Sandbox
from lintel.core import clock
from lintel.inspections import changing, paying, scheduling
from lintel.inspections.models import Inspection
from tests import cast
from tests.portal import pages
from tests.undoing.moody import MoodyBank

TODAY = "/office/"


def asked(browser: Client) -> tuple[str, dict[str, str]]:
    """Where the question of the page leads, and what it sends."""
    html = browser.get(TODAY).content.decode()
    (question,) = re.findall(r'<div class="ask".*?</form>', html, re.DOTALL)
    (address,) = re.findall(r' action="([^"]+)"', question)
    return address, dict(re.findall(r'name="([^"]+)" value="([^"]*)"', question))


def balance(inspection: Inspection) -> int:
    return invoicing.balance(cast.invoice(inspection))


@pytest.fixture
def too_much(office: cast.Office, inspection: Inspection, payment: Entry) -> Entry:
    """Cora has paid $590.00, and then the house costs $140.00 less."""
    line = invoicing.current_lines(cast.invoice(inspection))[-1]
    changing.remove_fee(inspection=inspection, line=line, by=office.owner, at=clock.now())
    return payment


def test_what_was_paid_too_much_goes_back_in_one_press(dana: Client, inspection: Inspection, too_much: Entry) -> None:
    said = pages.text(dana.get(TODAY).content)
    assert "Give $140.00 back to Cora Whitfield by card (TEST)?" in said
    address, sends = asked(dana)
    answer = dana.post(address, sends, follow=True)
    assert "$140.00 is refunded. The payer gets a letter." in pages.text(answer.content)
    assert "too much" not in pages.text(answer.content)
    assert balance(inspection) == 0


def test_pressed_by_two_at_once_it_goes_back_once(
    dana: Client, inspection: Inspection, too_much: Entry, bank: MoodyBank
) -> None:
    """They see the same; the second press comes before or after the bank has answered."""
    address, sends = asked(dana)
    for mood in ("deaf", "", ""):
        bank.mood = mood
        dana.post(address, sends)
    assert Refund.objects.get().amount_cents == 140_00


def test_what_moved_since_it_was_seen_is_not_given_back(
    dana: Client, office: cast.Office, inspection: Inspection, too_much: Entry
) -> None:
    address, sends = asked(dana)
    fee = invoicing.Fee("Second visit", 100_00)
    changing.add_fee(inspection=inspection, fee=fee, by=office.owner, at=clock.now())
    answer = dana.post(address, sends, follow=True)
    assert "nothing was given back. Look again." in pages.text(answer.content)
    assert not Refund.objects.exists()


def test_what_was_paid_for_a_cancelled_inspection_goes_back_whole(
    dana: Client, office: cast.Office, inspection: Inspection, payment: Entry
) -> None:
    scheduling.cancel(inspection=inspection, because="sold", by=office.owner, at=clock.now())
    assert "Give $590.00 back to Cora Whitfield by card (TEST)?" in pages.text(dana.get(TODAY).content)
    address, sends = asked(dana)
    dana.post(address, sends)
    assert (Refund.objects.get().reason, balance(inspection)) == ("The inspection was cancelled", 0)
    assert "cancelled inspection" not in pages.text(dana.get(TODAY).content)


def test_a_wrong_amount_that_leaves_too_little_paid_is_listed_until_it_is_settled(
    dana: Client, office: cast.Office, inspection: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(paying.PROVIDERS, "sandbox", ShortBank())
    paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    paying.settle(Attempt.objects.get(), at=clock.now())
    said = pages.text(dana.get(TODAY).content)
    assert "Cora Whitfield paid $90.00 less than was asked for" in said
    assert "$500.00 came where $590.00 was asked for; the rest is open." in said
    assert "Give $500.00 back to Cora Whitfield by card" in said
    cast.receive(inspection, 90_00, by=office.owner)
    assert "less than was asked for" not in pages.text(dana.get(TODAY).content)


def test_what_came_by_hand_is_asked_how_it_goes_back(dana: Client, office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 640_00, by=office.owner)
    html = dana.get(TODAY).content.decode()
    payment = Entry.objects.get(kind="payment")
    assert f'href="/office/inspections/{inspection.key}/payment/{payment.pk}/refund/"' in html
    assert 'class="ask" id="ask' not in html


def test_nobody_next_door_gives_it_back(dana: Client, inspection: Inspection, too_much: Entry) -> None:
    address, sends = asked(dana)
    mina = Client()
    mina.force_login(cast.juniper_ridge().owner.user)
    assert mina.post(address, sends).status_code == 404
    assert dana.post(address, {**sends, "why": "no reason"}).status_code == 404
    assert not Refund.objects.exists()


class ShortBank(Sandbox):
    """Takes $500.00, whatever it was asked to take."""

    def look(self, attempt: Attempt, *, at: datetime) -> Standing:
        return Standing("paid", 500_00, "USD", "sb_short")
