"""Reports in a real browser: dropped onto the desk, and read on a phone without script and cookies."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from lintel.inspections.models import Inspection
from tests import cast
from tests.office_work.test_browser import signed_in
from tests.reports import files
from tests.reports.conftest import draw, open_gates, publish, upload
from tests.rig import browser as browsers

TOUCHED = {"has_touch": True, "is_mobile": True}


@pytest.fixture
def office(committed_db: str) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def desk(page: Page, office: cast.Office, live_site: str) -> Page:
    return signed_in(page, office, live_site)


@pytest.fixture
def coras_phone(browser: Browser, live_site: str) -> Iterator[Page]:
    """Without a session, and no script runs."""
    with browsers.window(browser, browsers.PHONE, live_site, java_script_enabled=False, **TOUCHED) as opened:
        yield opened


def test_chosen_uploaded_and_published(desk: Page, inspection: Inspection, tmp_path: Path) -> None:
    chosen = [tmp_path / "Report.pdf", tmp_path / "roof.jpg"]
    for place, made in zip(chosen, (files.pdf(), files.photo()), strict=True):
        place.write_bytes(made)
    there = f"/office/inspections/{inspection.key}/"
    desk.goto(there)
    desk.get_by_label("Upload the report").set_input_files(chosen)
    expect(desk.get_by_role("status")).to_contain_text("Uploaded: Report, roof. Nobody reads it yet.", timeout=30_000)
    desk.get_by_role("link", name="Publish All").first.click()
    frame = desk.frame_locator(".letter-frame:not([hidden])")
    expect(frame.locator("body")).to_contain_text("Hello Cora,")
    desk.get_by_role("checkbox", name="Theo Whitfield").uncheck()
    desk.get_by_role("button", name="Send All").click()
    expect(desk.get_by_role("status")).to_contain_text("Letters to Cora Whitfield and Marisol Vega are on their way.")
    inspection.refresh_from_db()
    assert inspection.published_at is not None


def test_read_on_a_phone_without_script_and_cookies(
    coras_phone: Page, office: cast.Office, inspection: Inspection
) -> None:
    upload(office, inspection, files.pdf(3))
    publish(office, inspection)
    coras_phone.goto(cast.path(inspection, page="report/"))
    expect(coras_phone.locator("main")).to_contain_text("still locked")
    open_gates(office, inspection)
    coras_phone.goto(cast.path(inspection))
    coras_phone.get_by_role("link", name="View Report").first.click()
    coras_phone.wait_for_url("**/report/", wait_until="load")
    first = coras_phone.get_by_alt_text("Page 1 of 3")
    expect(first).to_be_visible()
    assert first.evaluate("picture => picture.naturalWidth") == 1240
    assert coras_phone.context.cookies() == []


def test_nothing_keeps_anyone_out_and_nothing_spills_over(
    browser: Browser, office: cast.Office, inspection: Inspection, live_site: str
) -> None:
    with override_settings(DEMO=True):
        report = upload(office, inspection, name=f"{'Report of a house with a long name ' * 3}.pdf")
        for nth in range(7):
            upload(office, inspection, files.photo(colour=f"#11223{nth}"), name=f"photo of the roof {nth}.jpg")
        draw()
        publish(office, inspection)
    desks = [f"reports/{report.key}/", "gates/", "publish/", ""]
    portals = [cast.path(inspection, page=page) for page in ("", "report/", "documents/")]
    for size, options in ((browsers.DESK, {}), (browsers.PHONE, TOUCHED)):
        with browsers.window(browser, size, live_site, **options) as page:
            for address in portals:
                page.goto(address)
                assert browsers.barriers(page) == [], address
            signed_in(page, office, live_site)
            for below in desks:
                page.goto(f"/office/inspections/{inspection.key}/{below}")
                assert browsers.barriers(page) == [], below
    open_gates(office, inspection)
    for size, options in ((browsers.DESK, {}), (browsers.PHONE, TOUCHED)):
        with browsers.window(browser, size, live_site, **options) as page:
            for address in (*portals, cast.path(inspection, page=f"report/{report.key}/")):
                page.goto(address)
                assert browsers.barriers(page) == [], address
