"""A machine follows every address of every letter, clicks everything and sends every form empty. Nothing happens."""

import re
from dataclasses import replace
from email.message import EmailMessage
from urllib.request import Request, urlopen

import pytest
from django.db.models import Model
from django.test import Client
from playwright.sync_api import Browser, Error, Page
from pytest_django import Settings

from lintel.access import uses
from lintel.access.models import Link, Use
from lintel.agreements.models import Agreement, Signature
from lintel.billing import invoicing
from lintel.billing.models import Entry, Invoice, Line
from lintel.companies.models import Invitation, Member
from lintel.core import clock
from lintel.inspections import announcing, asking, inviting, resending, scheduling, sharing
from lintel.inspections.models import Inspection, Moment, Participant
from lintel.inspections.sharing import Consent, Recipient
from lintel.messages.models import Message
from tests import cast
from tests.portal import pages
from tests.rig import browser as browsers
from tests.rig.smtp import Sink
from tests.robots.conftest import drain

ADDRESS = re.compile(r"https?://[^\s\"'<>)]+")
KEPT: tuple[type[Model], ...] = (
    *(Entry, Signature, Agreement, Invoice, Line, Link, Inspection, Participant, Moment, Member, Invitation, Message),
)
MACHINES = (
    {"User-Agent": "Mozilla/5.0 (compatible; SafeLinks/1.0)"},
    {"Sec-Purpose": "prefetch;prerender", "Purpose": "prefetch", "X-Moz": "prefetch"},
    {"If-None-Match": "*", "Range": "bytes=0-10"},
)
MOST_PAGES = 200
KINDS = {
    *("confirmation", "agent", "assigned", "moved", "rescheduled", "cancelled", "resend", "link", "again", "share"),
    *("notice-signed", "notice-paid", "receipt", "invitation", "signed"),
}
SHARED = (
    ("pay only", "claims@gemstate.example"),
    ("sign only", cast.CORA.email),
    ("report only", "lender@gemstate.example"),
    ("status only", "mover@gemstate.example"),
    ("whole portal", "father@whitfield.example"),
)
NOT_OURS = ("/bank/",)  # another house's page, in life: whoever types a card there is no machine


@pytest.fixture
def letters(live_site: str, smtp_sink: Sink, settings: Settings) -> list[EmailMessage]:
    """One of each kind, as they crossed the wire."""
    settings.DEMO = True
    office = cast.cedar_stone()
    share_and_send_again(cast.book(office))
    come_to_an_end(office)
    inviting.invite(
        company=office.company,
        name="Nora Lindgren",
        email="nora@cedarstone.example",
        role="office",
        inspects=False,
        by=office.owner,
        at=clock.now(),
    )
    Client().post("/accounts/password/reset/", {"email": "ike@cedarstone.example"}, headers={"Host": live_site[7:]})
    assert set(Message.objects.values_list("kind", flat=True)) == KINDS
    drain()
    return list(smtp_sink.letters)


def share_and_send_again(inspection: Inspection) -> None:
    """Every choice of Share Details, and every way in which a link goes again."""
    by, at = inspection.booked_by, clock.now()
    for preset, to in SHARED:
        sharing.share(
            inspection=inspection,
            recipients=[Recipient(to)],
            draft=sharing.starter(inspection.company, preset),
            consent=Consent("Cora Whitfield", "by phone"),
            without_button=False,
            by=by,
            once=preset,
            at=at,
        )
    cora = cast.part(inspection)
    announcing.resend(inspection=inspection, participant=cora, by=by, once="robot", at=at)
    resending.hand(share=cast.share(inspection, "Marisol Vega"), by=by, once="robot", at=at)
    asking.ask(address=cast.CORA.email, at=at)


def come_to_an_end(office: cast.Office) -> None:
    """Others' inspections: one signed and paid, one put off and then called off."""
    done = cast.book(office, days=12, people=(cast.THEO,))
    cast.sign(done)
    cast.pay(done)
    off = cast.book(office, days=14, people=(replace(cast.THEO, email="theo@sidwell.example"), cast.MARISOL))
    drain()
    for days, inspector in ((15, office.owner), (16, office.owner)):
        scheduling.reschedule(
            inspection=off,
            starts_at=cast.starting(clock.now(), days=days, hour=13, zone=cast.BOISE),
            minutes=180,
            inspector=inspector,
            by=office.owner,
            at=clock.now(),
        )
    scheduling.cancel(inspection=off, because="The sale fell through", by=office.owner, at=clock.now())


@pytest.mark.once
@pytest.mark.once
def test_machines_change_nothing_and_leave_everything_to_people(
    browser: Browser, live_site: str, smtp_sink: Sink, letters: list[EmailMessage]
) -> None:
    addresses = sorted({found for letter in letters for found in addresses_in(letter)})
    faces = {f"{one}/".removeprefix(live_site).split("/")[1] for one in addresses}
    assert faces - {""} == {"p", "office", "join", "accounts"}
    before, by_people = kept(), list(Use.objects.values_list("pk", flat=True))
    for address in addresses:
        for headers in MACHINES:
            for method in ("HEAD", "GET"):
                with urlopen(Request(address, headers=headers, method=method), timeout=20) as answer:  # noqa: S310
                    assert answer.status == 200, (method, address)
    assert uses.waiting.write() > 0
    assert set(Use.objects.exclude(pk__in=by_people).values_list("kind", flat=True)) == {"fetched"}
    assert kept() == before
    with browsers.window(browser, browsers.DESK, live_site) as page:
        robot = Robot(page, live_site)
        seen = robot.go(addresses)
    assert robot.waiting == [], "it gave up before it had seen everything"
    assert len(seen) > len(addresses)
    assert any("/payment/" in one for one in seen)
    assert any("/agreement/" in one for one in seen)
    drain()
    assert kept() == before
    assert len(smtp_sink.letters) == len(letters)
    people_can_still_do_everything(live_site, addresses)


class Robot:
    """Follows each link on our site, presses each button, and sends each form as it is."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.waiting: list[str] = []

    def go(self, addresses: list[str]) -> set[str]:
        seen: set[str] = set()
        self.waiting = list(addresses)
        while self.waiting and len(seen) < MOST_PAGES:
            address = self.waiting.pop(0)
            if address in seen:
                continue
            seen.add(address)
            self.waiting += self.through(address)
        return seen

    def through(self, address: str) -> list[str]:
        """Everything there is to do on one page; where its links lead."""
        if not self.open(address):
            return []
        found = self.page.evaluate("[...document.links].map(one => one.href.split('#')[0])")
        forms = self.page.evaluate("document.forms.length")
        buttons = self.page.locator("button, summary, input[type=submit]").count()
        for number in range(buttons):
            self.press(address, number)
        for number in range(forms):
            self.send(address, number)
        return [one for one in found if one.startswith(self.site) and not any(bad in one for bad in NOT_OURS)]

    def press(self, address: str, number: int) -> None:
        if self.open(address):
            button = self.page.locator("button, summary, input[type=submit]").nth(number)
            if button.is_visible() and button.is_enabled():
                button.click()
                self.page.wait_for_load_state()

    def send(self, address: str, number: int) -> None:
        """As a machine does: whatever the page asks to be filled in."""
        if self.open(address):
            with_answer = "number => { const form = document.forms[number]; form.noValidate = true; form.submit(); }"
            with self.page.expect_navigation():
                self.page.evaluate(with_answer, number)

    def open(self, address: str) -> bool:
        try:
            self.page.goto(address)
        except Error:
            return False  # a file, such as the appointment
        return True


def people_can_still_do_everything(site: str, addresses: list[str]) -> None:
    inspection = Inspection.objects.earliest("pk")
    cora = Client(headers={"Host": site[7:], "Sec-Fetch-Site": "same-origin", "User-Agent": cast.PHONE.browser})
    paper = pages.agreement_of(inspection)
    assert cora.post(paper, pages.signing(cora.get(paper).content)).status_code == 302
    assert cast.pay(inspection).state == "paid"
    assert invoicing.balance(cast.invoice(inspection)) == 0
    nora, ike = Client(headers={"Host": site[7:]}), Client(headers={"Host": site[7:]})
    (join,) = (one for one in addresses if "/join/" in one)
    assert nora.post(join.removeprefix(site), {"password1": "a beam over every opening"}).status_code == 302
    assert Member.objects.filter(name="Nora Lindgren").exists()
    (reset,) = (one for one in addresses if "/reset/key/" in one)
    form = ike.get(reset.removeprefix(site), follow=True).redirect_chain[-1][0]
    twice = {"password1": "a post under every beam", "password2": "a post under every beam"}
    assert ike.post(form, twice).status_code == 302
    assert ike.login(username="ike@cedarstone.example", password=twice["password1"])


def addresses_in(letter: EmailMessage) -> set[str]:
    texts = [part.get_content() for part in letter.walk() if part.get_content_type() in {"text/plain", "text/html"}]
    return {found.rstrip(".,") for text in texts for found in ADDRESS.findall(text) if "w3.org" not in found}


def kept() -> dict[str, list[object]]:
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in KEPT}
