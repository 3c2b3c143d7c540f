"""The second step: an authenticator app, recovery codes, passkeys."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from playwright.sync_api import Browser

from tests import cast
from tests.accounts.pages import words
from tests.rig import browser as browsers

LOGIN = "/accounts/login/"
ACTIVATE = "/accounts/2fa/totp/activate/"


def code_of(secret: str) -> str:
    """What an authenticator app with this key shows now, between what it showed before and will show next."""
    _before, now, _next = totp.yield_hotp_counters_from_time()
    return str(totp.format_hotp_value(totp.hotp_value(secret, now)))


def come_in(client: Client) -> None:
    client.post(LOGIN, {"login": "dana@cedarstone.example", "password": cast.PASSWORD})


def prove(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": cast.PASSWORD})


def is_in(client: Client) -> bool:
    return client.get("/office/settings/account/").status_code == 200


@pytest.fixture
def secret(cedar: cast.Office, client: Client) -> str:
    """Dana turned on her app; this is its key."""
    come_in(client)
    prove(client)
    key = str(client.get(ACTIVATE).context["form"].secret)
    answer = client.post(ACTIVATE, {"code": code_of(key)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    return key


def test_the_password_alone_does_not_sign_in_any_more(secret: str) -> None:
    fresh = Client()
    answer = fresh.post(LOGIN, {"login": "dana@cedarstone.example", "password": cast.PASSWORD})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(fresh)
    wrong = fresh.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "This code is not right." in words(wrong)
    assert not is_in(fresh)
    fresh.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_in(fresh)


def test_a_recovery_code_lets_in_once(client: Client, secret: str) -> None:
    page = client.get("/accounts/2fa/recovery-codes/")
    assert page.status_code == 200, "looking at the codes writes nothing"
    code = page.context["unused_codes"][0]
    first, second = Client(), Client()
    for browser in (first, second):
        come_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
    assert is_in(first)
    assert not is_in(second)


def test_the_codes_can_be_taken_along_and_made_anew(client: Client, secret: str) -> None:
    old = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    file = client.get("/accounts/2fa/recovery-codes/download/")
    assert "attachment" in file["Content-Disposition"]
    assert old[0] in file.content.decode()
    client.post("/accounts/2fa/recovery-codes/generate/")
    assert client.get("/accounts/2fa/recovery-codes/").context["unused_codes"] != old


def test_no_key_rests_in_the_clear(secret: str) -> None:
    for kept in Authenticator.objects.all():
        assert secret not in str(kept.data)
    assert {kept.wrap().__class__.__name__ for kept in Authenticator.objects.all()} == {"TOTP", "RecoveryCodes"}


def test_turning_it_off_takes_the_codes_along(client: Client, secret: str) -> None:
    assert "Turn off the authenticator app?" in words(client.get("/accounts/2fa/totp/deactivate/"))
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()


def test_a_wrong_first_code_turns_nothing_on(cedar: cast.Office, client: Client) -> None:
    come_in(client)
    prove(client)
    client.get(ACTIVATE)
    answer = client.post(ACTIVATE, {"code": "123456"})
    assert "This code is not right." in words(answer)
    assert not Authenticator.objects.exists()


def test_what_protects_the_sign_in_asks_again_who_one_is(dana: Client) -> None:
    for page in (ACTIVATE, "/accounts/2fa/webauthn/add/"):
        assert dana.get(page)["Location"].startswith("/accounts/reauthenticate/")
    answer = dana.post("/accounts/reauthenticate/", {"password": "not this one"})
    assert "This password is not right." in words(answer)
    assert "Is it you?" in words(answer)


@pytest.mark.parametrize("path", ["2fa/", "2fa/webauthn/", "password/change/", "email/", "reauthenticate/"])
def test_the_pages_about_ones_own_sign_in_answer(dana: Client, path: str) -> None:
    assert dana.get(f"/accounts/{path}").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["2fa/", "2fa/webauthn/", "2fa/webauthn/add/", "password/change/", "email/", "2fa/recovery-codes/download/"],
)
def test_and_nobody_else_opens_them(client: Client, db: None, path: str) -> None:
    answer = client.get(f"/accounts/{path}")
    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)


@pytest.mark.parametrize(("host", "offered"), [("localhost", True), ("127.0.0.1:8000", False), ("[::1]", False)])
def test_passkeys_are_offered_where_they_can_be_made(dana: Client, host: str, *, offered: bool) -> None:
    for page in ("2fa/", "2fa/webauthn/"):
        answer = dana.get(f"/accounts/{page}", headers={"host": host})
        assert ("Add a passkey" in words(answer)) is offered
        assert ("Passkeys belong to a host name" in words(answer)) is not offered
    signing_in = Client().get(LOGIN, headers={"host": host})
    assert ("Sign in with a passkey" in words(signing_in)) is offered


def test_a_passkey_is_added_renamed_used_and_removed(browser: Browser, live_site: str, committed_db: str) -> None:
    """A real browser with a fingerprint reader that always agrees. Passkeys need a host name, so: localhost."""
    cast.cedar_stone()
    base = live_site.replace("127.0.0.1", "localhost")
    with browsers.window(browser, browsers.DESK, base) as page:
        reader = page.context.new_cdp_session(page)
        reader.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
        }  # fmt: skip
        reader.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.goto(LOGIN)
        page.fill("[name=login]", "dana@cedarstone.example")
        page.fill("[name=password]", cast.PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.goto("/accounts/2fa/webauthn/add/")
        page.fill("[name=password]", cast.PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.fill("[name=name]", "Dana’s phone")
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_role("heading", name="Recovery codes").wait_for()
        page.goto("/accounts/2fa/webauthn/")
        page.get_by_role("link", name="Rename Dana’s phone").click()
        page.fill("[name=name]", "The old phone")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("The old phone").wait_for()
        page.goto("/accounts/logout/")
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(lambda url: "/accounts/" not in url)
        page.goto("/accounts/2fa/webauthn/")
        page.get_by_role("link", name="Remove The old phone").click()
        page.fill("[name=password]", cast.PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("button", name="Remove").click()
        page.get_by_text("None yet.").wait_for()
    assert not Authenticator.objects.exists()
