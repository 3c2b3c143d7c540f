"""The rig keeps what it promises, so that a test that stands on it proves something."""

import os
import smtplib
import socket
import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import connection, transaction
from playwright.sync_api import Browser, Page
from pytest_socket import SocketConnectBlockedError

from tests.rig import browser as browsers
from tests.rig.smtp import Sink
from tests.rig.together import together

People = get_user_model()


@pytest.mark.parametrize("round_", [1, 2])
def test_an_ordinary_test_leaves_nothing_behind(db: None, round_: int) -> None:
    assert not People.objects.exists()
    People.objects.create_user("dana@cedarstone.example")


@pytest.mark.parametrize("round_", [1, 2])
def test_a_committing_test_has_a_database_of_its_own(committed_db: str, db: None, round_: int) -> None:
    assert not People.objects.exists()
    with transaction.atomic():
        People.objects.create_user("dana@cedarstone.example")


def test_other_threads_see_what_was_committed(committed_db: str) -> None:
    People.objects.create_user("dana@cedarstone.example")
    assert together(People.objects.count, People.objects.count) == [1, 1]


def test_other_processes_see_what_was_committed(committed_db: str) -> None:
    People.objects.create_user("dana@cedarstone.example")
    told = subprocess.run(
        [sys.executable, "-m", "lintel", "shell", "--no-imports", "-c",
         "from lintel.companies.models import User; print(User.objects.get().email)"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout == "dana@cedarstone.example\n"


def test_the_database_is_the_one_that_was_asked_for(db: None) -> None:
    asked = {"sqlite": "sqlite", "postgres": "postgresql"}[os.environ["LINTEL_TEST_DB"]]
    assert connection.vendor == asked


@pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")
def test_nothing_reaches_another_machine() -> None:
    with pytest.raises(SocketConnectBlockedError), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))


def test_letters_really_cross_smtp(smtp_sink: Sink) -> None:
    EmailMessage("Hello", "Your report", to=["cora@whitfield.example"]).send()
    (letter,) = smtp_sink.wait_for(1)
    assert letter["Subject"] == "Hello"
    assert smtp_sink.to("cora@whitfield.example") == [letter]


def test_the_mail_server_can_refuse(smtp_sink: Sink) -> None:
    smtp_sink.refuse("gone@whitfield.example", 550)
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="550"):
        EmailMessage("Hello", "Your report", to=["gone@whitfield.example"]).send()
    assert smtp_sink.letters == []


def test_the_browser_sees_the_site(page: Page, phone: Page, live_site: str) -> None:
    for window in (page, phone):
        answer = window.goto("/healthz")
        assert answer is not None
        assert answer.text() == "ok"


def test_a_page_that_complains_fails_its_test(browser: Browser, live_site: str) -> None:
    with (
        pytest.raises(AssertionError, match="out of tune"),
        browsers.window(browser, browsers.DESK, live_site) as page,
    ):
        page.goto("/healthz")
        page.evaluate("console.error('out of tune')")


def test_a_page_that_asks_elsewhere_fails_its_test(browser: Browser, live_site: str) -> None:
    with (
        pytest.raises(AssertionError, match=r"asked for https://elsewhere\.example"),
        browsers.window(browser, browsers.DESK, live_site) as page,
    ):
        page.evaluate("fetch('https://elsewhere.example/').catch(() => null)")


@pytest.mark.once
def test_axe_finds_what_would_keep_somebody_out(page: Page) -> None:
    page.goto("/healthz")
    page.set_content('<html lang="en"><title>House</title><main><h1>House</h1><img src="data:,"></main></html>')
    assert [line.split(":")[0] for line in browsers.barriers(page, *browsers.BOTH)] == ["image-alt"]


@pytest.mark.once
def test_words_that_fade_by_night_and_a_page_too_wide_are_barriers(page: Page) -> None:
    page.goto("/healthz")
    page.set_content("""<html lang="en"><title>House</title><main><h1>House</h1></main></html>""")
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync("@media (prefers-color-scheme: dark) { h1 { color: #777; background: #666 } }"
                + " h1 { width: 3000px }");
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert [line.split(":")[0] for line in browsers.barriers(page, *browsers.BOTH)] == ["color-contrast", "too wide"]
