"""Add Invoice, Request payment from someone else and Split in a real browser, with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from lintel.access import addresses
from lintel.billing import invoicing
from lintel.core import clock
from lintel.inspections import bills, requesting
from lintel.inspections.adding import Portion, Terms
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.office_work.test_browser import signed_in
from tests.rig import browser as browsers

LONG = "Aleksandra Wojciechowska-Featherstonehaugh Relocation Services of the Pacific Northwest, Incorporated"


@pytest.fixture
def office(committed_db: str) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))


@pytest.fixture
def desk(page: Page, office: cast.Office, live_site: str) -> Page:
    return signed_in(page, office, live_site)


@pytest.fixture
def plain(browser: Browser, office: cast.Office, live_site: str) -> Iterator[Page]:
    with browsers.window(browser, browsers.DESK, live_site, java_script_enabled=False) as page:
        yield signed_in(page, office, live_site)


def at(inspection: Inspection, page: str = "") -> str:
    return f"/office/inspections/{inspection.key}/{page}"


def sums(inspection: Inspection) -> list[int]:
    return [invoicing.balance(one) for one in bills.of(inspection)]


def save(page: Page) -> None:
    page.locator("button:visible", has_text="Save").last.click()


def test_add_invoice_says_what_it_comes_to_while_it_is_typed(desk: Page, inspection: Inspection) -> None:
    desk.goto(at(inspection))
    desk.get_by_role("link", name="Add Invoice").click()
    desk.get_by_label("Contact").select_option("Marisol Vega, buyer’s agent")
    desk.get_by_role("checkbox", name="Chimney camera").check()
    slip = desk.locator("#shares")
    expect(slip).to_contain_text("Marisol Vega$0.00$140.00")
    desk.get_by_role("radio", name="Fixed Amount").check()
    desk.get_by_label("Amount", exact=True).fill("100")
    expect(slip).to_contain_text("Marisol Vega$0.00$100.00")
    expect(desk.get_by_role("checkbox", name="Chimney camera")).to_be_hidden()
    assert sums(inspection) == [590_00]
    save(desk)
    desk.wait_for_url("**/office/invoices/*/")
    assert sums(inspection) == [490_00, 100_00]


def test_the_same_without_scripts(plain: Page, inspection: Inspection) -> None:
    plain.goto(at(inspection, "invoices/new/"))
    plain.get_by_label("Contact").select_option("Marisol Vega, buyer’s agent")
    plain.get_by_role("radio", name="Percentage").check()
    plain.get_by_label("Percent of all fees").fill("50")
    plain.get_by_role("button", name="Check").first.click()
    expect(plain.locator("#shares")).to_contain_text("Marisol Vega$0.00$295.00")
    save(plain)
    plain.wait_for_url("**/office/invoices/*/")
    assert sums(inspection) == [295_00, 295_00]


def test_an_insurer_is_billed_in_one_step(desk: Page, inspection: Inspection) -> None:
    desk.goto(at(inspection))
    desk.get_by_role("link", name="Request payment from someone else").click()
    desk.get_by_label("Name", exact=True).press_sequentially("Theo")
    desk.get_by_role("button", name="Theo Whitfield").click()
    expect(desk.get_by_label("Email", exact=True)).to_have_value("theo@whitfield.example")
    desk.get_by_label("Name", exact=True).fill("Gem State Mutual")
    desk.get_by_label("Email", exact=True).fill("claims@gemstate.example")
    desk.get_by_label("What they are").select_option("Listing agent")
    desk.get_by_label("Amount", exact=True).fill("195")
    desk.get_by_label("Number", exact=True).fill("24-118-0937")
    expect(desk.locator("#shares")).to_contain_text("Gem State Mutual$0.00$195.00")
    desk.get_by_role("button", name="Send").first.click()
    desk.wait_for_url("**/office/invoices/*/send/")
    assert sums(inspection) == [395_00, 195_00]


def test_a_relative_is_asked_and_pays_on_a_phone(
    desk: Page, browser: Browser, inspection: Inspection, live_site: str, settings: Settings
) -> None:
    settings.DEMO = True
    desk.goto(at(inspection, "invoices/request/"))
    desk.get_by_label("Name", exact=True).fill("Ruth Whitfield")
    desk.get_by_label("Email", exact=True).fill("ruth@whitfield.example")
    desk.get_by_label("What they are").select_option("Relative")
    desk.get_by_label("Amount", exact=True).fill("100")
    desk.get_by_role("button", name="Send").first.click()
    desk.wait_for_url("**/office/invoices/*/send/")
    desk.get_by_role("button", name="Send Now").click()
    expect(desk.get_by_role("status")).to_contain_text("The letter to Ruth Whitfield is on its way.")
    letter = Message.objects.get(kind="invoice")
    assert letter.link is not None
    with browsers.window(browser, browsers.PHONE, live_site, has_touch=True, is_mobile=True) as phone:
        phone.goto(addresses.path(letter.link))
        expect(phone.locator("main")).to_contain_text("$100.00 is billed to Ruth Whitfield.")
        assert "Cora" not in phone.content()
        phone.get_by_role("button", name="Pay Now $100.00").click()
        phone.locator("[name=card]").fill(cast.GOOD_CARD)
        phone.locator("[name=card]").press("Enter")
        phone.get_by_role("button", name="Look again").click()
        expect(phone.locator("main")).to_contain_text("This invoice is paid already.")
    assert sums(inspection) == [490_00, 0]


def test_a_split_adds_a_payer_and_adds_up(desk: Page, inspection: Inspection) -> None:
    desk.goto(at(inspection))
    desk.get_by_role("link", name="Split").click()
    expect(desk.locator("[name$=-share]")).to_have_count(2)
    expect(desk.locator("[name$=-share]").first).to_be_hidden()
    desk.get_by_role("button", name="Add payer").click()
    desk.get_by_label("Payer 3").select_option("Cora Whitfield, client")
    desk.get_by_role("radio", name="By shares").check()
    for place, weight in enumerate(("2", "2", "1")):
        desk.locator("[name$=-share]").nth(place).fill(weight)
    expect(desk.locator("#shares")).to_contain_text("Theo Whitfield$0.00$236.00")
    save(desk)
    expect(desk.locator("#fees")).to_contain_text("Theo Whitfield has to pay")
    assert sums(inspection) == [236_00, 236_00, 118_00]


def test_nothing_stands_in_anybodys_way(
    browser: Browser, inspection: Inspection, office: cast.Office, live_site: str
) -> None:
    for number in range(3):
        payer = requesting.Payer(f"{LONG} {number}"[-120:], "buyers agent", f"payer{number}@payers.example")
        portion, terms = Portion(cents=10_00), Terms("24-118-0937", "claim")
        requesting.request(
            inspection=inspection, payer=payer, portion=portion, terms=terms, by=office.owner, at=clock.now()
        )
    first = bills.of(inspection)[0].key
    walk = ["", "invoices/new/", "invoices/request/", f"invoices/{first}/split/", "fees/", "payment/"]
    for size in (browsers.DESK, browsers.PHONE):
        with browsers.window(browser, size, live_site) as page:
            signed_in(page, office, live_site)
            for where in walk:
                page.goto(at(inspection, where))
                assert browsers.barriers(page) == [], (where, size)
            page.goto(cast.path(inspection, page="order/"))
            assert browsers.barriers(page) == []
