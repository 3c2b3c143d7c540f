"""The portal in a real browser: on a phone, without scripts, without cookies, for eyes and for screen readers."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from lintel.access.models import Use
from lintel.agreements import drafting
from lintel.agreements.models import Signature
from lintel.billing import invoicing
from lintel.billing.models import Attempt, Entry
from lintel.core import clock, work
from lintel.inspections import changing, paying, scheduling
from lintel.inspections.models import Inspection
from lintel.inspections.scheduling import Person, Place
from tests import cast
from tests.portal import pages
from tests.rig import browser as browsers

LONG_STREET = Place(
    "12847 North Old Horseshoe Bend Highway Frontage Road, Unit B",
    cast.BOISE,
    "Garden Valley–Horseshoe Bend",
    "ID",
    "83629-4417",
    "farmhouse",
)
LONG_NAMES = (
    "Margarethe Oyelaran-Vandenberghe",
    "The Whitfield Family Revocable Living Trust of 2019",
    "張偉 🏡",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "Theo Whitfield",
)
NINE = [
    invoicing.Fee(name, 1_210_00)
    for name in (
        "Home inspection, over 4,000 sq ft",
        "Mold air sampling, six rooms and one outside control",
        "Radon, 48 hours, two canisters",
        "Sewer scope",
        "Well flow and water quality",
        "Septic tank and drain field",
        "Wood-destroying organisms",
        "Pool and spa",
        "Detached accessory dwelling",
    )
]


@pytest.fixture
def site(live_site: str, inspection: Inspection) -> str:
    return live_site


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """An in-app mail browser: no script, cookies blocked, 360 px wide."""
    with browsers.window(browser, {"width": 360, "height": 640}, site, java_script_enabled=False) as opened:
        opened.context.route("**/*", _without_cookies)
        yield opened


def _without_cookies(route: Any) -> None:
    route.continue_(headers={key: value for key, value in route.request.headers.items() if key != "cookie"})


def worker() -> None:
    work.run(Attempt, do=lambda attempt: paying.look(attempt, at=clock.now()), at=clock.now())


def sign(page: Page) -> None:
    page.get_by_label("Your full name").fill("Cora Whitfield")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Sign").click()


@pytest.mark.both
def test_cora_signs_and_pays_on_her_phone(phone: Page, inspection: Inspection) -> None:
    phone.goto(cast.path(inspection))
    expect(phone.get_by_text("Cora: sign the agreement, then pay $590.00.")).to_be_visible()
    phone.get_by_role("link", name="Sign", exact=True).first.click()
    sign(phone)
    phone.get_by_role("link", name=re.compile("^Pay")).first.click()
    expect(phone.get_by_text("Is this the right property?")).to_be_visible()
    phone.get_by_role("button", name="Pay Now $590.00").click()
    phone.get_by_role("button", name="Pays at once").click()
    expect(phone.get_by_text("Your bank has not confirmed the $590.00 yet.")).to_be_visible()
    worker()
    expect(phone.get_by_text(re.compile("^All done, Cora"))).to_be_visible()
    assert Signature.objects.get().name == "Cora Whitfield"
    assert Entry.objects.get(kind="payment").amount_cents == -590_00
    assert Use.objects.filter(kind="opened").exists()


def test_a_signature_is_drawn_wiped_away_and_drawn_again(
    page: Page, site: str, office: cast.Office, inspection: Inspection
) -> None:
    drafting.decide(company=office.company, signing="written", any_signer=False, by=office.owner)
    page.goto(pages.agreement_of(inspection))
    sheet, drawn = page.locator("canvas"), page.locator('input[name="drawing"]')
    draw(page, sheet, 40)
    first = drawn.input_value()
    assert len(json.loads(first)) == 1
    page.get_by_role("button", name="Clear").click()
    assert drawn.input_value() == ""
    draw(page, sheet, 90)
    draw(page, sheet, 20)
    second = drawn.input_value()
    assert len(json.loads(second)) == 2
    sign(page)
    expect(page.get_by_text("Signed by you")).to_be_visible()
    assert Signature.objects.get().drawing == second != first


def draw(page: Page, sheet: Locator, down: int) -> None:
    """A line from left to right, so far below the upper edge."""
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + down)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 20 + 25 * step, box["y"] + down + step)
    page.mouse.up()


def test_written_without_scripts_the_typed_name_signs(plain: Page, office: cast.Office, inspection: Inspection) -> None:
    drafting.decide(company=office.company, signing="written", any_signer=False, by=office.owner)
    plain.goto(pages.agreement_of(inspection))
    expect(plain.locator("canvas")).to_be_hidden()
    expect(plain.get_by_text("The name you type above is your signature")).to_be_visible()
    sign(plain)
    expect(plain.get_by_text("Signed by you")).to_be_visible()
    assert Signature.objects.get().how == "written"


def test_the_same_without_scripts_and_without_cookies(plain: Page, inspection: Inspection) -> None:
    plain.goto(cast.path(inspection))
    plain.get_by_role("link", name="Sign", exact=True).first.click()
    sign(plain)
    plain.get_by_role("link", name=re.compile("^Pay")).first.click()
    plain.get_by_role("button", name="Pay Now $590.00").click()
    plain.get_by_role("button", name="Pays at once").click()
    expect(plain.get_by_text("Your bank has not confirmed the $590.00 yet.")).to_be_visible()
    worker()
    expect(plain.get_by_text(re.compile("^All done, Cora"))).to_be_visible()
    assert plain.context.cookies() == []


def test_the_tabs_stand_in_one_row_on_a_small_phone(plain: Page, inspection: Inspection) -> None:
    plain.goto(cast.path(inspection))
    tabs = [plain.get_by_role("link", name=name) for name in ("Dashboard", "Order Details", "Documents")]
    assert len({box["y"] for tab in tabs if (box := tab.bounding_box())}) == 1


def test_the_agent_is_called_by_digits(plain: Page, office: cast.Office) -> None:
    marisol = replace(cast.MARISOL, phone="(208) 555-0163")
    inspection = cast.book(office, days=12, people=(cast.CORA, marisol))
    plain.goto(cast.path(inspection, page="order/"))
    assert plain.get_by_label("Call Marisol Vega").get_attribute("href") == "tel:2085550163"


def test_a_visit_counts_when_it_is_touched_and_not_before(phone: Page, inspection: Inspection) -> None:
    phone.goto(cast.path(inspection))
    phone.wait_for_load_state("networkidle")
    assert not Use.objects.filter(kind="opened").exists()
    with phone.expect_response("**/opened/") as told:
        phone.keyboard.press("Tab")
    assert told.value.status == 204
    phone.keyboard.press("Tab")
    phone.wait_for_load_state("networkidle")
    phone.goto(cast.path(inspection, page="order/"))
    assert Use.objects.filter(kind="opened").count() == 1


def test_staff_copy_the_real_link_and_count_as_nobody(
    browser: Browser, site: str, office: cast.Office, inspection: Inspection
) -> None:
    staff = Client()
    staff.force_login(office.owner.user)
    cookie = {"name": "sessionid", "value": staff.cookies["sessionid"].value, "url": site}
    with browsers.window(browser, browsers.DESK, site) as page:
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(cast.path(inspection))
        expect(page.get_by_label("Client View")).to_be_visible()
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == site + cast.path(inspection) == page.url
        page.mouse.wheel(0, 300)
        page.wait_for_load_state("networkidle")
        page.goto(pages.agreement_of(inspection))
        expect(page.get_by_role("button", name="Sign")).to_be_disabled()
    assert not Use.objects.exists()


@pytest.mark.both
def test_a_double_click_on_every_button_does_things_once(page: Page, site: str, inspection: Inspection) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(pages.agreement_of(inspection))
    page.get_by_label("Your full name").fill("Cora Whitfield")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Sign").dblclick()
    expect(page.get_by_text("One thing left")).to_be_visible()
    assert [address for address in sent if "/agreement/" in address] == [site + pages.agreement_of(inspection)]
    page.goto(cast.path(inspection, page="payment/"))
    page.get_by_role("button", name="Pay Now").dblclick()
    page.get_by_role("button", name="Pays at once").dblclick()
    page.wait_for_url(lambda address: "/bank/" not in address)
    page.goto(cast.path(inspection, page="payment/processing/"))
    page.get_by_role("button", name="Look again").dblclick()
    expect(page.get_by_text(re.compile("^All done, Cora"))).to_be_visible()
    assert (Signature.objects.count(), Entry.objects.filter(kind="payment").count()) == (1, 1)


def test_the_back_button_after_paying_cannot_pay_again(page: Page, inspection: Inspection) -> None:
    page.goto(cast.path(inspection, page="payment/"))
    page.get_by_role("button", name="Pay Now").click()
    page.get_by_role("button", name="Pays at once").click()
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_text(re.compile("Cora: sign the agreement"))).to_be_visible()
    while "/payment/" not in page.url or "processing" in page.url:
        page.go_back()
    expect(page.get_by_text("Nothing is left to pay")).to_be_visible()
    assert Entry.objects.filter(kind="payment").count() == 1


@pytest.mark.both
def test_two_tabs_pay_once(page: Page, phone: Page, inspection: Inspection) -> None:
    for tab in (page, phone):
        tab.goto(cast.path(inspection, page="payment/"))
    for tab in (page, phone):
        tab.get_by_role("button", name="Pay Now").click()
    page.get_by_role("button", name="Pays at once").click()
    expect(page.get_by_role("heading", name="Processing")).to_be_visible()
    phone.get_by_role("button", name="Pays at once").click()
    expect(phone.get_by_role("heading", name="Please do not pay again")).to_be_visible()
    worker()
    assert Entry.objects.filter(kind="payment").count() == 1


def test_while_the_bank_is_asked_the_page_looks_again_and_complains_of_nothing(
    page: Page, inspection: Inspection
) -> None:
    paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    with page.expect_response("**/processing/") as shown:
        page.goto(cast.path(inspection, page="payment/processing/"))
    with page.expect_response(shown.value.url):
        pass
    with page.expect_response(shown.value.url):
        pass
    expect(page.get_by_role("heading", name="Processing")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nobody_is_kept_out_and_nothing_runs_over_the_edge(
    browser: Browser, site: str, office: cast.Office, inspection: Inspection, width: int
) -> None:
    addresses = _every_page(office, inspection)
    with browsers.window(browser, {"width": width, "height": 800}, site) as page:
        for address in addresses:
            page.goto(address)
            found = browsers.too_wide(page) if width < browsers.PHONE["width"] else browsers.barriers(page)
            assert found == [], address


def _every_page(office: cast.Office, inspection: Inspection) -> list[str]:
    """Nothing done yet, everything done, a payment under way, cancelled, too much, and no link at all."""
    people = [Person(name, f"c{number}@example.com") for number, name in enumerate(LONG_NAMES)]
    much = cast.book(office, days=12, people=[*people, cast.MARISOL], place=LONG_STREET, fees=NINE)
    cast.receive(much, 1_000_00, by=office.owner)
    done = cast.book(office, days=13)
    cast.sign(done)
    cast.pay(done)
    begun = cast.book(office, days=14)
    bank = paying.start(link=cast.link(begun), visitor=cast.PHONE, at=clock.now())
    cancelled = cast.book(office, days=15)
    scheduling.cancel(inspection=cancelled, because="", by=office.owner, at=clock.now())
    changing.add_fee(inspection=much, fee=invoicing.Fee("Discount", -25_00), by=office.owner, at=clock.now())
    return [
        *(cast.path(one, page=page) for one in (much, done) for page in ("", "order/", "documents/", "payment/")),
        *(pages.agreement_of(one) for one in (much, done)),
        cast.path(begun),
        cast.path(begun, page="payment/processing/"),
        bank,
        cast.path(cancelled),
        cast.path(inspection, "Marisol Vega"),
        cast.path(inspection, "Marisol Vega", "order/"),
        "/p/nothing/",
    ]
