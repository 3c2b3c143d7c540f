"""Letters, automations and messages in a real browser: words that are seen as they are typed, and nobody kept out."""

import pytest
from playwright.sync_api import Browser, Page, expect

from lintel.automations.models import Rule
from lintel.core import clock
from lintel.inspections import notifying
from lintel.inspections.models import Inspection
from lintel.messages.models import Wording
from tests import cast
from tests.office_work.test_browser import signed_in
from tests.rig import browser as browsers

TOUCHED = {"has_touch": True, "is_mobile": True}


@pytest.fixture
def office(committed_db: str) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    booked = cast.book(office)
    notifying.write_due(at=clock.now())
    return booked


def test_a_letter_is_seen_as_it_is_typed_and_saved(
    page: Page, office: cast.Office, inspection: Inspection, live_site: str
) -> None:
    desk = signed_in(page, office, live_site)
    desk.goto("/office/settings/letters/confirmation/")
    shown = desk.frame_locator(".letter-frame:not([hidden])").locator("body")
    expect(shown).to_contain_text("Hello Cora,")
    desk.get_by_label("Words", exact=True).fill("Dear ")
    desk.get_by_role("button", name="CLIENT_NAME", exact=True).click()
    desk.get_by_role("button", name="Button with the link").click()
    expect(shown).to_contain_text("Dear Cora Whitfield")
    desk.get_by_label("Plain text").check()
    expect(shown.locator("pre")).to_contain_text("Subject: Your inspection at 1214 Harrison Boulevard")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("status")).to_contain_text("“Confirmation with Sign & Pay” says this from now on.")
    assert Wording.objects.get().body.startswith("Dear {{CLIENT_NAME}}\n\n[button Sign & Pay]")


def test_nothing_keeps_anyone_out_and_nothing_spills_over(
    browser: Browser, office: cast.Office, inspection: Inspection, live_site: str
) -> None:
    nudge = Rule.objects.of(office.company).get(name="Still to sign")
    plan = nudge.plans.get()
    paths = [
        *("automations/", "automations/new/", f"automations/{nudge.key}/", "messages/", "messages/?view=held"),
        *("settings/letters/", "settings/letters/confirmation/", "settings/letters/text-reminder/"),
        *("settings/letters/new/letter/", f"inspections/{inspection.key}/to-come/{plan.key}/"),
    ]
    for size, options in ((browsers.DESK, {}), (browsers.PHONE, TOUCHED)):
        with browsers.window(browser, size, live_site, **options) as page:
            signed_in(page, office, live_site)
            for below in paths:
                page.goto(f"/office/{below}")
                assert browsers.barriers(page) == [], below
