"""The kinds of link in a real browser; Client View at the client's own address; a link asked for again."""

import re

from django.test import Client
from playwright.sync_api import Browser, Page, expect

from lintel.access import uses
from lintel.access.models import Use
from lintel.agreements.models import Signature
from lintel.billing.models import Attempt
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.portal import pages
from tests.rig import browser as browsers
from tests.rights.conftest import HandOut

PRESETS = ("whole portal", "report only", "pay only", "status only")


def test_no_kind_of_link_keeps_anybody_out(
    browser: Browser, live_site: str, inspection: Inspection, hand_out: HandOut
) -> None:
    kinds = [hand_out("freda@friends.example", "Freda Friend", preset) for preset in PRESETS]
    kinds.append(hand_out("cora@whitfield.example", "", "sign only"))
    paths = [f"/p/{one.link.token()}/" for one in kinds] + [
        f"/p/{kinds[0].link.token()}/documents/",
        "/p/no/",
        "/again/",
    ]
    for size in (browsers.PHONE, browsers.DESK):
        with browsers.window(browser, size, live_site) as page:
            for path in paths:
                page.goto(path)
                assert browsers.barriers(page) == [], path


def test_the_insurer_pays_and_the_client_sees_who_did(phone: Page, inspection: Inspection, hand_out: HandOut) -> None:
    share = hand_out("claims@gemstate.example", "Gem State Mutual", "pay only")
    phone.goto(f"/p/{share.link.token()}/")
    expect(phone.get_by_text("Is this the right property?")).to_be_visible()
    phone.get_by_role("button", name="Pay Now $590.00").click()
    phone.get_by_role("button", name="Pays at once").click()
    expect(phone.get_by_text("Your bank has not confirmed the $590.00 yet.")).to_be_visible()
    phone.get_by_role("button", name="Look again").click()
    expect(phone.get_by_text("Nothing is left to pay")).to_be_visible()
    phone.goto(cast.path(inspection))
    expect(phone.get_by_text("Paid by Gem State Mutual")).to_be_visible()


def test_client_view_shows_all_and_does_nothing(
    browser: Browser, live_site: str, office: cast.Office, inspection: Inspection
) -> None:
    staff = Client()
    staff.force_login(office.owner.user)
    cookie = {"name": "sessionid", "value": staff.cookies["sessionid"].value, "url": live_site}
    path = cast.path(inspection)
    with browsers.window(browser, browsers.DESK, live_site) as page:
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(f"/office/inspections/{inspection.key}/")
        page.goto(page.get_by_role("link", name="Client View").first.get_attribute("href") or "")
        page.locator("main").get_by_role("link", name=re.compile("Cora Whitfield")).first.click()
        assert page.url == live_site + path
        expect(page.get_by_label("Client View")).to_contain_text("What Cora Whitfield sees")
        page.mouse.wheel(0, 300)
        page.get_by_role("link", name="Sign", exact=True).first.click()
        expect(page.get_by_text("Off in Client View")).to_be_visible()
        expect(page.get_by_role("button", name="Sign", exact=True)).to_be_disabled()
        page.goto(path + "payment/")
        expect(page.get_by_role("button", name="Pay Now $590.00")).to_be_disabled()
        page.evaluate("for (const one of document.querySelectorAll('[disabled]')) one.disabled = false")
        page.get_by_role("button", name="Pay Now $590.00").click()
        expect(page.get_by_text("Off in Client View")).to_be_visible()
    assert uses.waiting.write() == 0
    assert [model.objects.exists() for model in (Use, Signature, Attempt)] == [False, False, False]
    with browsers.window(browser, browsers.PHONE, live_site) as elsewhere:
        elsewhere.goto(path)
        expect(elsewhere.get_by_label("Client View")).to_have_count(0)
        elsewhere.goto(pages.agreement_of(inspection))
        elsewhere.get_by_label("Your full name").fill("Cora Whitfield")
        for box in elsewhere.get_by_role("checkbox").all():
            box.check()
        elsewhere.get_by_role("button", name="Sign", exact=True).click()
        expect(elsewhere.get_by_text("Signed by you")).to_be_visible()
        elsewhere.goto("/office/")
        assert "/accounts/login/" in elsewhere.url
    assert Signature.objects.get().name == "Cora Whitfield"


def test_a_link_is_asked_for_without_a_script(browser: Browser, live_site: str, inspection: Inspection) -> None:
    with browsers.window(browser, browsers.PHONE, live_site, java_script_enabled=False) as page:
        page.goto("/p/cut-in-two/")
        page.get_by_label("Your email address").fill("cora@whitfield.example")
        page.get_by_role("button", name="Send me the link").click()
        expect(page.get_by_text("If that address belongs to an inspection, its link is on its way.")).to_be_visible()
        assert page.context.cookies() == []
    assert Message.objects.get(kind="again").to_address == "cora@whitfield.example"
