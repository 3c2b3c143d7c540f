"""The list of payments in a browser: found, filtered, and its papers fetched, on a desk and on a phone."""

from playwright.sync_api import Browser, expect

from lintel.inspections.scheduling import Person, Place
from tests import cast
from tests.office.desk import sit_down
from tests.papers.test_office import payment_of, undo
from tests.rig import browser as browsers, documents

LONG = Place("4210 North Sunderland Ridge Way of the Old Mill Road Estates", cast.BOISE, "Garden Valley", "ID", "83622")
LONG_NAME = Person("Maximiliana-Philippa Featherstonehaugh the Younger", "max@example.org")


def test_olga_finds_a_payment_and_its_receipt(browser: Browser, live_site: str, db: None) -> None:
    office = cast.cedar_stone()
    assert office.staff is not None
    inspection = cast.book(office)
    crowded = cast.book(office, days=12, people=(LONG_NAME,), place=LONG)
    cast.receive(inspection, 90_00, by=office.owner)
    cast.pay(crowded)
    undo(payment_of(crowded), "dispute", 590_00)
    cookie = {"name": "sessionid", "value": sit_down(office.staff).cookies["sessionid"].value, "url": live_site}
    for size in (browsers.DESK, browsers.PHONE):
        with browsers.window(browser, size, live_site) as page:
            page.context.add_cookies([cookie])  # type: ignore[list-item]
            page.goto("/office/payments/?view=refund")
            expect(page.get_by_text("Nothing was refunded.")).to_be_visible()
            assert browsers.barriers(page) == []
            page.get_by_role("link", name="Show all").click()
            expect(page.get_by_role("row").filter(has_text="Taken back by the bank")).to_contain_text("−$590.00")
            assert browsers.barriers(page) == []
            page.get_by_label("How", exact=True).select_option("Check")
            expect(page.get_by_text("Taken back by the bank")).to_have_count(0)
            page.get_by_label("Search in this list").fill("harrison")
            page.get_by_label("Search in this list").press("Enter")
            receipt = page.get_by_role("link", name="Receipt of $90.00 from Cora Whitfield as PDF")
            expect(receipt).to_be_visible()
            answer = page.context.request.get(receipt.get_attribute("href") or "")
            assert "Receipt 1001-1" in documents.text(answer.body())
            page.get_by_role("link", name="1214 Harrison Boulevard").click()
            expect(page.get_by_role("link", name="Invoice PDF")).to_be_visible()
