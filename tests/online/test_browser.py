"""In a real browser: Dana connects Stripe and tests the chain, Cora pays on Stripe's page and comes back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from lintel.billing import accounts, hearing
from lintel.billing.models import StripeAccount
from tests import cast
from tests.online import steps
from tests.rig import browser as browsers
from tests.stripe.fake import Stripe

PAGE = "/office/settings/payments/"


@pytest.fixture
def desk(browser: Browser, live_site: str) -> Iterator[Page]:
    """A window that also sees the tests' own Stripe, which is on this machine too."""
    with browsers.window(browser, browsers.DESK, "http://127.0.0.1") as opened:
        yield opened


@pytest.fixture
def handheld(browser: Browser, live_site: str) -> Iterator[Page]:
    """The same on a phone."""
    with browsers.window(browser, browsers.PHONE, "http://127.0.0.1", has_touch=True, is_mobile=True) as opened:
        yield opened


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("Email address").fill("dana@cedarstone.example")
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/office/**")


@pytest.mark.parametrize("window", ["desk", "handheld"])
def test_dana_connects_stripe_and_nothing_keeps_her_out(
    request: pytest.FixtureRequest, live_site: str, stripe: Stripe, unconnected: cast.Office, window: str
) -> None:
    page: Page = request.getfixturevalue(window)
    sign_in(page, live_site)
    page.goto(live_site + PAGE)
    assert browsers.barriers(page) == []
    page.get_by_label("Secret or restricted key").fill("sk_test_mistyped")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("Stripe does not accept this key")).to_be_visible()
    assert browsers.barriers(page) == []
    page.get_by_label("Secret or restricted key").fill(stripe.secret_key)
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("It is kept.")).to_be_visible()
    assert browsers.barriers(page) == []
    page.get_by_label("Webhook secret").fill(stripe.hook_secret)
    page.get_by_role("button", name="Keep the secret").click()
    account = StripeAccount.objects.get()
    stripe.register(accounts.hook_address(account), *hearing.KINDS[:9])
    StripeAccount.objects.update(name="Cedar & Stone Home Inspections of the Greater Treasure Valley, LLC")
    page.get_by_role("button", name="Test the chain").click()
    expect(page.get_by_text("The webhook endpoint does not send")).to_be_visible()
    assert browsers.barriers(page) == []
    page.get_by_role("link", name="Disconnect…").click()
    assert browsers.barriers(page) == []


def test_cora_pays_at_stripe_and_comes_back(
    handheld: Page, live_site: str, stripe: Stripe, office: cast.Office
) -> None:
    inspection = cast.book(office)
    handheld.goto(live_site + cast.path(inspection, page="payment/"))
    handheld.get_by_role("button", name="Pay Now").first.click()
    handheld.wait_for_url(f"{stripe.address}/**")
    handheld.get_by_role("button").first.click()
    handheld.wait_for_url(f"{live_site}/p/**/payment/processing/")
    steps.look()
    handheld.goto(live_site + cast.path(inspection))
    expect(handheld.get_by_text("Paid by you on")).to_be_visible()
    assert steps.taken() == [590_00]


def test_the_office_checks_a_payment_now(desk: Page, live_site: str, stripe: Stripe, office: cast.Office) -> None:
    inspection = cast.book(office)
    stripe.pay(steps.session_in(steps.press(inspection)))
    sign_in(desk, live_site)
    desk.goto(f"{live_site}/office/inspections/{inspection.key}/")
    assert browsers.barriers(desk, *browsers.BOTH) == []
    desk.get_by_role("button", name="Check now").click()
    expect(desk.get_by_text("It is paid.")).to_be_visible()
