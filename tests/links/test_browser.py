"""The Links box, Upgrade and the held letters in a real browser, in the field's own labels."""

import re

from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from lintel.companies.models import Company
from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.inspections.scheduling import Person
from lintel.messages.models import Message
from tests import cast
from tests.links.conftest import signed_in
from tests.rig import browser as browsers

LONG = tuple(
    Person(name, f"{number}.with.a.rather.long.mailbox.name@correspondence.longdomainname.example")
    for number, name in enumerate(
        ("Aleksandra Wojciechowska-Featherstonehaugh", "María del Carmen Fernández", "李 小龍")
    )
)


def at(inspection: Inspection, page: str = "") -> str:
    return f"/office/inspections/{inspection.key}/{page}"


def test_a_link_is_shown_as_a_code_and_revoked_by_name(desk: Page, office: cast.Office) -> None:
    inspection = cast.book(office)
    desk.goto(at(inspection))
    desk.get_by_role("link", name="QR code of Cora Whitfield’s link").click()
    code = desk.get_by_role("img", name="QR code of Cora Whitfield’s link")
    expect(code).to_be_visible()
    expect(code).to_have_js_property("complete", True)
    assert code.evaluate("img => img.naturalWidth") > 100
    desk.go_back()
    desk.get_by_role("link", name="Revoke Marisol Vega’s link").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Revoke Marisol Vega’s link?")
    desk.get_by_role("button", name="Revoke Marisol Vega’s link").click()
    expect(desk.get_by_role("status")).to_contain_text("Marisol Vega’s link opens nothing any more.")
    answer = desk.goto(cast.path(inspection, "Marisol Vega"))
    assert answer is not None
    assert answer.status == 404


def test_an_expiry_is_set_where_the_uses_are(desk: Page, office: cast.Office) -> None:
    inspection = cast.book(office)
    desk.goto(at(inspection))
    desk.get_by_role("link", name="Uses and expiry of Cora Whitfield’s link").click()
    desk.get_by_label("Opens until the end of").fill(f"{inspection.local_start():%Y-%m-%d}")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("status")).to_contain_text("ends with that day")
    expect(desk.get_by_text(re.compile("^Opens until the end of .*, .* [0-9]+$"))).to_be_visible()


def test_upgrade_leads_to_the_held_letters_which_are_sent_and_discarded(
    desk: Page, office: cast.Office, settings: Settings
) -> None:
    settings.DEMO = True
    held(office)
    desk.goto("/office/")
    desk.get_by_role("link", name="Upgrade").click()
    desk.get_by_role("button", name="Upgrade").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Held letters")
    expect(desk.frame_locator("iframe").get_by_role("heading", level=1)).to_contain_text("1214 Harrison Boulevard")
    desk.get_by_role("button", name="Send to Cora Whitfield").click()
    expect(desk.get_by_role("status")).to_contain_text("One letter leaves now.")
    desk.get_by_role("row", name="Marisol Vega").get_by_role("link").click()
    desk.get_by_role("button", name="Discard… the letter to Marisol Vega").click()
    desk.get_by_role("button", name="Discard one letter").click()
    expect(desk.get_by_role("status")).to_contain_text("One letter is discarded.")
    assert Message.objects.get(to_name="Cora Whitfield").state == "queued"


def test_nothing_keeps_anyone_out_and_nothing_spills_over(
    browser: Browser, office: cast.Office, live_site: str
) -> None:
    inspection = held(office, people=(*LONG, cast.MARISOL))
    link = cast.link(inspection).pk
    letter = Message.objects.filter(thread=inspection.thread)[0]
    visited = ["/office/", "/office/held/", f"/office/held/{letter.key}/", "/office/settings/upgrade/", at(inspection)]
    visited += [at(inspection, f"links/{link}/{page}") for page in ("", "qr/", "revoke/")]
    visited += [at(inspection, "links/revoke/")]
    for size, options in ((browsers.DESK, {}), (browsers.PHONE, {"is_mobile": True, "has_touch": True})):
        with browsers.window(browser, size, live_site, **options) as page:
            signed_in(page, office, live_site)
            for address in visited:
                page.goto(address)
                assert browsers.barriers(page) == [], address


def held(office: cast.Office, people: tuple[Person, ...] | None = None) -> Inspection:
    """An inspection of a company back on trial, its letters held."""
    inspection = cast.book(office, people=people)
    Company.objects.filter(pk=office.company.pk).update(lapsed_at=clock.now())
    Message.objects.filter(thread=inspection.thread).update(state="held", held_because="trial", due_at=None)
    return inspection
