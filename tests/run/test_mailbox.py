"""The demo's own pages: open on this machine while the demo runs, and nowhere else."""

import mailbox
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import Settings

from lintel.core import clock, demo
from lintel.inspections.scheduling import Person
from lintel.messages import sending
from lintel.messages.models import Message
from tests import cast
from tests.cast import Office
from tests.rig.browser import BOTH, PHONE, barriers


@pytest.fixture
def demo_runs(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """A demo with files of its own. The databases come first: the rig finds them through the same setting."""
    request.getfixturevalue("live_site" if "live_site" in request.fixturenames else "db")
    before, settings.DATA, settings.DEMO = settings.DATA, tmp_path, True
    yield settings
    settings.DATA = before


@pytest.fixture
def letters(demo_runs: Settings) -> Office:
    """Cora's confirmation and the other letters of her inspection, delivered."""
    office = cast.cedar_stone()
    cast.book(office)
    box = mailbox.Maildir(demo.mailbox(), create=True)
    for message in Message.objects.all():
        box.add(sending.envelope(message, at=clock.now()).message().as_bytes())
    return office


def path_of_coras(client: Client) -> str:
    page = client.get(reverse("demo:mailbox"), {"to": "cora"}).content.decode()
    (path,) = re.findall(r'href="(/demo/mailbox/[^"?]+)\?to=cora"', page)
    return str(path)


def test_the_mailbox_lists_what_arrived(letters: Office, client: Client) -> None:
    page = client.get(reverse("demo:mailbox")).content.decode()
    assert all(name in page for name in ("Cora Whitfield", "Marisol Vega", "Ike Marsh"))


def test_it_can_be_asked_for_one_person(letters: Office, client: Client) -> None:
    page = client.get(reverse("demo:mailbox"), {"to": "cora"}).content.decode()
    assert "Cora Whitfield" in page
    assert "Marisol" not in page
    assert "No letter to “nobody”" in client.get(reverse("demo:mailbox"), {"to": "nobody"}).content.decode()


def test_a_letter_in_its_frame_can_open_links_and_nothing_else(letters: Office, client: Client) -> None:
    response = client.get(f"{path_of_coras(client)}frame/")
    assert "sandbox allow-popups" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in response.content.decode()


def test_its_calendar_file_can_be_had(letters: Office, client: Client) -> None:
    response = client.get(f"{path_of_coras(client)}appointment.ics")
    assert response["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in response.content


@pytest.mark.parametrize("name", ["none", "..", "%2e%2e%2fsecrets", "new"])
def test_an_unknown_letter_is_not_there(letters: Office, client: Client, name: str) -> None:
    assert client.get(f"/demo/mailbox/{name}/frame/").status_code == 404


def test_a_letter_about_one_s_own_sign_in_lies_there_too_and_its_link_can_be_followed(
    letters: Office, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    client.post(reverse("account_reset_password"), {"email": letters.owner.user.email})
    mailbox.Maildir(demo.mailbox()).add(mailoutbox[-1].message().as_bytes())
    page = client.get(reverse("demo:mailbox"), {"to": letters.owner.user.email}).content.decode()
    (newest, *_) = re.findall(r'href="(/demo/mailbox/[^"?]+)\?', page)
    page = client.get(newest).content.decode()
    assert "<iframe" not in page
    assert re.search(r'<a href="http[^"]+/accounts/password/reset/key/', page)


def test_an_empty_mailbox_says_how_to_fill_it(demo_runs: Settings, client: Client) -> None:
    assert "Schedule an inspection" in client.get(reverse("demo:mailbox")).content.decode()


ADDRESSES = ["/demo/mailbox/", "/demo/mailbox/one/", "/demo/mailbox/one/frame/", "/demo/enter/code/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_the_demo_there_is_nothing(db: None, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post("/demo/enter/").status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_for_another_machine_there_is_nothing(letters: Office, client: Client, address: str) -> None:
    assert client.get(address, REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.post("/demo/enter/", REMOTE_ADDR="192.0.2.7").status_code == 404


def test_the_sign_in_address_works_once(letters: Office, client: Client) -> None:
    code = demo.new_codes([letters.owner.user_id])[0]
    response = client.get(reverse("demo:enter", args=[code]))
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(letters.owner.user_id)
    other = Client()
    assert "has been used" in other.get(reverse("demo:enter", args=[code])).content.decode()
    assert "_auth_user_id" not in other.session
    assert other.post(reverse("demo:again"), {"owner": letters.inspector.pk}).status_code == 404
    assert other.post(reverse("demo:again"), {"owner": letters.owner.pk}).status_code == 302
    assert other.session["_auth_user_id"] == str(letters.owner.user_id)


def test_looking_at_the_address_does_not_use_it_up(letters: Office, client: Client) -> None:
    address = reverse("demo:enter", args=[demo.new_codes([letters.owner.user_id])[0]])
    assert client.head(address).status_code == 405
    assert client.get(address).status_code == 302


def test_a_new_code_ends_the_old_one(letters: Office, client: Client) -> None:
    old = demo.new_codes([letters.owner.user_id])[0]
    demo.new_codes([letters.owner.user_id])
    assert demo.use_code(old) is None


@pytest.mark.once
def test_in_a_browser_the_letter_s_button_opens_the_portal(live_site: str, letters: Office, page: Page) -> None:
    page.goto("/demo/mailbox/?to=cora")
    assert barriers(page, *BOTH) == []
    page.locator(".letters a").click()
    assert barriers(page, *BOTH) == []
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Sign & Pay", exact=True).click()
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(f"{live_site}/p/")
    assert opened.value.get_by_role("heading", name="1214 Harrison Boulevard").is_visible()


def test_a_letter_to_a_long_address_is_no_wider_than_a_phone(live_site: str, demo_runs: Settings, page: Page) -> None:
    long = Person("Cora Whitfield", f"cora.{'whitfield.' * 5}cora@mail.example")
    cast.book(cast.cedar_stone(), people=[long])
    confirmation = Message.objects.get(to_address=long.email)
    mailbox.Maildir(demo.mailbox(), create=True).add(
        sending.envelope(confirmation, at=clock.now()).message().as_bytes()
    )
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.goto("/demo/mailbox/?to=cora")
    address = page.locator(".letters a").get_attribute("href") or ""
    page.goto(f"{address.partition('?')[0]}frame/")
    assert page.get_by_text(long.email).is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
