"""The pages in a real browser: nothing keeps anybody out, in both schemes, and the first company opens on a phone."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests import cast
from tests.rig import browser as browsers

OPEN = ["login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/1-abc/", "inactive/"]
OWN = ["2fa/", "2fa/webauthn/", "email/", "password/change/", "reauthenticate/", "logout/"]
OFFICE = ["", "services/", "services/new/", "agreement/", "members/", "account/", "upgrade/"]


def sign_in(page: Page, address: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(address)
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/office/**")


def looked_at(page: Page, path: str, *schemes: str) -> list[str]:
    """What keeps somebody out of this page."""
    page.goto(path)
    return [f"{path}: {line}" for line in browsers.barriers(page, *schemes)]


def test_nothing_keeps_anybody_from_coming_in(phone: Page, committed_db: str) -> None:
    assert [line for path in OPEN for line in looked_at(phone, f"/accounts/{path}", *browsers.BOTH)] == []


@pytest.mark.parametrize("who", ["mina@juniperridge.example"])
def test_nor_from_arranging_things(page: Page, phone: Page, committed_db: str, who: str) -> None:
    cast.cedar_stone()
    cast.juniper_ridge()
    for window in (page, phone):
        sign_in(window, who)
        paths = [*(f"/accounts/{path}" for path in OWN), *(f"/office/settings/{path}" for path in OFFICE)]
        assert [line for path in paths for line in looked_at(window, path)] == []


def test_the_first_company_opens_on_a_phone_with_its_own_time_zone(phone: Page, committed_db: str) -> None:
    phone.goto("/")
    phone.get_by_role("link", name="Open the first company").click()
    phone.get_by_label("Code from the terminal").fill(settings.SETUP_CODE)
    phone.get_by_label("Company").fill("Cedar & Stone Home Inspections")
    phone.get_by_label("Your name").fill("Dana Ortiz")
    phone.get_by_label("Email address").fill("dana@gmial.com")
    phone.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    phone.get_by_label("Time zone").select_option("America/Boise")
    phone.get_by_role("button", name="Open the office").click()
    phone.get_by_role("button", name="Use dana@gmail.com").click()
    phone.wait_for_url("**/office/")
    phone.goto("/office/settings/")
    expect(phone.get_by_label("Time zone")).to_have_value("America/Boise")


def test_a_link_is_copied_with_one_click(page: Page, committed_db: str) -> None:
    cast.cedar_stone()
    sign_in(page, "dana@cedarstone.example")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/office/settings/members/")
    page.get_by_role("textbox", name="Name", exact=True).fill("Nora Lindqvist")
    page.get_by_role("textbox", name="Email", exact=True).fill("nora@lindqvist.example")
    page.get_by_role("button", name="Invite", exact=True).click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "/join/" in page.evaluate("navigator.clipboard.readText()")
