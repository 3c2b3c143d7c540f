"""Coming in with a real browser: its own Origin, Referer and cookies, which a test client does not send."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from lintel.companies import invitation_keys
from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.inspections import inviting
from tests import cast


def test_the_first_company_is_opened_in_a_browser(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Code from the terminal").fill(settings.SETUP_CODE.lower())
    page.get_by_label("Company").fill("Cedar & Stone Home Inspections")
    page.get_by_label("Your name").fill("Dana Ortiz")
    page.get_by_label("Email address").fill("dana@cedarstone.example")
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Open the office").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Dana Ortiz")
    assert Company.objects.get().name == "Cedar & Stone Home Inspections"


def test_an_invited_person_joins_on_a_phone(phone: Page, committed_db: str) -> None:
    office = cast.cedar_stone()
    asked = inviting.invite(
        company=office.company,
        name="Nora Lindqvist",
        email="nora@lindqvist.example",
        role=Member.Role.INSPECTOR,
        inspects=True,
        by=office.owner,
        at=clock.now(),
    )
    phone.goto(invitation_keys.address(asked.key))
    phone.get_by_label("Password").fill("a door under the lintel")
    phone.get_by_role("button", name="Join").click()
    phone.wait_for_url("**/office/")
    assert Member.objects.get(name="Nora Lindqvist").company == office.company


def test_the_colour_is_chosen_or_typed(page: Page, live_site: str, committed_db: str) -> None:
    office = cast.cedar_stone()
    browser = Client()
    browser.force_login(office.owner.user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": browser.cookies[name].value, "url": live_site}])
    page.goto(f"{live_site}/office/settings/")
    typed, chosen = page.get_by_label("Colour"), page.get_by_label("Choose")
    expect(chosen).to_have_value("#1b4f72")
    typed.fill("ABC")
    expect(chosen).to_have_value("#aabbcc")
    chosen.fill("#7a2e0e")
    expect(typed).to_have_value("#7a2e0e")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. Pages and letters")).to_be_visible()
    assert Company.objects.get().colour == "#7a2e0e"
