"""The dashboard says where things stand, in the company's order, for every hand that a link is in."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from lintel.billing import invoicing
from lintel.billing.models import Attempt
from lintel.core import clock
from lintel.directory.models import Property
from lintel.inspections import changing, scheduling
from lintel.inspections.models import Inspection
from lintel.inspections.scheduling import Person
from tests import cast
from tests.portal import pages

ODD_NAMES = ["Zoë O’Brien-Đặng", "張偉", "محمد علي", "Ana 🏡👩‍👩‍👧", "<b>Bobby</b> & Söhne", "X"]


def read(client: Client, inspection: Inspection, name: str = "", page: str = "") -> str:
    return pages.text(client.get(cast.path(inspection, name, page)).content)


def test_the_first_visit_asks_for_two_things(cora: Client, inspection: Inspection) -> None:
    answer = cora.get(cast.path(inspection))
    said = pages.text(answer.content)
    assert "1214 Harrison Boulevard" in said
    assert "Ike Marsh" in said
    assert "Cora: sign the agreement, then pay $590.00." in said
    assert pages.steps(answer.content) == [("Sign", "next"), ("Pay", "open"), ("Report", "wait")]
    assert "Not published yet" in said
    assert "It opens here once it is published, everybody has signed and $590.00 is paid." in said
    assert answer.content.count(b'class="button primary"') == 2  # in its box, and again at a phone's edge


def test_signed_then_paid_then_nothing_left(cora: Client, inspection: Inspection) -> None:
    cast.sign(inspection)
    answer = cora.get(cast.path(inspection))
    assert pages.steps(answer.content) == [("Sign", "done"), ("Pay", "next"), ("Report", "wait")]
    assert "Theo Whitfield has not signed yet." in pages.text(answer.content)
    cast.pay(inspection)
    answer = cora.get(cast.path(inspection))
    assert pages.steps(answer.content) == [("Sign", "done"), ("Pay", "done"), ("Report", "wait")]
    said = pages.text(answer.content)
    assert "All done, Cora. Ike comes on" in said
    assert "Paid by you on" in said
    assert "TEST" in said
    assert b"button primary" not in answer.content


def test_the_other_client_signs_for_themselves_and_sees_it_paid(cora: Client, inspection: Inspection) -> None:
    cast.sign(inspection)
    cast.pay(inspection)
    answer = cora.get(cast.path(inspection, "Theo Whitfield"))
    assert pages.steps(answer.content) == [("Sign", "next"), ("Pay", "done"), ("Report", "wait")]
    said = pages.text(answer.content)
    assert "1 of 2 signed" in said
    assert "Paid by Cora Whitfield on" in said
    assert "One thing left" in said


def test_two_who_paid_are_both_named(cora: Client, office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 90_00, by=office.owner)
    cast.pay(inspection, "Theo Whitfield")
    assert "Paid in full: $90.00 by you and $500.00 by Theo Whitfield." in read(cora, inspection)
    assert "$90.00 by Cora Whitfield and $500.00 by you." in read(cora, inspection, "Theo Whitfield")


def test_a_part_paid_by_hand_leaves_the_rest(cora: Client, office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 200_00, by=office.owner)
    said = read(cora, inspection)
    assert "Still to pay, of $590.00. Paid: $200.00 by you." in said
    assert "then pay $390.00" in said


def test_more_than_it_costs_is_said(cora: Client, office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 600_00, by=office.owner)
    assert "That is $10.00 more than it costs" in read(cora, inspection)


def test_a_company_may_ask_for_the_money_first(cora: Client, office: cast.Office, inspection: Inspection) -> None:
    office.company.steps = "pay"
    office.company.save(update_fields=["steps"])
    answer = cora.get(cast.path(inspection))
    assert pages.steps(answer.content) == [("Pay", "next"), ("Sign", "open"), ("Report", "wait")]
    assert "Cora: pay $590.00, then sign the agreement." in pages.text(answer.content)


@override_settings(DEMO=False)
def test_without_a_provider_the_instructions_are_shown(cora: Client, inspection: Inspection) -> None:
    cast.sign(inspection)
    assert "How to pay" in read(cora, inspection)
    payment = cora.get(cast.path(inspection, page="payment/"))
    assert "Checks to Cedar & Stone Home Inspections, please." in pages.text(payment.content)
    assert b"<form" not in payment.content
    refused = cora.post(cast.path(inspection, page="payment/"), {"amount": "59000"})
    assert "This cannot be paid online" in pages.text(refused.content)
    assert not Attempt.objects.exists()


def test_money_under_way_is_not_asked_for_again(cora: Client, inspection: Inspection) -> None:
    cast.sign(inspection)
    reference = cora.post(cast.path(inspection, page="payment/"), {"amount": "59000"})["Location"].split("/")[-2]
    Attempt.objects.filter(reference=reference).update(state="processing")
    answer = cora.get(cast.path(inspection))
    assert ("Pay", "busy") in pages.steps(answer.content)
    assert "Your bank has not confirmed the $590.00 yet. Nothing is left" in pages.text(answer.content)
    assert "Please do not pay again" in read(cora, inspection, page="payment/")


def test_a_refused_payment_says_so_and_can_be_tried_again(cora: Client, inspection: Inspection) -> None:
    cora.post(cast.path(inspection, page="payment/"), {"amount": "59000"})
    Attempt.objects.update(state="failed", ended_at=clock.now(), failure="Not enough money on the account.")
    answer = cora.get(cast.path(inspection))
    assert pages.steps(answer.content)[1] == ("Pay", "failed")
    assert "Not enough money on the account. Nothing was taken." in pages.text(answer.content)
    assert "Pay Now" in pages.text(answer.content)


def test_a_cancelled_inspection_says_so_and_takes_nothing(
    cora: Client, office: cast.Office, inspection: Inspection
) -> None:
    scheduling.cancel(inspection=inspection, because="sold", by=office.owner, at=clock.now())
    for name in ("", "Marisol Vega"):
        answer = cora.get(cast.path(inspection, name))
        assert "This inspection is cancelled" in pages.text(answer.content)
        assert b"<form" not in answer.content
    for page in (cast.path(inspection, page="payment/"), pages.agreement_of(inspection)):
        assert b"<form" not in cora.get(page).content
    assert "There is nothing left to pay." in pages.text(
        cora.post(cast.path(inspection, page="payment/"), {"amount": "59000"}).content
    )
    assert not Attempt.objects.exists()


def test_on_the_day_the_hour_is_named_and_afterwards_the_report_is_in_the_making(
    cora: Client, inspection: Inspection
) -> None:
    now = clock.now()
    Inspection.objects.update(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    said = read(cora, inspection)
    assert "Two things to do, Cora" in said
    assert "Ike is working on it." in said


def test_it_costs_four_statements_however_much_there_is(
    cora: Client, office: cast.Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [Person(f"Client {number}", f"c{number}@example.com") for number in range(5)]
    fees = [invoicing.Fee(f"Service {number}", 10_00) for number in range(50)]
    much = cast.book(office, days=20, people=people, fees=fees)
    little = cast.book(office, days=21, people=[cast.CORA], fees=fees[:1])
    for inspection in (little, much):
        for page, statements in (("", 4), ("order/", 4), ("documents/", 3), ("payment/", 4), ("calendar.ics", 1)):
            path = cast.path(inspection, page=page)
            with django_assert_num_queries(statements):
                assert cora.get(path).status_code == 200


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_in_any_script_come_through_unharmed(cora: Client, office: cast.Office, name: str) -> None:
    inspection = cast.book(office, people=[Person(name, "someone@example.com"), cast.THEO])
    answer = cora.get(cast.path(inspection))
    assert answer.status_code == 200
    assert f"made this page for {name}." in pages.text(answer.content)
    theirs = cora.get(cast.path(inspection, "Theo Whitfield")).content
    assert b"<b>Bobby</b>" not in answer.content + theirs
    assert name in pages.text(theirs)
    for page in ("order/", "documents/", "payment/"):
        assert cora.get(cast.path(inspection, page=page)).status_code == 200


def test_another_inspection_of_the_same_company_stays_out_of_it(
    cora: Client, office: cast.Office, inspection: Inspection
) -> None:
    other = cast.book(office, days=20, people=[Person("Ned Nextdoor", "ned@example.com")], place=cast.KESTREL)
    changing.add_fee(inspection=other, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    cast.sign(other)
    cast.receive(other, 100_00, by=office.owner)
    cora.post(cast.path(other, page="payment/"), {"amount": "56500"})
    for page in ("", "order/", "documents/", "payment/"):
        said = read(cora, inspection, page=page)
        assert not [word for word in ("Nextdoor", "Kestrel", "Crawl", "100.00", "565.00", "begun") if word in said]


def test_the_order_says_what_it_costs_and_who_takes_part(cora: Client, inspection: Inspection) -> None:
    cast.sign(inspection)
    said = read(cora, inspection, page="order/")
    for words in (
        "Home inspection $450.00",
        "Chimney camera $140.00",
        "To pay $590.00",
        "Mountain Time",
        "built 1938, 2,140 sq ft",
        "Cora Whitfield You, client, signed",
        "Theo Whitfield Client, not signed yet",
        "Marisol Vega Buyer’s agent",
    ):
        assert words in said
    assert cast.CORA.phone not in said


def test_a_house_of_which_little_is_known_says_only_that(cora: Client, inspection: Inspection) -> None:
    homes = Property.objects.filter(pk=inspection.home_id)
    homes.update(kind=Property.Kind.UNKNOWN)
    assert "House Built 1938, 2,140 sq ft" in read(cora, inspection, page="order/")
    homes.update(year_built=None, square_feet=None)
    said = read(cora, inspection, page="order/")
    assert "House" not in said
    assert "Not known" not in said


def test_a_change_of_fees_shows_at_once(cora: Client, office: cast.Office, inspection: Inspection) -> None:
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    assert "then pay $665.00" in read(cora, inspection)
    assert "Crawl space $75.00" in read(cora, inspection, page="order/")


def test_the_documents_lead_to_what_was_signed(cora: Client, inspection: Inspection) -> None:
    assert "Read and sign" in read(cora, inspection, page="documents/")
    cast.sign(inspection)
    cast.pay(inspection)
    said = read(cora, inspection, page="documents/")
    assert "Signed by you on" in said
    assert "Invoice 1001 $590.00, paid in full" in said
    assert "$590.00 paid by you TEST Card" in said


def test_the_appointment_goes_into_a_calendar(cora: Client, inspection: Inspection) -> None:
    answer = cora.get(cast.path(inspection, page="calendar.ics"))
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in answer.content
    assert cast.link(inspection).token().encode() not in answer.content
