"""The office in a browser: for the keyboard, for a phone, in both colour schemes, with nothing and with too much."""

import pytest
from playwright.sync_api import Browser, Page, expect

from lintel.companies.models import Member
from lintel.inspections.scheduling import Person, Place
from tests import cast
from tests.office.desk import come_back, send, sit_down
from tests.rig import browser as browsers

LONG = Place("4210 North Sunderland Ridge Way of the Old Mill Road Estates", cast.BOISE, "Garden Valley", "ID", "83622")
PAGES = ["/office/", "/office/inspections/?view=all", "/office/inspections/?q=nosuch", "/office/parts/"]
SIZES = {"desk": browsers.DESK, "phone": browsers.PHONE, "narrow": {"width": 320, "height": 700}}


def sign_in(page: Page, member: Member, site: str) -> None:
    cookie = sit_down(member).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])


@pytest.fixture
def cedar(live_site: str, db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def busy(cedar: cast.Office) -> cast.Office:
    """Tomorrow: a long street and five clients, and one whose letter came back."""
    crowd = [Person(f"Maximiliana-Philippa Featherstonehaugh the {n}.", f"max{n}@example.org") for n in range(5)]
    send(cast.book(cedar, days=1, hour=1, minutes=60, people=crowd, place=LONG))
    come_back(cast.book(cedar, days=1, hour=3, minutes=60), "550 5.1.1 no such mailbox")
    return cedar


@pytest.fixture
def desk(page: Page, busy: cast.Office, live_site: str) -> Page:
    sign_in(page, busy.owner, live_site)
    return page


@pytest.mark.parametrize("size", SIZES)
def test_nobody_is_kept_out_and_nothing_sticks_out(
    browser: Browser, busy: cast.Office, live_site: str, size: str
) -> None:
    with browsers.window(browser, SIZES[size], live_site) as page:
        sign_in(page, busy.owner, live_site)
        for path in PAGES:
            page.goto(path)
            assert browsers.barriers(page) == [], path


def test_the_first_morning_keeps_nobody_out(page: Page, cedar: cast.Office, live_site: str) -> None:
    sign_in(page, cedar.owner, live_site)
    page.goto("/office/")
    expect(page.get_by_role("heading", name="Welcome, Dana Ortiz")).to_be_visible()
    assert browsers.barriers(page, *browsers.BOTH) == []


def test_slash_searches_from_any_page(desk: Page) -> None:
    desk.goto("/office/")
    desk.keyboard.press("/")
    desk.keyboard.type("sunder")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("link", name=LONG.street)).to_be_visible()


def test_j_and_k_walk_the_lines_and_enter_opens_one(desk: Page) -> None:
    desk.goto("/office/inspections/?view=all&sort=when")
    desk.keyboard.press("j")
    expect(desk.get_by_role("link", name=LONG.street)).to_be_focused()
    desk.keyboard.press("j")
    expect(desk.get_by_role("link", name="1214 Harrison Boulevard")).to_be_focused()
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name=LONG.street)).to_be_visible()


def test_n_schedules(desk: Page) -> None:
    desk.goto("/office/")
    desk.keyboard.press("n")
    desk.wait_for_url("**/office/inspections/new/")


def test_no_letter_acts_while_somebody_types(desk: Page) -> None:
    desk.goto("/office/inspections/")
    desk.get_by_label("Search in this list").fill("")
    desk.keyboard.type("nj?/k")
    expect(desk.get_by_label("Search in this list")).to_have_value("nj?/k")
    expect(desk.get_by_role("dialog")).to_be_hidden()


def test_the_keys_are_listed_and_can_be_switched_off(desk: Page) -> None:
    desk.goto("/office/")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Keys")).to_be_visible()
    expect(desk.get_by_role("button", name="Close")).to_be_focused()
    assert browsers.barriers(desk, *browsers.BOTH) == []
    desk.get_by_role("button", name="Switch the keys off").click()
    desk.keyboard.press("n")
    expect(desk.get_by_role("dialog")).to_be_hidden()
    assert desk.url.endswith("/office/")
    desk.keyboard.press("?")
    desk.get_by_role("button", name="Switch the keys on").click()
    desk.keyboard.press("n")
    desk.wait_for_url("**/office/inspections/new/")


def test_a_menu_closes_with_escape_and_gives_the_focus_back(desk: Page) -> None:
    desk.goto("/office/parts/")
    menu = desk.locator("details.menu-at > summary").first
    menu.click()
    expect(desk.get_by_role("button", name="Resend The link")).to_be_visible()
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Resend The link")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Resend The link")).to_be_hidden()
    expect(menu).to_be_focused()


def test_on_a_phone_the_rest_is_behind_more(phone: Page, busy: cast.Office, live_site: str) -> None:
    sign_in(phone, busy.owner, live_site)
    phone.goto("/office/")
    phone.get_by_role("button", name="More").click()
    expect(phone.get_by_role("button", name="Sign out")).to_be_visible()
    phone.get_by_role("link", name="Settings").click()
    phone.wait_for_url("**/office/settings/")


def test_a_filter_shows_its_list_at_once(desk: Page) -> None:
    desk.goto("/office/inspections/?view=all")
    desk.get_by_label("Inspector", exact=True).select_option("Ike Marsh")
    desk.wait_for_url("**inspector=*")
