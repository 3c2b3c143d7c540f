"""A real Chromium. It reaches this machine alone, and a page that complains in its console fails the test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
DAY, NIGHT = BOTH = ("light", "dark")
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AXE = Axe()
# What was found is told in the page: all that was looked at takes as long to bring over as to look at.
RUN = """options => axe.run(options).then(
    ({violations}) => violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html}`))
)"""
OWN = ("data:", "blob:", "about:", "chrome:", "chrome-extension:")  # the last two: the browser shows a PDF
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that CHROMIUM names, or an installed one; the one without windows first, which has less to do. Its
    absence fails the test, for it would prove nothing.
    """
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        pytest.fail("No Chromium: ./dev test finds or installs one; CHROMIUM names another.")
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    # Playwright's loop runs in this thread, and Django would take every query for one made inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(browser: Browser, size: dict[str, int], base: str, **options: Any) -> Iterator[Page]:
    """A page with cookies of its own. At the end, what its console or a request to elsewhere gave away must be nothing.

    An answer such as 404 is no complaint: tests ask for them on purpose.
    """
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((base, *OWN)):
            complaints.append(f"asked for {request.url}")

    context = browser.new_context(viewport=size, base_url=base, **options)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    try:
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", watch)
        yield page
    finally:
        context.close()
    assert not complaints, "\n".join(complaints)


def barriers(page: Page, *schemes: str) -> list[str]:
    """What would keep somebody out, one line each; none is right.

    All that axe-core finds in the first of `schemes`, the contrasts in the others, and whether the page is wider than
    its window. Unless said, a wide window is looked at by day and a narrow one by night: walks go through both.
    """
    wide = page.viewport_size and page.viewport_size["width"] > PHONE["width"]
    first, *others = schemes or (DAY if wide else NIGHT,)
    page.emulate_media(color_scheme=first, reduced_motion="reduce")  # type: ignore[arg-type]
    found = [f"{line} ({first})" for line in _by_axe(page, {})]
    for scheme in others:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found += [f"{line} ({scheme})" for line in _by_axe(page, {"runOnly": ["color-contrast"]})]
    return found + too_wide(page)


def too_wide(page: Page) -> list[str]:
    """Whether the page is wider than its window, in a line."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    if page.viewport_size and wide > page.viewport_size["width"]:
        return [f"too wide: {wide} in {page.viewport_size['width']}"]
    return []


def _by_axe(page: Page, rules: dict[str, list[str]]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    options = {"resultTypes": ["violations"], "iframes": False, **rules}  # what is framed has a page of its own
    found: list[str] = page.evaluate(RUN, options)
    return found
