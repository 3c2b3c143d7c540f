"""Giving money back, and paying a part, in a real browser: at a desk, on a phone, for eyes and for screen readers."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from lintel.billing import asking, invoicing
from lintel.billing.models import Attempt, Dispute, Entry, Refund, Stray
from lintel.core import clock
from lintel.inspections import paying
from lintel.inspections.models import Inspection
from tests import cast
from tests.rig import browser as browsers


@pytest.fixture
def office(committed_db: str) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def desk(page: Page, office: cast.Office, live_site: str) -> Page:
    return signed_in(page, office, live_site)


@pytest.fixture
def pocket(phone: Page, office: cast.Office, live_site: str) -> Page:
    return signed_in(phone, office, live_site)


@pytest.fixture
def worn(office: cast.Office, inspection: Inspection, payment: Entry) -> Inspection:
    """Everything that can become of a payment has become of this one."""
    for state, cents in (("unknown", 40_00), ("failed", 30_00)):
        Refund.objects.create(
            company=office.company,
            key=f"key of {state}",
            payment=payment,
            amount_cents=cents,
            reason="The radon canister was lost in the mail and could not be replaced before the closing",
            state=state,
            failure="The bank account that the money came from has been closed since.",
            by=office.owner,
            asked_at=clock.now(),
            ended_at=clock.now() if state == "failed" else None,
        )
    Dispute.objects.create(
        company=office.company,
        payment=payment,
        reference="du_1",
        amount_cents=590_00,
        reason="product not received",
        opened_at=clock.now(),
        answer_by=clock.now() + timedelta(days=6),
    )
    Stray.objects.create(
        company=office.company,
        source="stripe",
        external_id="pi_a_long_name_of_a_payment_0123456789",
        amount_cents=30_00,
        currency="CAD",
        why="CA$30.00 came where $590.00 was asked for",
        arrived_at=clock.now(),
    )
    return inspection


def signed_in(page: Page, office: cast.Office, live_site: str) -> Page:
    browser = Client()
    browser.force_login(office.owner.user)
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_site}])
    return page


def at(inspection: Inspection, page: str = "") -> str:
    return f"/office/inspections/{inspection.key}/{page}"


def decide(office: cast.Office, policy: str, least: int) -> None:
    asking.decide(
        company=office.company,
        policy=policy,
        least_cents=least,
        report_opens="settled",
        by=office.owner,
        at=clock.now(),
    )


def test_dana_gives_the_radon_test_back(desk: Page, inspection: Inspection, payment: Entry) -> None:
    desk.goto(at(inspection))
    desk.get_by_role("link", name="Refund of $590.00 from Cora Whitfield").click()
    desk.get_by_label("Amount").fill("140")
    desk.get_by_label("Reason").fill("no radon test")
    desk.get_by_role("button", name="Refund").dblclick()
    expect(desk.get_by_text("$140.00 is refunded. The payer gets a letter.").first).to_be_visible()
    expect(desk.locator("#fees, [aria-labelledby=box-money]").first).to_contain_text("Paid in full")
    assert Entry.objects.filter(kind="refund").count() == 1


def test_cora_pays_a_deposit_and_then_the_rest(phone: Page, office: cast.Office, inspection: Inspection) -> None:
    decide(office, "deposit", 200_00)
    for pressed, left in (("The deposit, $200.00", 390_00), ("", 0)):
        phone.goto(cast.path(inspection, page="payment/"))
        if pressed:
            phone.get_by_label(pressed).check()
        phone.get_by_role("button", name="Pay Now").click()
        phone.get_by_role("button", name="Pays at once").click()
        paying.settle(Attempt.objects.latest("pk"), at=clock.now())
        assert invoicing.balance(cast.invoice(inspection)) == left


def test_today_offers_refund_or_credit(desk: Page, office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 640_00, by=office.owner)
    desk.goto("/office/")
    desk.get_by_role("link", name="Credit").click()
    desk.get_by_role("button", name="Keep it").click()
    expect(desk.get_by_text("$50.00 is kept, and the story says why.").first).to_be_visible()
    assert invoicing.balance(cast.invoice(inspection)) == 0


@pytest.mark.parametrize("which", ["desk", "pocket"])
def test_no_page_keeps_anybody_out(
    request: pytest.FixtureRequest, which: str, office: cast.Office, worn: Inspection, payment: Entry
) -> None:
    page: Page = request.getfixturevalue(which)
    stray = Stray.objects.get()
    for where in (
        at(worn),
        at(worn, f"payment/{payment.pk}/refund/"),
        at(worn, "too-much/"),
        at(worn, "terms/"),
        f"/office/strays/{stray.pk}/",
        "/office/settings/payments/policy/",
        "/office/",
    ):
        page.goto(where)
        assert browsers.barriers(page) == [], where


def test_no_page_of_the_payers_keeps_anybody_out(phone: Page, office: cast.Office) -> None:
    for policy in ("minimum", "deposit"):
        decide(office, policy, 100_00)
        inspection = cast.book(office, days=10 if policy == "minimum" else 11)
        phone.goto(cast.path(inspection, page="payment/"))
        assert browsers.barriers(phone, *browsers.BOTH) == [], policy
    address = paying.start(link=cast.link(inspection), visitor=cast.PHONE, amount_cents=100_00, at=clock.now())
    phone.goto(address[address.index("/bank/") :])
    assert browsers.barriers(phone, *browsers.BOTH) == []
