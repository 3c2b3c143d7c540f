"""Signing in and out, a forgotten password, a changed one, and those who have left."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from lintel.companies import arranging
from lintel.core import clock
from lintel.web import staffmark
from tests import cast
from tests.accounts.conftest import signed_in
from tests.accounts.pages import link_in, path_of, words

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
NEW = "another beam over another door"


def sign_in(client: Client, email: str, password: str = cast.PASSWORD, **more: str) -> object:
    return client.post(LOGIN, {"login": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/office/settings/account/").status_code == 200


def test_in_with_address_and_password_and_out_again(cedar: cast.Office, client: Client) -> None:
    answer = client.post(LOGIN, {"login": "Dana@CedarStone.example", "password": cast.PASSWORD})
    assert answer["Location"] == "/"
    assert staffmark.name(cedar.company) in answer.cookies
    assert is_in(client)
    client.get("/accounts/logout/")
    assert is_in(client), "looking at the page signs nobody out"
    client.post("/accounts/logout/")
    assert not is_in(client)
    assert client.cookies[staffmark.name(cedar.company)].value, "a look after signing out still counts as the staff's"


def test_back_to_the_page_that_was_asked_for(cedar: cast.Office, client: Client) -> None:
    asked = client.get("/office/settings/services/")
    assert asked["Location"].startswith(LOGIN)
    answer = client.post(
        asked["Location"],
        {"login": "dana@cedarstone.example", "password": cast.PASSWORD, "next": "/office/settings/services/"},
    )
    assert answer["Location"] == "/office/settings/services/"


def test_never_to_another_site(cedar: cast.Office, client: Client) -> None:
    answer = client.post(
        LOGIN,
        {"login": "dana@cedarstone.example", "password": cast.PASSWORD, "next": "https://elsewhere.example/"},
    )
    assert answer["Location"] == "/"


def test_a_wrong_password_and_a_strange_address_get_the_same_answer(cedar: cast.Office, client: Client) -> None:
    wrong = client.post(LOGIN, {"login": "dana@cedarstone.example", "password": "not this one"})
    strange = client.post(LOGIN, {"login": "nobody@cedarstone.example", "password": "not this one"})
    said = "This address and password do not belong together."
    assert said in words(wrong)
    assert words(wrong) == words(strange)


def test_tries_are_counted(cedar: cast.Office, client: Client) -> None:
    for _ in range(5):
        sign_in(client, "dana@cedarstone.example", "not this one")
    answer = client.post(LOGIN, {"login": "dana@cedarstone.example", "password": cast.PASSWORD})
    assert "That was too many tries. Wait five minutes" in words(answer)


def test_who_has_left_is_out_at_once_and_stays_out(cedar: cast.Office, client: Client) -> None:
    sign_in(client, "ike@cedarstone.example")
    assert is_in(client)
    arranging.let_go(member=cedar.inspector, by=cedar.owner, at=clock.now())
    assert not is_in(client)
    answer = client.post(LOGIN, {"login": "ike@cedarstone.example", "password": cast.PASSWORD})
    assert not is_in(client)
    assert answer.status_code == 200 or answer["Location"] == "/accounts/inactive/"


def test_a_member_who_left_is_told_so_even_when_only_the_membership_ended(cedar: cast.Office, client: Client) -> None:
    cedar.inspector.left_at = clock.now()
    cedar.inspector.save(update_fields=["left_at"])
    answer = client.post(LOGIN, {"login": "ike@cedarstone.example", "password": cast.PASSWORD})
    assert answer["Location"] == "/accounts/inactive/"
    assert "no longer a member" in words(client.get("/accounts/inactive/"))
    assert not is_in(client)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_reset_letter_has_our_origin_whatever_the_host_header_says(
    cedar: cast.Office, client: Client, mailoutbox: list[EmailMessage], host: str
) -> None:
    client.post(RESET, {"email": "dana@cedarstone.example"}, HTTP_HOST=host)
    (letter,) = mailoutbox
    whole = letter.message().as_string()
    assert link_in(str(letter.body)).startswith("https://lintel.example/accounts/password/reset/key/")
    assert host not in whole
    assert "testserver" not in whole


def test_the_link_in_the_letter_sets_a_new_password_once(
    cedar: cast.Office, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "dana@cedarstone.example")
    client.post(RESET, {"email": "dana@cedarstone.example"})
    path = path_of(link_in(str(mailoutbox[0].body)))
    form = client.get(path, follow=True)
    assert "Choose a new password" in words(form)
    where = form.redirect_chain[-1][0]
    client.post(where, {"password1": NEW, "password2": NEW})
    assert is_in(client), "whoever came through the letter is in"
    assert "This link is used up" in words(Client().get(path, follow=True))
    assert [letter.subject for letter in mailoutbox] == ["Choose a new password", "Your password was changed"]
    assert not is_in(elsewhere), "every other browser is out"


def test_asking_for_a_reset_tells_nobody_who_works_here(
    cedar: cast.Office, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    known = client.post(RESET, {"email": "dana@cedarstone.example"}, follow=True)
    strange = client.post(RESET, {"email": "nobody@cedarstone.example"}, follow=True)
    assert words(known) == words(strange)
    assert "Look in your mail" in words(known)
    assert mailoutbox[1].subject == "You have no sign-in here"
    assert "https://lintel.example/accounts/signup/" in str(mailoutbox[1].body)


def test_a_failing_mail_server_gives_the_same_page(cedar: cast.Office, client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = client.post(RESET, {"email": "dana@cedarstone.example"}, follow=True)
    assert answer.status_code == 200
    assert "Look in your mail" in words(answer)


def test_without_a_mail_server_the_page_says_what_to_do(
    cedar: cast.Office, client: Client, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.MAIL_CONFIGURED = False
    answer = client.post(RESET, {"email": "dana@cedarstone.example"}, follow=True)
    assert "./dev lintel password" in words(answer)
    assert mailoutbox == []


def test_a_changed_password_ends_every_other_session(cedar: cast.Office, dana: Client) -> None:
    elsewhere = signed_in(cedar.owner.user)
    answer = dana.post("/accounts/password/change/", {"oldpassword": cast.PASSWORD, "password1": NEW, "password2": NEW})
    assert answer["Location"] == "/office/settings/account/"
    assert is_in(dana)
    assert not is_in(elsewhere)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"oldpassword": "not this one"}, "This is not your present password."),
        ({"password2": "something else"}, "You must type the same password each time."),
        ({"password1": "short", "password2": "short"}, "This password is too short."),
    ],
)
def test_a_password_that_will_not_do_is_said_so(dana: Client, typed: dict[str, str], said: str) -> None:
    sent = {"oldpassword": cast.PASSWORD, "password1": NEW, "password2": NEW, **typed}
    assert said in words(dana.post("/accounts/password/change/", sent))


def test_a_new_address_counts_once_it_is_confirmed(
    cedar: cast.Office, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    sign_in(client, "dana@cedarstone.example")
    client.post("/accounts/reauthenticate/", {"password": cast.PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": "dana@ortiz.example"})
    cedar.owner.user.refresh_from_db()
    assert cedar.owner.user.email == "dana@cedarstone.example"
    client.post("/accounts/email/", {"action_primary": "", "email": "dana@ortiz.example"})
    client.post("/accounts/email/", {"action_remove": "", "email": "dana@cedarstone.example"})
    cedar.owner.user.refresh_from_db()
    assert cedar.owner.user.email == "dana@cedarstone.example"
    client.post(path_of(link_in(str(mailoutbox[0].body))))
    cedar.owner.user.refresh_from_db()
    assert cedar.owner.user.email == "dana@ortiz.example"
    fresh = Client()
    sign_in(fresh, "dana@ortiz.example")
    assert is_in(fresh)


def test_nobody_takes_over_a_colleagues_address(
    cedar: cast.Office, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    sign_in(client, "dana@cedarstone.example")
    client.post("/accounts/reauthenticate/", {"password": cast.PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": "ike@cedarstone.example"})
    addresses = [link_in(str(letter.body)) for letter in mailoutbox if "confirm-email" in str(letter.body)]
    for address in addresses:
        client.post(path_of(address))
    cedar.owner.user.refresh_from_db()
    assert cedar.owner.user.email == "dana@cedarstone.example"
