"""Adding somebody in a real browser: typed, found, picked; merged from the card; and nobody kept out."""

import re

from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from lintel.directory.models import Contact
from lintel.inspections.models import Inspection
from tests import cast
from tests.office.desk import Desk
from tests.rig import browser as browsers


def signed_in(page: Page, dana: Desk, live_site: str) -> Page:
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": dana.cookies[name].value, "url": live_site}])
    return page


def test_typed_found_picked_and_merged(
    page: Page, live_site: str, dana: Desk, inspection: Inspection, cora: Contact, twice: Contact
) -> None:
    signed_in(page, dana, live_site)
    page.goto(f"/office/inspections/{inspection.key}/people/")
    page.get_by_label("Role").select_option(label="Insurer")
    page.get_by_role("textbox", name="Name").press_sequentially("c. w")
    page.get_by_role("button", name=re.compile("C. Whitfield")).click()
    expect(page.get_by_role("textbox", name="Email")).to_have_value("cw@work.example")
    expect(page.get_by_label("Role")).to_have_value("insurer")
    page.locator("main").get_by_role("button", name="Add person").last.click()
    expect(page.get_by_text("C. Whitfield is added as insurer.")).to_be_visible()
    page.locator("summary", has=page.locator("svg")).and_(page.get_by_label("Change Cora Whitfield")).click()
    page.get_by_role("link", name="Merge with…").first.click()
    page.get_by_role("link", name="Merge with C. Whitfield").click()
    page.get_by_role("button", name=re.compile("Keep this one.*Cora Whitfield")).click()
    people = page.get_by_role("region", name="People")
    expect(people.get_by_text("client, insurer")).to_be_visible()
    expect(people.get_by_text("C. Whitfield")).to_have_count(0)


def test_no_page_keeps_anybody_out(
    browser: Browser, live_site: str, dana: Desk, inspection: Inspection, cora: Contact, twice: Contact
) -> None:
    person = f"/office/inspections/{inspection.key}/people/{cast.part(inspection).pk}/"
    paths = [person, f"{person}merge/", f"{person}merge/?q=c", f"{person}merge/?with={twice.key}"]
    for size in (browsers.PHONE, browsers.DESK):
        with browsers.window(browser, size, live_site) as page:
            signed_in(page, dana, live_site)
            for path in [
                f"/office/inspections/{inspection.key}/",
                f"/office/inspections/{inspection.key}/people/",
                *paths,
            ]:
                page.goto(path)
                assert browsers.barriers(page) == [], path
