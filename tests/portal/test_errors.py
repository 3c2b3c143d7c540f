"""What is shown where nothing is, and where something broke: a page of ours, never the framework's."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config import urls


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a bug")


urlpatterns = [*urls.urlpatterns, path("broken", broken)]


@pytest.mark.parametrize("address", ["/nope", "/office/nope/", "/office/inspections/nope/nope/"])
@pytest.mark.django_db
def test_nothing_is_said_in_our_words(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 404
    assert "Nothing is here" in answer.text
    assert "assets/account." in answer.text


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_bug_is_owned_up_to() -> None:
    answer = Client(raise_request_exception=False).get("/broken")
    assert answer.status_code == 500
    assert "The fault is ours" in answer.text
    assert "a bug" not in answer.text


@pytest.mark.django_db
def test_a_form_from_an_old_page_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.example"})
    assert answer.status_code == 403
    assert "send that once more" in answer.text


def test_the_tab_has_its_mark() -> None:
    answer = Client().get("/favicon.ico")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
