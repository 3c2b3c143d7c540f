"""Share Details in a real browser: at a desk and on a phone, with and without scripts, for everyone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.office_work.test_browser import FIVE, LONG, NINE, desk, office, plain, pocket, signed_in  # noqa: F401
from tests.office_work.test_details import at
from tests.rig import browser as browsers


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:  # noqa: F811
    return cast.book(office)


def shared(inspection: Inspection) -> Message:
    return Message.objects.get(thread=inspection.thread, kind="share")


def send(page: Page) -> None:
    page.get_by_role("button", name="Send Email").click()


def test_from_the_emails_box_to_a_letter_to_the_agent(desk: Page, inspection: Inspection) -> None:  # noqa: F811
    desk.goto(at(inspection))
    desk.get_by_role("link", name="Share Details").click()
    desk.get_by_role("checkbox", name=re.compile("Marisol Vega")).check()
    expect(desk.locator("#see")).to_contain_text("Marisol Vega:Sees the day")
    expect(desk.get_by_role("radio", name=re.compile("Sign only"))).to_be_disabled()
    desk.get_by_role("radio", name=re.compile("Report only")).check()
    expect(desk.locator("#says")).to_contain_text("View Report")
    desk.get_by_label("Who agreed").select_option("Cora Whitfield")
    desk.get_by_label("How").select_option("by phone")
    desk.get_by_label("Subject").fill("The report of {{STREET}}")
    letter = desk.get_by_role("textbox", name="Letter")
    letter.press("Control+Home")
    desk.get_by_role("button", name="Bold").click()
    letter.press_sequentially("News: ")
    frame = desk.frame_locator(".letter-frame:not([hidden])")
    expect(frame.locator("body")).to_contain_text("News: Hello Marisol,")
    expect(frame.get_by_text("View Report", exact=True).first).to_be_visible()
    send(desk)
    expect(desk.get_by_role("heading", level=1)).to_have_text("1214 Harrison Boulevard")
    expect(desk.get_by_role("status")).to_contain_text("Letter to Marisol Vega is on its way.")
    message = shared(inspection)
    assert message.subject == "The report of 1214 Harrison Boulevard"
    assert message.body[0]["html"].startswith("<p><b>News: </b>Hello Marisol,</p>")
    assert ["button" in block for block in message.body] == [False, True, False]


def test_a_typed_address_and_its_slip(desk: Page, inspection: Inspection) -> None:  # noqa: F811
    desk.goto(at(inspection, "share/"))
    desk.get_by_label("Recipient", exact=True).press_sequentially("gideon@gmial.com")
    desk.get_by_role("button", name="Use gideon@gmail.com").click()
    expect(desk.get_by_label("Recipient", exact=True)).to_have_value("gideon@gmail.com")
    send(desk)
    expect(desk.get_by_role("status")).to_contain_text("Letter to gideon is on its way.")
    assert shared(inspection).to_address == "gideon@gmail.com"


def test_the_button_can_be_moved_taken_away_and_put_back(desk: Page, inspection: Inspection) -> None:  # noqa: F811
    desk.goto(at(inspection, "share/?to=marisol@treasurevalley.example"))
    desk.get_by_role("button", name="Move Sign & Pay up").click()
    desk.get_by_role("button", name="Move Sign & Pay up").click()
    desk.get_by_role("button", name="Remove Sign & Pay").click()
    send(desk)
    question = desk.get_by_role("dialog", name="Send without the button?")
    expect(question.get_by_role("button", name="Put it back")).to_be_focused()
    question.get_by_role("button", name="Put it back").click()
    expect(desk.get_by_role("button", name="Remove Sign & Pay")).to_be_visible()
    placed = "[...document.querySelector('.words').children].findIndex(one => one.matches('.ph-line'))"
    assert desk.evaluate(placed) == 0, "where it stood"
    desk.get_by_role("button", name="Remove Sign & Pay").click()
    send(desk)
    question.get_by_role("button", name="Send without it").click()
    expect(desk.get_by_role("status")).to_contain_text("is on its way.")
    assert [next(iter(block)) for block in shared(inspection).body] == ["html"]


def test_a_list_a_link_and_a_placeholder(desk: Page, inspection: Inspection) -> None:  # noqa: F811
    desk.goto(at(inspection, "share/?to=marisol@treasurevalley.example"))
    letter = desk.get_by_role("textbox", name="Letter")
    letter.press("Control+End")
    letter.press("Enter")
    desk.get_by_text("Placeholders", exact=True).click()
    desk.get_by_role("button", name="Inspector", exact=True).click()
    desk.get_by_role("button", name="Link", exact=True).click()
    address = desk.get_by_role("dialog", name="Link").get_by_label("Address")
    for shut in ("javascript:alert(1)", "ftp://example.com/", "how to get there"):
        address.fill(shut)
        desk.get_by_role("button", name="Put it in").click()
        expect(address).to_be_visible()
    address.fill("example.com/how")
    desk.get_by_role("button", name="Put it in").click()
    desk.get_by_role("button", name="List").click()
    frame = desk.frame_locator(".letter-frame:not([hidden])")
    expect(frame.get_by_role("listitem")).to_contain_text("Ike Marsh")
    send(desk)
    expect(desk.get_by_role("status")).to_contain_text("is on its way.")
    last = shared(inspection).body[-1]["html"]
    assert "<li>Ike Marsh" in last
    assert 'href="https://example.com/how"' in last


def test_a_client_gets_the_whole_portal_on_a_phone(pocket: Page, inspection: Inspection) -> None:  # noqa: F811
    pocket.goto(at(inspection, "share/"))
    pocket.get_by_role("checkbox", name=re.compile("Cora Whitfield")).check()
    expect(pocket.get_by_role("radio", name=re.compile("Whole portal"))).to_be_checked()
    expect(pocket.locator("#see")).to_contain_text("Can sign it")
    letter = pocket.frame_locator(".letter-frame:not([hidden])")
    expect(letter.locator("body")).to_contain_text("Hello Cora,")
    send(pocket)
    expect(pocket.get_by_role("status")).to_contain_text("Letter to Cora Whitfield is on its way.")
    assert shared(inspection).link == cast.link(inspection)


def test_the_placeholders_cover_no_button_and_widen_no_page(
    desk: Page,  # noqa: F811
    pocket: Page,  # noqa: F811
    inspection: Inspection,
) -> None:
    for page in (desk, pocket):
        page.goto(at(inspection, "share/"))
        page.locator("summary", has_text="Placeholders").click()
        menu = page.locator(".tools .menu")
        expect(menu).to_be_visible()
        page.get_by_role("button", name="Send Email").scroll_into_view_if_needed()
        covered, button = menu.bounding_box(), page.get_by_role("button", name="Send Email").bounding_box()
        assert covered is not None
        assert button is not None
        assert covered["y"] + covered["height"] <= button["y"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_was_refused_is_in_view_and_has_the_focus(desk: Page, inspection: Inspection) -> None:  # noqa: F811
    desk.goto(at(inspection, "share/?to=marisol@treasurevalley.example"))
    desk.get_by_role("radio", name=re.compile("Report only")).check()
    expect(desk.get_by_label("Who agreed")).to_be_visible()
    send(desk)
    expect(desk.get_by_label("Who agreed")).to_be_focused()
    expect(desk.get_by_label("Who agreed")).to_be_in_viewport()
    expect(desk.locator("#see")).to_contain_text("Say who agreed to share them, and how.")


def test_the_preview_s_subject_follows_what_is_typed(desk: Page, inspection: Inspection) -> None:  # noqa: F811
    desk.goto(at(inspection, "share/?to=marisol@treasurevalley.example"))
    desk.get_by_label("Subject").fill("The report of {{STREET}}")
    expect(desk.locator("#preview-head")).to_contain_text("Subject The report of 1214 Harrison Boulevard")


def test_a_held_letter_opens_where_it_is_seen(pocket: Page, inspection: Inspection) -> None:  # noqa: F811
    Message.objects.filter(thread=inspection.thread).update(state="held", held_because="trial", due_at=None)
    pocket.goto("/office/held/")
    pocket.get_by_role("link", name=re.compile("scheduled: 1214 Harrison")).first.click()
    expect(pocket.get_by_role("heading", name=re.compile("Preview"))).to_be_in_viewport()


def test_the_same_without_scripts(plain: Page, inspection: Inspection) -> None:  # noqa: F811
    plain.goto(at(inspection, "share/"))
    plain.get_by_label("Recipient", exact=True).fill("gideon@statemutual.example")
    plain.get_by_role("textbox", name="Letter").fill("Hello,\n\nit is soon.\nDana")
    plain.get_by_role("button", name="Show").click()
    expect(plain.frame_locator(".letter-frame").locator("body")).to_contain_text("it is soon.")
    send(plain)
    expect(plain.get_by_role("alert")).to_contain_text("Send without the button?")
    plain.get_by_role("button", name="Send without it").click()
    expect(plain.get_by_role("status")).to_contain_text("is on its way.")
    assert shared(inspection).body == [{"html": "<p>Hello,</p><p>it is soon.<br>Dana</p>"}]


def test_a_real_double_click_sends_once(plain: Page, inspection: Inspection) -> None:  # noqa: F811
    plain.goto(at(inspection, "share/?to=marisol@treasurevalley.example"))
    plain.get_by_role("button", name="Send Email").dblclick()
    expect(plain.get_by_role("heading", level=1)).to_have_text("1214 Harrison Boulevard")
    assert shared(inspection).to_name == "Marisol Vega"


def test_nothing_keeps_anyone_out_and_nothing_spills_over(
    browser: Browser,
    office: cast.Office,  # noqa: F811
    live_site: str,
) -> None:
    usual, much = cast.book(office), cast.book(office, days=20, people=FIVE, place=LONG, fees=NINE)
    letter = Message.objects.filter(thread=much.thread)[0]
    Message.objects.filter(pk=letter.pk).update(
        state="failed", failed_at=clock.now(), due_at=None, last_error="550 No such mailbox here"
    )
    for size, options in ((browsers.DESK, {}), (browsers.PHONE, {"is_mobile": True, "has_touch": True})):
        with browsers.window(browser, size, live_site, **options) as page:
            signed_in(page, office, live_site)
            for address in (at(usual, "share/"), at(much, "share/"), at(much, f"letters/{letter.key}/")):
                page.goto(address)
                for menu in page.locator("details.menu-at:visible").all():
                    menu.evaluate("menu => { menu.open = true }")
                if address.endswith("share/"):
                    page.get_by_label("Recipient", exact=True).fill("gideon@gmial.com")
                    page.get_by_role("radio", name=re.compile("Whole portal")).check()
                    expect(page.get_by_label("Who agreed")).to_be_visible()
                assert browsers.barriers(page) == [], address
