"""The links to one invoice stand in the Links box too: each with its uses and its end, and each can be revoked."""

from datetime import timedelta

import pytest
from django.test import Client

from lintel.access import addresses, uses
from lintel.access.models import Link, Use
from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import ending, presenting, rebilling
from lintel.inspections.models import Inspection, Moment
from lintel.messages.models import Message
from tests import cast
from tests.invoices.conftest import bill, one_off
from tests.office.desk import Desk, text

PAGES = ("", "payment/", "invoice.pdf", "payment/processing/", "opened/")


@pytest.fixture
def insurers(cedar: cast.Office, inspection: Inspection) -> Invoice:
    return bill(cedar, inspection)


@pytest.fixture
def gem(insurers: Invoice) -> Link:
    return insurers.invoice_links.get().link


def box(dana: Desk, inspection: Inspection) -> str:
    return dana.read(f"/office/inspections/{inspection.key}/").rpartition("Links")[2]


def held(inspection: Inspection, link: Link, page: str = "") -> str:
    return f"/office/inspections/{inspection.key}/links/{link.pk}/{page}"


def answers(link: Link, headers: dict[str, str]) -> set[int]:
    client = Client()
    asked = [getattr(client, how) for how in ("get", "head", "post")]
    return {ask(addresses.path(link, page), headers=headers).status_code for ask in asked for page in PAGES}


def test_the_box_says_whose_it_is_what_it_opens_and_how_often_it_was_used(
    dana: Desk, inspection: Inspection, gem: Link
) -> None:
    uses.record(gem, Use.Kind.OPENED, visitor=cast.PHONE, at=clock.now())
    said = box(dana, inspection)
    assert "Gem State Mutual, invoice Payment Portal: this invoice, this property, nothing else Used once" in said
    assert "Made by Dana Ortiz" in said
    assert addresses.of(gem) in dana.get(f"/office/inspections/{inspection.key}/").content.decode()


def test_its_uses_its_code_and_its_end_are_the_same_pages_as_those_of_any_link(
    dana: Desk, inspection: Inspection, gem: Link
) -> None:
    assert "Not used by a person yet" in dana.read(held(inspection, gem))
    assert dana.get(held(inspection, gem, "qr.svg"))["Content-Type"] == "image/svg+xml"
    day = (inspection.local_start() + timedelta(days=3)).date()
    dana.post(held(inspection, gem, "until/"), {"until": day.isoformat()})
    gem.refresh_from_db()
    assert gem.expires_at is not None
    local = gem.expires_at.astimezone(inspection.local_start().tzinfo)
    assert (local.date(), local.hour) == (day + timedelta(days=1), 0)
    assert f"Opens until the end of {day:%a, %b} {day.day}" in box(dana, inspection)
    assert inspection.moments.latest("pk").kind == Moment.Kind.LIMITED


@pytest.mark.parametrize("headers", [{}, {"If-None-Match": "*"}, {"Range": "bytes=0-9"}], ids=str)
def test_revoked_it_opens_nothing_from_the_next_request_on(
    dana: Desk, inspection: Inspection, gem: Link, headers: dict[str, str]
) -> None:
    assert 200 in answers(gem, headers)
    assert "Revoke Gem State Mutual’s link?" in dana.read(held(inspection, gem, "revoke/"))
    said = text(dana.post(held(inspection, gem, "revoke/"), follow=True).content)
    assert "Gem State Mutual’s link opens nothing any more." in said
    assert answers(gem, headers) <= {404, 405}
    assert Client().get(cast.path(inspection)).status_code == 200
    assert inspection.moments.latest("pk").words == "Link of Gem State Mutual revoked: Payment Portal of an invoice"


def test_the_letter_with_it_that_has_not_left_is_withdrawn_and_send_makes_another(
    cedar: cast.Office, insurers: Invoice, gem: Link
) -> None:
    presenting.again(insurers, by=cedar.owner, once="one", at=clock.now())
    ending.revoke(link=gem, by=cedar.owner, at=clock.now())
    assert Message.objects.get(kind="invoice").state == Message.State.WITHDRAWN
    letter = presenting.again(insurers, by=cedar.owner, once="two", at=clock.now())
    assert letter.link is not None
    assert letter.link != gem
    assert Client().get(addresses.path(letter.link)).status_code == 200


def test_all_but_the_clients_takes_it_in_and_leaves_the_clients_own(
    dana: Desk, cedar: cast.Office, inspection: Inspection, insurers: Invoice, gem: Link
) -> None:
    coras = Invoice.objects.get(bill__inspection=inspection, out_of=None)
    presenting.again(coras, by=cedar.owner, once="coras", at=clock.now())
    asked = dana.read(f"/office/inspections/{inspection.key}/links/revoke/")
    assert "Gem State Mutual, invoice" in asked
    assert "Cora" not in asked
    dana.post(f"/office/inspections/{inspection.key}/links/revoke/")
    assert Client().get(addresses.path(gem)).status_code == 404
    assert Client().get(addresses.path(coras.invoice_links.get().link)).status_code == 200
    assert Client().get(cast.path(inspection)).status_code == 200


def test_one_that_is_somebody_elses_now_says_so_and_can_still_be_revoked(
    dana: Desk, cedar: cast.Office, inspection: Inspection, insurers: Invoice, gem: Link
) -> None:
    agent = cast.part(inspection, "Marisol Vega").contact
    rebilling.change_payer(inspection=inspection, invoice=insurers, payer=agent, by=cedar.owner, at=clock.now())
    assert "Says that this invoice is billed to someone else" in box(dana, inspection)
    assert dana.get(held(inspection, gem, "qr.svg")).status_code == 404
    dana.post(held(inspection, gem, "revoke/"))
    assert Client().get(addresses.path(gem)).status_code == 404


def test_that_of_a_one_off_stands_on_its_page(dana: Desk, cedar: cast.Office) -> None:
    made = one_off(cedar)
    link = made.invoice_links.get().link
    page = f"/office/invoices/{made.key}/"
    day = clock.now().date() + timedelta(days=40)
    dana.post(f"{page}links/{link.pk}/until/", {"until": day.isoformat()})
    assert f"Opens until the end of {day:%a, %b} {day.day}" in dana.read(page)
    answer = dana.post(f"{page}links/{link.pk}/revoke/", follow=True)
    assert "link opens nothing any more" in text(answer.content)
    assert Client().get(addresses.path(link)).status_code == 404
    assert made.moments.filter(kind=Moment.Kind.REVOKED).count() == 1


def test_links_of_other_invoices_are_not_behind_its_page(dana: Desk, cedar: cast.Office, gem: Link) -> None:
    made = one_off(cedar)
    theirs = one_off(cast.juniper_ridge()).invoice_links.get().link
    for link in (gem, theirs):
        for page in ("", "qr/", "qr.svg", "revoke/", "until/"):
            assert dana.get(f"/office/invoices/{made.key}/links/{link.pk}/{page}").status_code == 404
            assert dana.post(f"/office/invoices/{made.key}/links/{link.pk}/revoke/").status_code == 404
    assert not Link.objects.filter(pk__in=[gem.pk, theirs.pk]).exclude(revoked_at=None).exists()
