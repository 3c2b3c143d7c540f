"""Looking never writes: the connection itself refuses."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from lintel.core.reading import WroteWhileReading
from lintel.web.reading import Reading

WRITES = ["UPDATE companies_company SET name = 'x'", "DELETE FROM django_session", " insert into x values (1)"]


def write(statement: str) -> Reading:
    def page(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        return HttpResponse("written")

    return Reading(page)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", WRITES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_page_that_is_looked_at_cannot_write(method: str, statement: str) -> None:
    request = RequestFactory().generic(method, "/office/")
    with pytest.raises(WroteWhileReading):
        write(statement)(request)


@pytest.mark.django_db
def test_a_form_may_write(rf: RequestFactory) -> None:
    assert write("UPDATE companies_company SET name = 'x'")(rf.post("/office/")).content == b"written"


@pytest.mark.django_db
def test_sign_in_pages_may_keep_their_challenge_in_the_session_and_nothing_else(rf: RequestFactory) -> None:
    keep = "UPDATE \"django_session\" SET session_data = ''"
    assert write(keep)(rf.get("/accounts/login/")).status_code == 200
    for page, statement in (("/office/", keep), ("/accounts/login/", "UPDATE companies_company SET name = 'x'")):
        with pytest.raises(WroteWhileReading):
            write(statement)(rf.get(page))


@pytest.mark.django_db
def test_the_demo_signs_in_by_an_address_and_only_the_demo_does(rf: RequestFactory) -> None:
    statement = "UPDATE companies_company SET name = 'x'"
    with override_settings(DEMO=True):
        assert write(statement)(rf.get("/demo/enter/abc/")).status_code == 200
    with override_settings(DEMO=False), pytest.raises(WroteWhileReading):
        write(statement)(rf.get("/demo/enter/abc/"))
