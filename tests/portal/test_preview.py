"""Client View: staff see what the client sees, at the client's own address, and can do nothing there."""

import re

import pytest
from django.test import Client

from lintel.access import uses
from lintel.access.models import Use
from lintel.agreements.models import Signature
from lintel.billing.models import Attempt
from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.web import staffmark
from tests import cast
from tests.portal import pages

STRIP = b'aria-label="Client View"'
NONCE = re.compile(rb'nonce="[^"]*"')


def signed_in(member: Member | None) -> Client:
    assert member is not None
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(member.user)
    return client


def marked_for(company: Company) -> Client:
    from django.http import HttpResponse

    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    answer = HttpResponse()
    staffmark.put(answer, company)
    client.cookies.update(answer.cookies)
    return client


def test_staff_of_the_company_see_a_preview(office: cast.Office, inspection: Inspection) -> None:
    for member in (office.owner, office.inspector, office.staff):
        answer = signed_in(member).get(cast.path(inspection))
        assert STRIP in answer.content
        assert "What Cora Whitfield sees, at the real link." in pages.text(answer.content)
        assert b"data-opened" not in answer.content


def test_a_preview_signs_nothing_pays_nothing_and_counts_as_nothing(
    office: cast.Office, inspection: Inspection
) -> None:
    staff = signed_in(office.owner)
    path = pages.agreement_of(inspection)
    signing = staff.post(path, pages.signing(staff.get(path).content))
    paying = staff.post(cast.path(inspection, page="payment/"), {"amount": "59000"})
    assert (signing.status_code, paying.status_code) == (403, 403)
    assert "Off in Client View" in pages.text(signing.content)
    assert "Off in Client View" in pages.text(paying.content)
    staff.get(cast.path(inspection))
    staff.post(cast.path(inspection, page="opened/"))
    assert uses.waiting.write() == 0
    assert not Signature.objects.exists()
    assert not Attempt.objects.exists()
    assert not Use.objects.exists()


def test_a_preview_does_not_even_look_again(office: cast.Office, inspection: Inspection, cora: Client) -> None:
    bank = cora.post(cast.path(inspection, page="payment/"), {"amount": "59000"})["Location"]
    cora.post(bank.removeprefix("https://lintel.example"), {"use": cast.GOOD_CARD})
    signed_in(office.owner).post(cast.path(inspection, page="payment/processing/"))
    assert Attempt.objects.get().state == "open"


def test_a_session_of_next_door_changes_nothing(cora: Client, inspection: Inspection) -> None:
    next_door = signed_in(cast.juniper_ridge().owner)
    theirs, hers = (client.get(cast.path(inspection)).content for client in (next_door, cora))
    assert NONCE.sub(b"", theirs) == NONCE.sub(b"", hers)
    next_door.post(cast.path(inspection, page="opened/"))
    assert Use.objects.filter(kind="opened").count() == 1


def test_somebody_who_left_the_company_previews_nothing(office: cast.Office, inspection: Inspection) -> None:
    left = signed_in(office.staff)
    Member.objects.filter(pk=office.staff.pk if office.staff else 0).update(left_at=clock.now())
    assert STRIP not in left.get(cast.path(inspection)).content


def test_a_session_from_before_a_new_password_previews_nothing_and_breaks_nothing(
    office: cast.Office, inspection: Inspection
) -> None:
    before = signed_in(office.owner)
    office.owner.user.set_password("another beam")
    office.owner.user.save()
    assert STRIP not in before.get(cast.path(inspection)).content
    assert before.get("/office/").status_code == 302


def test_a_browser_that_ever_signed_in_does_not_count_but_keeps_the_clients_rights(
    office: cast.Office, inspection: Inspection
) -> None:
    was_staff = marked_for(office.company)
    answer = was_staff.get(cast.path(inspection))
    assert STRIP not in answer.content
    assert b"data-opened" not in answer.content
    was_staff.post(cast.path(inspection, page="opened/"))
    assert uses.waiting.write() == 0
    assert not Use.objects.exists()
    assert was_staff.post(cast.path(inspection, page="payment/"), {"amount": "59000"}).status_code == 302


def test_the_mark_of_another_company_and_a_forged_one_change_nothing(
    office: cast.Office, inspection: Inspection
) -> None:
    marked_for(cast.juniper_ridge().company).post(cast.path(inspection, page="opened/"))
    forged = Client(headers={"Sec-Fetch-Site": "same-origin", "User-Agent": "Firefox"})
    forged.cookies[staffmark.name(office.company)] = f"{office.company.key}:made:up"
    forged.post(cast.path(inspection, page="opened/"))
    assert Use.objects.filter(kind="opened").count() == 2


def test_the_mark_can_be_taken_away(office: cast.Office) -> None:
    from django.http import HttpResponse

    answer = HttpResponse()
    staffmark.clear(answer, office.company)
    assert answer.cookies[staffmark.name(office.company)]["max-age"] == 0


@pytest.mark.parametrize("cookies", [{}, {"sessionid": "made-up"}])
def test_a_strangers_cookie_is_no_session(inspection: Inspection, cookies: dict[str, str]) -> None:
    stranger = Client()
    stranger.cookies.load(cookies)
    answer = stranger.get(cast.path(inspection))
    assert answer.status_code == 200
    assert STRIP not in answer.content
