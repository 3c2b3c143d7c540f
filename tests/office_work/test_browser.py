"""The office's working pages in a real browser: at a desk and on a phone, with and without scripts, for everyone."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from lintel.access import addresses
from lintel.billing.invoicing import Fee
from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.inspections.scheduling import Person, Place
from lintel.messages.models import Message
from tests import cast
from tests.office_work import pages
from tests.office_work.test_details import at
from tests.rig import browser as browsers

LONG = Place(
    "19847 North Bartholomew-Kowalczyk Memorial Parkway Northwest",
    cast.BOISE,
    "Mountain Home Air Force Base",
    "ID",
    "83648-2201",
)
FIVE = tuple(
    Person(name, f"{number}.with.a.rather.long.mailbox.name@correspondence.longdomainname.example")
    for number, name in enumerate(
        (
            "Aleksandra Wojciechowska-Featherstonehaugh",
            "María del Carmen Fernández de la Vega",
            "李 小龍",
            "Ann",
            "Bo 🏡",
        )
    )
)
NINE = [
    Fee(f"Inspection of a part of the house with a rather long name, no. {number}", 1_210_00) for number in range(9)
]


def signed_in(page: Page, office: cast.Office, live_site: str) -> Page:
    """Dana's session in this window."""
    browser = Client()
    browser.force_login(office.owner.user)
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_site}])
    return page


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
def plain(browser: Browser, office: cast.Office, live_site: str) -> Iterator[Page]:
    """A desk whose browser runs no scripts."""
    with browsers.window(browser, browsers.DESK, live_site, java_script_enabled=False) as page:
        yield signed_in(page, office, live_site)


def fill(page: Page, day: date) -> None:
    page.get_by_label("Name", exact=True).fill("Sabine Aldana")
    page.get_by_label("Email", exact=True).first.fill("sabine@aldana.example")
    page.get_by_label("Address", exact=True).fill("1735 N 18th St")
    page.get_by_label("City").fill("Boise")
    page.get_by_label("State").fill("ID")
    page.get_by_role("checkbox", name=re.compile("Home inspection")).check()
    page.get_by_label("Date").fill(day.isoformat())
    page.get_by_label("Starts").fill("13:00")


def schedule_button(page: Page) -> None:
    page.locator("button:visible", has_text="Schedule inspection").last.click()


def test_from_an_empty_page_to_saved(desk: Page, office: cast.Office) -> None:
    desk.goto(pages.NEW)
    fill(desk, pages.in_days(office, 7))
    slip = desk.locator("#slip")
    expect(slip).to_contain_text("1:00 PM to 3:30 PM")
    expect(slip).to_contain_text("$450.00")
    expect(slip).to_contain_text("Confirmation with Sign & Pay, to sabine@aldana.example")
    expect(desk.locator("#hint-inspector")).to_contain_text("nothing else yet")
    schedule_button(desk)
    expect(desk.get_by_role("heading", level=1)).to_have_text("1735 N 18th St")
    assert Inspection.objects.count() == 1


def test_the_same_on_a_phone(pocket: Page, office: cast.Office) -> None:
    pocket.goto(pages.NEW)
    fill(pocket, pages.in_days(office, 7))
    expect(pocket.locator("#sum-line")).to_contain_text("$450.00")
    schedule_button(pocket)
    expect(pocket.get_by_role("heading", level=1)).to_have_text("1735 N 18th St")


def test_the_same_without_scripts(plain: Page, office: cast.Office) -> None:
    plain.goto(pages.NEW)
    fill(plain, pages.in_days(office, 7))
    plain.get_by_role("button", name="Check").first.click()
    expect(plain.locator("#slip")).to_contain_text("Confirmation with Sign & Pay, to sabine@aldana.example")
    assert pages.nothing_saved(office)
    schedule_button(plain)
    expect(plain.get_by_role("heading", level=1)).to_have_text("1735 N 18th St")


def test_enter_in_a_field_schedules(desk: Page, office: cast.Office) -> None:
    desk.goto(pages.NEW)
    fill(desk, pages.in_days(office, 7))
    desk.get_by_label("City").press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("1735 N 18th St")


@pytest.mark.both
def test_a_real_double_click_schedules_once(plain: Page, office: cast.Office) -> None:
    plain.goto(pages.NEW)
    fill(plain, pages.in_days(office, 7))
    plain.locator("button:visible", has_text="Schedule inspection").last.dblclick()
    expect(plain.get_by_role("heading", level=1)).to_have_text("1735 N 18th St")
    assert Inspection.objects.count() == 1


def test_a_slow_press_is_not_lost_while_the_slip_grows(desk: Page, office: cast.Office) -> None:
    desk.goto(pages.NEW)
    fill(desk, pages.in_days(office, 7))
    slip = desk.locator("#slip")
    expect(slip).to_contain_text("to sabine@aldana.example")
    desk.locator("#id_buyer-name").fill("Marisol Vega")
    desk.locator("#id_buyer-email").fill("marisol@treasurevalley.example")
    desk.locator("button:visible", has_text="Schedule inspection").last.hover()
    desk.mouse.down()
    expect(slip).to_contain_text("to marisol@treasurevalley.example")
    desk.mouse.up()
    expect(desk.get_by_role("heading", level=1)).to_have_text("1735 N 18th St")


def test_a_slip_is_seen_while_typing_and_one_press_mends_it(desk: Page, office: cast.Office) -> None:
    desk.goto(pages.NEW)
    fill(desk, pages.in_days(office, 7))
    email = desk.get_by_label("Email", exact=True).first
    email.fill("sabine@gmial.com")
    email.blur()
    desk.get_by_role("button", name="Use sabine@gmail.com").click()
    expect(desk.get_by_label("Email", exact=True).first).to_have_value("sabine@gmail.com")
    expect(desk.get_by_label("Email", exact=True).first).to_be_focused()
    expect(desk.get_by_label("Address", exact=True)).to_have_value("1735 N 18th St")
    schedule_button(desk)
    expect(desk.get_by_role("heading", level=1)).to_have_text("1735 N 18th St")
    assert pages.only_inspection(office).clients()[0].contact.email == "sabine@gmail.com"


def test_somebody_on_file_is_found_while_typing(desk: Page, office: cast.Office) -> None:
    cast.book(office)
    desk.goto(pages.NEW)
    desk.get_by_label("Name", exact=True).press_sequentially("Cor")
    desk.get_by_role("button", name="Cora Whitfield").click()
    expect(desk.get_by_label("Email", exact=True).first).to_have_value("cora@whitfield.example")
    expect(desk.get_by_label("Mobile phone").first).to_have_value("(208) 555-0171")


def test_a_second_client_gets_a_row_and_the_focus(desk: Page, office: cast.Office) -> None:
    desk.goto(pages.NEW)
    fill(desk, pages.in_days(office, 7))
    desk.get_by_role("button", name="Add a second client").click()
    expect(desk.locator("#id_c1-name")).to_be_focused()
    expect(desk.locator("#id_c0-name")).to_have_value("Sabine Aldana")
    desk.get_by_role("button", name="Remove this client").click()
    expect(desk.locator("#id_c1-name")).to_have_count(0)


def test_what_stands_in_the_way_takes_the_focus_and_leads_to_the_field(desk: Page) -> None:
    desk.goto(pages.NEW)
    schedule_button(desk)
    notice = desk.get_by_role("alert")
    expect(notice).to_be_focused()
    notice.get_by_role("link", name="Where is the property?").click()
    expect(desk.get_by_label("Address", exact=True)).to_be_focused()


def test_copy_link_is_one_press(browser: Browser, office: cast.Office, live_site: str) -> None:
    inspection = cast.book(office)
    allowed = ["clipboard-read", "clipboard-write"]
    with browsers.window(browser, browsers.DESK, live_site, permissions=allowed) as page:
        signed_in(page, office, live_site).goto(at(inspection))
        copy = page.get_by_role("link", name="Copy link")
        copy.click()
        expect(copy.or_(page.get_by_role("link", name="Copied"))).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == addresses.of(cast.link(inspection))


def test_the_menu_opens_and_closes_by_keyboard(desk: Page, office: cast.Office) -> None:
    desk.goto(at(cast.book(office)))
    desk.locator("summary", has_text="Inspection Actions").press("Enter")
    expect(desk.get_by_role("link", name="Change date or inspector")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("link", name="Change date or inspector")).to_be_hidden()


def test_the_preview_shows_the_letter_and_its_button_leads_nowhere(desk: Page, office: cast.Office) -> None:
    inspection = cast.book(office)
    letter = Message.objects.get(thread=inspection.thread, kind="confirmation")
    desk.goto(at(inspection, f"letters/{letter.key}/"))
    frame = desk.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_contain_text("1214 Harrison Boulevard")
    frame.get_by_text("Sign & Pay", exact=True).first.click()
    expect(desk).to_have_url(re.compile(r"/letters/\w+/$"))
    expect(frame.get_by_role("heading", level=1)).to_contain_text("1214 Harrison Boulevard")


def test_handing_over_the_device_opens_the_clients_own_page(desk: Page, office: cast.Office) -> None:
    inspection = cast.book(office)
    desk.goto(at(inspection, "hand-over/"))
    desk.get_by_role("button", name="Hand over to Cora").click()
    expect(desk).to_have_url(re.compile(re.escape(cast.path(inspection)) + "$"))
    desk.goto("/office/")
    expect(desk).to_have_url(re.compile("/accounts/login/"))


def test_nothing_keeps_anyone_out_and_nothing_spills_over(
    browser: Browser, office: cast.Office, live_site: str
) -> None:
    usual, much = cast.book(office), cast.book(office, days=20, people=FIVE, place=LONG, fees=NINE)
    cast.receive(usual, 590_00, by=office.owner)
    letter = Message.objects.filter(thread=much.thread)[0]
    Message.objects.filter(pk=letter.pk).update(
        state="failed", failed_at=clock.now(), due_at=None, last_error="550 No such mailbox here"
    )
    person = cast.part(much)
    visited = [pages.NEW, at(usual), at(usual, f"people/{cast.part(usual).pk}/"), at(much, f"people/{person.pk}/")]
    visited += [at(much, page) for page in ("", "view/", "resend/to/", "hand-over/", "time/", "property/", "people/")]
    visited += [at(much, page) for page in ("fees/", "payment/", "cancel/", f"letters/{letter.key}/")]
    for size, options in ((browsers.DESK, {}), (browsers.PHONE, {"is_mobile": True, "has_touch": True})):
        with browsers.window(browser, size, live_site, **options) as page:
            signed_in(page, office, live_site)
            for address in visited:
                page.goto(address)
                for menu in page.locator("details.menu-at:visible").all():
                    menu.evaluate("menu => { menu.open = true }")
                assert browsers.barriers(page) == [], address


def test_the_schedule_page_with_questions_keeps_nobody_out(desk: Page, office: cast.Office) -> None:
    desk.goto(pages.NEW)
    fill(desk, pages.in_days(office, -3))
    desk.get_by_label("Email", exact=True).first.fill("sabine@gmial.com")
    desk.get_by_label("Year built").fill("3028")
    schedule_button(desk)
    expect(desk.get_by_role("alert")).to_contain_text("to settle before this can be scheduled")
    assert browsers.barriers(desk, *browsers.BOTH) == []
