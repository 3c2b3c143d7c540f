"""Who comes into the office, and what every page there says about itself."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from lintel.companies.models import Member
from lintel.core import clock
from lintel.messages.models import Message
from lintel.web.templatetags.lintel import number
from tests import cast
from tests.office.desk import Desk, text

pytestmark = pytest.mark.django_db
PAGES = ["/office/", "/office/inspections/", "/office/inspections.csv", "/office/parts/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_asked_to_sign_in_and_comes_back(cedar: cast.Office, path: str) -> None:
    answer = Client().get(path, {"q": "hazel"})
    assert answer.status_code == 302
    where, _, back = answer["Location"].partition("?next=")
    assert where == "/accounts/login/"
    assert back == f"{path}%3Fq%3Dhazel"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(cedar: cast.Office) -> None:
    inspection = cast.book(cedar)
    answer = Client().post(f"/office/inspections/{inspection.key}/remind/")
    where, _, back = answer["Location"].partition("?next=")
    assert where == "/accounts/login/"
    signed_in = Client()
    signed_in.force_login(cedar.owner.user)
    assert signed_in.get(back)["Location"] == f"/office/inspections/{inspection.key}/"


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("held/settle/", "held/"),
        ("inspections/{key}/letters/send/", "inspections/{key}/"),
        ("inspections/{key}/letters/{letter}/retry/", "inspections/{key}/letters/{letter}/"),
        ("inspections/new/check/", "inspections/new/"),
    ],
)
def test_an_address_that_takes_a_form_leads_to_its_page_when_it_is_opened(
    cedar: cast.Office, dana: Desk, path: str, page: str
) -> None:
    inspection = cast.book(cedar)
    names = {"key": inspection.key, "letter": Message.objects.filter(thread=inspection.thread)[0].key}
    answer = dana.get(f"/office/{path.format(**names)}", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == f"/office/{page.format(**names)}"


def test_who_has_left_the_company_reads_why_they_see_nothing(cedar: cast.Office, ike: Desk) -> None:
    Member.objects.filter(pk=cedar.inspector.pk).update(left_at=clock.now())
    answer = ike.get("/office/")
    assert answer.status_code == 403
    assert "You no longer belong to a company here." in text(answer.content)
    assert "Cedar" not in answer.content.decode()


def test_who_has_no_right_reads_whose_right_it_is(ike: Desk) -> None:
    answer = ike.get("/office/settings/upgrade/")
    assert answer.status_code == 403
    assert "Only the owner changes the company’s settings." in text(answer.content)


@pytest.mark.parametrize("path", PAGES)
def test_no_copy_is_kept_and_no_other_site_learns_the_address(dana: Desk, path: str) -> None:
    answer = dana.get(path)
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/office/", "/office/inspections/", "/office/parts/"])
def test_a_trial_is_said_on_every_page(mina: Desk, path: str) -> None:
    Message.objects.filter(company__name__startswith="Juniper").exclude(link=None).update(
        state="held", held_because="trial", due_at=None
    )
    assert "Trial: nothing leaves this company. Four letters are held." in mina.read(path)


def test_a_trial_without_a_mail_server_promises_no_letter_and_counts_all(mina: Desk, settings: Settings) -> None:
    Message.objects.filter(company__name__startswith="Juniper").update(
        state="held", held_because="no mail server", due_at=None
    )
    assert "Letters to your own team do go out." in mina.read("/office/")
    settings.MAIL_CONFIGURED = False
    said = mina.read("/office/")
    count = Message.objects.held().count()
    assert "do go out" not in said
    assert f"Held {number(count)} " in mina.read("/office/held/")
    assert f"{number(count).capitalize()} letters are held." in said


def test_a_subscribed_company_reads_nothing_about_trials(dana: Desk) -> None:
    assert "Trial" not in dana.read("/office/")


def test_only_pages_that_exist_are_in_the_rail(dana: Desk) -> None:
    rail = dana.get("/office/").content.decode().split("<main")[0]
    for name in ("Today", "Inspections", "Invoices", "Payments", "Messages", "Automations", "Settings", "Sign out"):
        assert name in rail
    for name in ("Calendar", "Contacts"):
        assert name not in rail


def test_every_icon_that_is_used_is_drawn_once(dana: Desk, cedar: cast.Office) -> None:

    cast.book(cedar, days=0, hour=23, minutes=30)
    page = dana.get("/office/").content.decode()
    used = set(re.findall(r'<use href="#i-([\w-]+)"', page))
    assert used
    assert sorted(re.findall(r'<symbol id="i-([\w-]+)"', page)) == sorted(used)
