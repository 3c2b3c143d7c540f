"""Fees & Payments in a real browser: one Save, a tax, a check with its picture, a void; for everyone, on any screen."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from lintel.billing import accepting, invoicing
from lintel.billing.invoicing import Fee
from lintel.billing.models import Entry
from lintel.core import clock
from lintel.inspections import pricing, receiving
from lintel.inspections.models import Inspection
from lintel.services import levying
from lintel.services.models import Tax
from tests import cast
from tests.office_work.test_browser import FIVE, LONG, NINE, desk, office, plain, pocket, signed_in
from tests.office_work.test_details import at
from tests.rig import browser as browsers

__all__ = ["desk", "office", "plain", "pocket"]


def gst(office: cast.Office) -> Tax:
    what = levying.Levy("GST", 5000, "123456789 RT0001")
    return levying.levy(company=office.company, what=what, by=office.owner, at=clock.now())


def picture() -> FilePayload:
    out = BytesIO()
    Image.new("RGB", (600, 260), "#e8f0e4").save(out, "PNG")
    return {"name": "check.png", "mimeType": "image/png", "buffer": out.getvalue()}


def edit_everything(page: Page, inspection: Inspection) -> None:
    page.goto(at(inspection))
    page.get_by_role("link", name="Edit Fees & Payments").click()
    page.get_by_label("Amount of Home inspection").fill("425")
    page.get_by_label("Take off Chimney camera").check()
    page.get_by_role("checkbox", name="Radon test").check()
    page.get_by_role("group", name="Manual Fee").get_by_label("What for").fill("Second visit")
    page.get_by_role("group", name="Manual Fee").get_by_label("Amount").fill("75")
    page.get_by_role("group", name="Discount").get_by_label("How much").fill("10%")
    page.get_by_role("button", name="Save", exact=True).click()
    box = page.locator("section", has=page.get_by_role("heading", name="Fees & Payments"))
    expect(box).to_contain_text("$425.00")
    expect(box).to_contain_text("Second visit")
    expect(box).to_contain_text("Discount, 10%")
    expect(box).not_to_contain_text("Chimney camera")
    expect(page.locator(".story")).to_contain_text("Home inspection changed from $450.00 to $425.00")
    expect(page.get_by_text("The balance changed from $590.00")).to_be_visible()


def test_one_save_for_everything_typed(desk: Page, office: cast.Office) -> None:
    edit_everything(desk, cast.book(office))


def test_the_same_on_a_phone(pocket: Page, office: cast.Office) -> None:
    edit_everything(pocket, cast.book(office))


def test_the_same_without_scripts(plain: Page, office: cast.Office) -> None:
    edit_everything(plain, cast.book(office))


def test_enter_saves_and_what_was_typed_survives_a_slip(desk: Page, office: cast.Office) -> None:
    inspection = cast.book(office)
    desk.goto(at(inspection, "fees/"))
    desk.get_by_label("Amount of Chimney camera").fill("lots")
    desk.get_by_label("Amount of Home inspection").fill("425")
    desk.get_by_label("Amount of Home inspection").press("Enter")
    notice = desk.get_by_role("alert")
    expect(notice).to_be_focused()
    notice.get_by_role("link", name="That is not an amount").click()
    expect(desk.get_by_label("Amount of Chimney camera")).to_be_focused()
    expect(desk.get_by_label("Amount of Home inspection")).to_have_value("425")
    desk.get_by_label("Amount of Chimney camera").fill("140")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Home inspection changed from $450.00 to $425.00.")).to_be_visible()
    assert invoicing.balance(cast.invoice(inspection)) == 565_00


def test_a_tax_from_settings_to_the_clients_page(desk: Page, office: cast.Office) -> None:
    inspection = cast.book(office)
    desk.goto("/office/settings/services/")
    desk.get_by_role("link", name="Add a tax").click()
    desk.get_by_label("Name", exact=True).fill("GST")
    desk.get_by_label("Rate, in percent").fill("5")
    desk.get_by_label("Number", exact=True).fill("123")
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("link", name="Home inspection", exact=True).click()
    desk.get_by_label("Tax", exact=True).select_option(label="GST 5%")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("li", has_text="Home inspection").first).to_contain_text("GST 5%")
    desk.goto(at(inspection, "fees/"))
    desk.get_by_label("Tax on Chimney camera").select_option(label="GST 5%")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator("#fees, section:has(#box-money)")).to_contain_text("GST 5%, no. 123")
    assert invoicing.balance(cast.invoice(inspection)) == 597_00
    desk.goto(cast.path(inspection, page="order/"))
    expect(desk.get_by_text("GST 5%, no. 123")).to_be_visible()


def take_a_check(page: Page, inspection: Inspection) -> None:
    page.goto(at(inspection, "payment/"))
    page.get_by_label("Amount").fill("5900")
    page.get_by_label("Check number").fill("2207")
    page.get_by_label("Picture of the check").set_input_files(picture())
    page.get_by_label("Note for the client").fill("Thank you")
    page.get_by_role("button", name="Record payment").last.click()
    expect(page.get_by_role("alert")).to_contain_text("That is $5,310.00 more than is due. Record it anyway?")
    page.get_by_label("Amount").fill("590")
    page.get_by_role("button", name="Record payment").last.click()
    box = page.locator("section", has=page.get_by_role("heading", name="Fees & Payments"))
    expect(box).to_contain_text("Paid in full")
    expect(box).to_contain_text("Received by check #2207")
    assert Entry.objects.get(kind="payment").picture


def test_a_check_with_its_picture_is_taken_and_voided(desk: Page, office: cast.Office) -> None:
    inspection = cast.book(office)
    take_a_check(desk, inspection)
    desk.get_by_role("link", name="Void this payment").click()
    desk.get_by_role("button", name="Void the payment").click()
    expect(desk.get_by_text("Say why it is voided")).to_be_visible()
    desk.get_by_label("Why").fill("It bounced")
    desk.get_by_role("button", name="Void the payment").click()
    expect(desk.locator("s").first).to_have_text("Received by check #2207")
    expect(desk.locator("tr", has_text="Voided by check")).to_contain_text("by Dana Ortiz: It bounced")
    expect(desk.locator("section:has(#box-money) .total").last).to_contain_text("$590.00")


def test_a_check_without_scripts(plain: Page, office: cast.Office) -> None:
    take_a_check(plain, cast.book(office))


def test_nothing_keeps_anyone_out_and_nothing_spills_over(
    browser: Browser, office: cast.Office, live_site: str
) -> None:
    tax = gst(office)
    accepting.accept(company=office.company, name="Money order of the Postal Service", by=office.owner, at=clock.now())
    usual, much = cast.book(office), cast.book(office, days=20, people=FIVE, place=LONG, fees=NINE)
    cast.receive(usual, 90_00, by=office.owner)
    voided = Entry.objects.get(kind="payment")
    receiving.void(
        inspection=usual, payment=voided, reason="The check bounced twice over", by=office.owner, at=clock.now()
    )
    cast.receive(usual, 40_00, by=office.owner)
    taxed = [Fee(f"A fee with a long name that is taxed, no. {number}", 99_99, tax=tax) for number in range(3)]
    discount = pricing.Discount("Discount for five clients at once", rate=7_500, tax=tax)
    pricing.edit(inspection=much, what=pricing.Edit(added=taxed, discount=discount), by=office.owner, at=clock.now())
    payment = Entry.objects.filter(kind="payment").latest("pk")
    visited = [at(one, page) for one in (usual, much) for page in ("", "fees/", "payment/")]
    settings = ("services/", "services/new/", "taxes/new/", f"taxes/{tax.key}/", "payments/by-hand/")
    visited += [at(usual, f"payment/{payment.pk}/void/"), *(f"/office/settings/{page}" for page in settings)]
    for size, options in ((browsers.DESK, {}), (browsers.PHONE, {"is_mobile": True, "has_touch": True})):
        with browsers.window(browser, size, live_site, **options) as page:
            signed_in(page, office, live_site)
            for address in visited:
                page.goto(address)
                assert browsers.barriers(page) == [], address
