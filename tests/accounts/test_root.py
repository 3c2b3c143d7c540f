"""The bare address leads to the office, or to where one comes in."""

from django.test import Client

from tests import cast
from tests.accounts.pages import words


def test_the_office_for_who_is_signed_in(cedar: cast.Office, dana: Client) -> None:
    assert dana.get("/", follow=True).redirect_chain[-1][0] == "/office/"


def test_signing_in_for_everybody_else(db: None, client: Client) -> None:
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/login/")
    assert "Nobody works here yet. Open the first company" in words(page)
