"""Every address of the accounts says who comes through, and what does not say so does not open."""

from typing import Any

import pytest
from allauth.urls import urlpatterns as theirs
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import URLPattern, path, resolve, reverse

from config import logs
from lintel.web import doors
from lintel.web.accounts import doors as account_doors, views
from lintel.web.accounts.allauth_urls import urlpatterns
from tests import cast

ARGUMENTS: dict[str, list[Any]] = {
    "account_confirm_email": ["abc"],
    "account_reset_password_from_key": ["1", "abc"],
    "mfa_edit_webauthn": [1],
    "mfa_remove_webauthn": [1],
}


def names() -> list[str]:
    return [str(pattern.name) for pattern in urlpatterns if isinstance(pattern, URLPattern)]


def test_each_address_has_a_door_and_each_door_an_address() -> None:
    assert set(names()) == set(account_doors.BY_NAME)
    for name in names():
        view = resolve(reverse(name, args=ARGUMENTS.get(name, []))).func
        assert doors.of(view) == account_doors.BY_NAME[name]


def test_allauths_own_views_stay_unmarked() -> None:
    from allauth.account.views import login

    assert doors.of(login) == ""
    assert len(theirs) > 1


def test_a_strange_address_does_not_start() -> None:
    strange = path("new/", views.join, name="account_new_thing")
    with pytest.raises(ImproperlyConfigured, match="account_new_thing"):
        account_doors.marked([strange])


@pytest.mark.parametrize("name", sorted(name for name, door in account_doors.BY_NAME.items() if door == "member"))
def test_a_members_door_sends_strangers_to_sign_in(db: None, client: Client, name: str) -> None:
    address = reverse(name, args=ARGUMENTS.get(name, []))
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", sorted(account_doors.BY_NAME))
def test_no_page_breaks_or_writes_when_it_is_looked_at(cedar: cast.Office, dana: Client, name: str) -> None:
    address = reverse(name, args=ARGUMENTS.get(name, []))
    for browser in (dana, Client()):
        assert browser.get(address).status_code in {200, 302, 404}


@pytest.mark.parametrize(
    "address",
    [
        "/join/k3p9vw7m2x4Q8s-_Zz0123456789abcdefghijkl/",
        "/accounts/password/reset/key/1-dihjat-5e604e85defd42cf0eb20c2b22796a4a/",
        "/accounts/confirm-email/Mg:1xVOS1:DIm6OkyeQ6quKMF_4d9x/",
    ],
)
def test_no_proof_is_written_to_the_log(address: str) -> None:
    told = logs.redact(f"GET {address} 200")
    assert told == f"GET {address.rsplit('/', 2)[0]}/…/ 200"
