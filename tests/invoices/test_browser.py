"""Send and the Payment Portal in a real browser: at a desk and on a phone, with and without scripts, for everyone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from lintel.access import addresses
from lintel.billing import invoicing
from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import presenting
from lintel.inspections.models import Inspection
from lintel.inspections.one_offs import Payer, Subject
from lintel.messages.models import Message
from tests import cast
from tests.invoices.conftest import bill, one_off, take
from tests.invoices.test_invoice_page import at
from tests.office_work.test_browser import signed_in
from tests.rig import browser as browsers

LONG = Payer("Northwestern Mutual Relocation and Insurance Services of Idaho", "claims@longdomainname.example")
FAR = Subject("Consultation about the foundation and the drains", "19847 North Bartholomew-Kowalczyk Memorial Parkway")
TOUCHED = {"has_touch": True, "is_mobile": True}


@pytest.fixture
def desk(page: Page, office: cast.Office, live_site: str) -> Page:
    return signed_in(page, office, live_site)


@pytest.fixture
def insurers_phone(browser: Browser, live_site: str) -> Iterator[Page]:
    """A phone without a session, in which no script runs."""
    with browsers.window(browser, browsers.PHONE, live_site, java_script_enabled=False, **TOUCHED) as opened:
        yield opened


def test_from_saved_to_sent(desk: Page, insurers: Invoice) -> None:
    desk.goto(at(insurers))
    expect(desk.locator(".page-head")).to_contain_text("Saved, not sent")
    desk.get_by_role("link", name="Send", exact=True).click()
    frame = desk.frame_locator(".letter-frame:not([hidden])")
    expect(frame.get_by_text("Pay $195.00", exact=True).first).to_be_visible()
    letter = desk.get_by_role("textbox", name="Letter")
    letter.press("Control+Home")
    letter.press_sequentially("News: ")
    expect(frame.locator("body")).to_contain_text("News: Hello Gem State Mutual,")
    desk.get_by_role("button", name="Remove Pay").click()
    desk.get_by_role("button", name="Send Now").click()
    question = desk.get_by_role("dialog", name="Send without the button?")
    question.get_by_role("button", name="Put it back").click()
    desk.get_by_role("button", name="Send Now").click()
    expect(desk.get_by_role("status")).to_contain_text("The letter to Gem State Mutual is on its way.")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Invoice 1001")
    expect(desk.locator(".page-head")).to_contain_text("Sent")
    assert "News: Hello Gem State Mutual," in str(Message.objects.get(kind="invoice").body)


def test_the_insurer_pays_on_a_phone_without_script_and_cookies(
    insurers_phone: Page, inspection: Inspection, insurers: Invoice
) -> None:
    phone = insurers_phone
    phone.goto(addresses.path(insurers.invoice_links.get().link))
    bar = phone.get_by_role("navigation", name="Next step").get_by_role("link", name="Pay $195.00")
    expect(bar).to_be_in_viewport()
    bar.focus()
    assert phone.evaluate("scrollY") == 0
    bar.click()
    pay = phone.get_by_role("button", name="Pay Now $195.00")
    expect(pay).to_be_in_viewport()
    assert phone.context.cookies() == []
    pay.click()
    phone.locator("[name=card]").fill(cast.GOOD_CARD)
    phone.context.clear_cookies()
    phone.locator("[name=card]").press("Enter")
    phone.get_by_role("button", name="Look again").click()
    expect(phone.locator("main")).to_contain_text("This invoice is paid already.")
    assert invoicing.balance(insurers) == 0


def test_nothing_keeps_anyone_out_and_nothing_spills_over(
    browser: Browser, office: cast.Office, inspection: Inspection, insurers: Invoice, live_site: str
) -> None:
    much = one_off(office, LONG, FAR, fees=[invoicing.Fee(f"{FAR.what}, hour {nth}", 150_00) for nth in range(9)])
    presenting.again(insurers, by=office.owner, once="form", at=clock.now())
    take(insurers, office, 95_00)
    bill(office, inspection, 20_00, name="Sage Relocation", email="bills@sage.example", claim="")
    desks = ["/office/invoices/?view=all", "/office/invoices/?view=void", "/office/invoices/new/"]
    for one in (insurers, much):
        link = f"links/{one.invoice_links.get().link_id}/"
        pages = ("", "send/", link, f"{link}qr/", f"{link}revoke/", "number/", "payer/", "void/", "payment/")
        desks += [at(one, page) for page in pages]
    portals = [addresses.path(one.invoice_links.get().link) for one in (insurers, much)]
    for size, options in ((browsers.DESK, {}), (browsers.PHONE, TOUCHED)):
        with browsers.window(browser, size, live_site, **options) as page:
            for address in portals:
                page.goto(address)
                assert browsers.barriers(page) == [], address
            signed_in(page, office, live_site)
            for address in desks:
                page.goto(address)
                for menu in page.locator("details.menu-at:visible").all():
                    menu.evaluate("menu => { menu.open = true }")
                assert browsers.barriers(page) == [], address
