"""What a person reads where there is no page, where a form was too old, and where we failed: our words, our looks."""

from django.test import Client, RequestFactory
from django.views import defaults

from tests import cast
from tests.accounts.pages import words

LOOKS = '<link rel="stylesheet" href="/assets/account.'


def test_an_address_without_a_page_says_so_in_our_looks(client: Client) -> None:
    for path in ("/nowhere/", "/office-hours", "/accounts/nowhere/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "There is no such page" in words(answer)
        assert LOOKS in answer.content.decode()


def test_somebody_elses_inspection_is_the_same_page(cedar: cast.Office, dana: Client) -> None:
    theirs = cast.book(cast.juniper_ridge())
    absent = dana.get("/office/inspections/aaaaaaaaaa/")
    foreign = dana.get(f"/office/inspections/{theirs.key}/")
    assert (absent.status_code, foreign.status_code) == (404, 404)
    assert "There is no such page" in words(foreign)
    assert absent.content == foreign.content


def test_a_form_of_an_earlier_sign_in_says_that_nothing_was_saved(cedar: cast.Office) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cedar.owner.user)
    answer = browser.post("/office/settings/", {"name": "Another"})
    assert answer.status_code == 403
    assert "This page was open too long" in words(answer)
    assert LOOKS in answer.content.decode()


def test_our_own_fault_is_said_to_be_ours() -> None:
    answer = defaults.server_error(RequestFactory().get("/office/"))
    assert answer.status_code == 500
    assert "The fault is ours" in words(answer)
    assert LOOKS in answer.content.decode()
