"""Opening a company: the first needs the terminal's code; later ones are on trial. All of it or nothing."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from lintel.agreements.models import Template
from lintel.companies.models import Company, Member, User
from lintel.services.models import Service
from lintel.web import staffmark
from tests import cast
from tests.accounts.pages import link_in, path_of, words

SIGN_UP = "/accounts/signup/"


def answers(**changes: str) -> dict[str, str]:
    return {
        "company": "Cedar & Stone Home Inspections",
        "name": "Dana Ortiz",
        "email": "dana@cedarstone.example",
        "password1": cast.PASSWORD,
        "zone": "America/Boise",
        "code": settings.SETUP_CODE,
        **changes,
    }


def test_the_first_company_opens_with_the_code_and_is_subscribed(db: None, client: Client) -> None:
    answer = client.post(SIGN_UP, answers())
    assert (answer.status_code, answer["Location"]) == (302, "/")
    company = Company.objects.get()
    assert (company.name, company.zone, company.on_trial()) == (
        "Cedar & Stone Home Inspections",
        "America/Boise",
        False,
    )
    owner = Member.objects.get()
    assert (owner.name, owner.role, owner.inspects) == ("Dana Ortiz", "owner", True)
    assert Service.objects.of(company).offered().exists()
    assert Template.objects.of(company).exists()
    assert client.get("/office/settings/").status_code == 200


def test_the_browser_is_marked_as_the_staffs(db: None, client: Client) -> None:
    answer = client.post(SIGN_UP, answers())
    assert staffmark.name(Company.objects.get()) in answer.cookies


def test_without_a_mail_server_no_letter_is_said_to_be_sent(db: None, client: Client, settings: Settings) -> None:
    settings.MAIL_CONFIGURED = False
    said = words(client.post(SIGN_UP, answers(), follow=True))
    assert "Sent: the letter" not in said
    assert "no mail server is set up, so the letter for it was not sent" in said


def test_the_code_may_be_typed_as_people_type(db: None, client: Client) -> None:
    client.post(SIGN_UP, answers(code=f" {settings.SETUP_CODE.lower().replace('-', ' ')} "))
    assert Company.objects.exists()


@pytest.mark.parametrize(
    ("code", "said"),
    [("", "needs the code that was printed in the terminal"), ("WRON-GCOD-E234", "That is not the code.")],
)
def test_a_refused_code_leaves_nobody_behind_and_keeps_what_was_typed(
    db: None, client: Client, code: str, said: str
) -> None:
    answer = client.post(SIGN_UP, answers(code=code))
    assert answer.status_code == 200
    assert said in words(answer)
    page = answer.content.decode()
    assert 'value="Cedar &amp; Stone Home Inspections"' in page
    assert f'value="{cast.PASSWORD}"' in page
    assert '<option value="America/Boise" selected>' in page
    assert not User.objects.exists()
    assert not Company.objects.exists()


def test_only_the_first_company_is_asked_for_the_code(cedar: cast.Office, client: Client) -> None:
    assert "Code from the terminal" not in words(client.get(SIGN_UP))


def test_a_later_company_starts_on_trial(cedar: cast.Office, client: Client) -> None:
    client.post(SIGN_UP, answers(company="Juniper Ridge", email="mina@juniperridge.example"))
    assert Company.objects.get(name="Juniper Ridge").on_trial()


def test_a_setting_says_that_later_companies_are_subscribed(
    cedar: cast.Office, client: Client, settings: Settings
) -> None:
    settings.NEW_COMPANIES_ON_TRIAL = False
    client.post(SIGN_UP, answers(company="Juniper Ridge", email="mina@juniperridge.example"))
    assert not Company.objects.get(name="Juniper Ridge").on_trial()


def test_an_address_that_is_taken_is_said_and_nothing_is_made(cedar: cast.Office, client: Client) -> None:
    answer = client.post(SIGN_UP, answers(company="Another", email="DANA@cedarstone.example"))
    assert "Someone already signs in with this address" in words(answer)
    assert Company.objects.count() == 1


def test_a_slip_in_the_address_is_questioned_and_mended(db: None, client: Client) -> None:
    asked = client.post(SIGN_UP, answers(email="dana@gmial.com"))
    assert "Is this address right?" in words(asked)
    assert not User.objects.exists()
    client.post(SIGN_UP, answers(email="dana@gmial.com", mend="dana@gmial.com → dana@gmail.com"))
    assert User.objects.get().email == "dana@gmail.com"


def test_a_strange_address_that_is_right_is_kept(db: None, client: Client) -> None:
    client.post(SIGN_UP, answers(email="dana@gmial.com", kept="dana@gmial.com"))
    assert User.objects.get().email == "dana@gmial.com"


def test_the_mending_button_does_not_undo_what_was_typed_since(db: None, client: Client) -> None:
    client.post(SIGN_UP, answers(email="dana@cedarstone.example", mend="dana@gmial.com → dana@gmail.com"))
    assert User.objects.get().email == "dana@cedarstone.example"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("company", "", "Write the company’s name"),
        ("name", " ", "Write your name"),
        ("email", "dana", "That is not an email address. It looks like name@example.com."),
        ("password1", "", "Choose a password."),
        ("password1", "short", "This password is too short."),
        ("zone", "Mars/Olympus", "Choose one from the list."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(db: None, client: Client, field: str, typed: str, said: str) -> None:
    answer = client.post(SIGN_UP, answers(**{field: typed}))
    assert said in words(answer)
    assert not User.objects.exists()


def test_the_welcome_letter_carries_our_own_address(db: None, client: Client, mailoutbox: list[EmailMessage]) -> None:
    client.post(SIGN_UP, answers(), HTTP_HOST="localhost")
    (letter,) = mailoutbox
    assert letter.subject == "Welcome to Lintel: confirm your address"
    address = link_in(str(letter.body))
    assert address.startswith("https://lintel.example/accounts/confirm-email/")
    assert "localhost" not in letter.message().as_string()
    client.post(path_of(address))
    assert "dana@cedarstone.example , confirmed" in words(client.get("/office/settings/account/")).replace(
        "example,", "example ,"
    )


def test_a_broken_mail_server_stops_nobody(db: None, client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert client.post(SIGN_UP, answers())["Location"] == "/"


def test_a_letter_that_did_not_leave_is_no_success(db: None, client: Client, settings: Settings) -> None:
    settings.MAIL_CONFIGURED = False
    page = client.post(SIGN_UP, answers(), follow=True).content.decode()
    (notice,) = re.findall(r'<div class="notice said" data-tone="(\w+)"', page)
    assert notice == "wait"


def test_nobody_tries_codes_for_ever(db: None, client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "3/h/ip"}
    tried: list[Any] = [client.post(SIGN_UP, answers(code=f"TRY{number}")) for number in range(4)]
    assert [answer.status_code for answer in tried] == [200, 200, 200, 429]
    assert "A moment, please" in words(tried[-1])
