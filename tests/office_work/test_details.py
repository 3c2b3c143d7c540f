"""Inspection Details: its boxes in the field's words, where it stands, and the clients' links."""

from datetime import time

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from lintel.access import addresses, uses
from lintel.access.models import Use
from lintel.billing import invoicing
from lintel.core import clock
from lintel.inspections import calendar, changing, scheduling
from lintel.inspections.models import Inspection, Moment
from lintel.inspections.scheduling import Person
from lintel.messages.models import Message
from lintel.services.models import Service
from lintel.web import staffmark
from tests import cast
from tests.office_work import pages

BOXES = ("People", "Services", "Fees & Payments", "Agreements", "Reports", "Emails", "Story", "Links")


def at(inspection: Inspection, page: str = "") -> str:
    return f"/office/inspections/{inspection.key}/{page}"


def test_every_box_is_there_under_the_fields_own_name(dana: Client, inspection: Inspection) -> None:
    said = pages.text(dana.get(at(inspection)))
    assert [box for box in BOXES if box not in said] == []
    assert "1214 Harrison Boulevard Boise, ID 83702" in said
    assert "Cora Whitfield client cora@whitfield.example · (208) 555-0171 Has to sign" in said
    assert "Home inspection 2 h 30 min $450.00 Chimney camera 30 min $140.00" in said
    assert "Balance $590.00" in said
    assert "Not published yet." in said


def test_the_marks_and_the_sentence_follow_what_happens(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    assert "Waits on Cora to open the letter, to sign and to pay $590.00." in pages.text(dana.get(at(inspection)))
    uses.record(cast.link(inspection), Use.Kind.OPENED, visitor=cast.PHONE, at=clock.now())
    cast.sign(inspection)
    cast.receive(inspection, 590_00, by=inspection.booked_by)
    said = pages.text(dana.get(at(inspection)))
    assert "Sent : done" in said
    assert "Opened : done" in said
    assert "Signed : done" in said
    assert "Paid : done" in said
    assert "Fees & Payments Paid in full" in said


def test_the_story_tells_it_newest_first(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    uses.record(cast.link(inspection), Use.Kind.OPENED, visitor=cast.PHONE, at=clock.now())
    cast.sign(inspection)
    story = pages.text(dana.get(at(inspection))).split("Story ")[1].split(" Links ")[0]
    told = ["All agreements are signed", "Cora Whitfield signed", "Cora Whitfield opened the Client Portal, Safari on"]
    told += ["Confirmation to Cora Whitfield sent", "Scheduled for"]
    places = [story.index(words) for words in told]
    assert places == sorted(places)


def test_a_mark_has_its_day_and_time_on_the_companys_clocks(
    dana: Client, cedar: cast.Office, inspection: Inspection
) -> None:
    leave(inspection)
    day = pages.in_days(cedar, 0)
    evening = calendar.instant(day, time(18, 40), cast.BOISE)  # already tomorrow in UTC
    uses.record(cast.link(inspection), Use.Kind.OPENED, visitor=cast.PHONE, at=evening)
    assert f"Opened : done {calendar.date_words(day)} 6:40 PM" in pages.text(dana.get(at(inspection)))


def test_a_cancelled_inspection_keeps_what_happened_and_says_why(
    dana: Client, cedar: cast.Office, inspection: Inspection
) -> None:
    leave(inspection)
    cast.sign(inspection)
    scheduling.cancel(inspection=inspection, because="Sale fell through", by=cedar.owner, at=clock.now())
    said = pages.text(dana.get(at(inspection)))
    assert "Cancelled: Sale fell through." in said
    assert "Signed : done" in said
    assert "Paid : not needed" in said


def test_a_cancelled_inspection_says_so_and_keeps_its_menu_with_the_reason(dana: Client, cedar: cast.Office) -> None:
    inspection = cast.book(cedar)
    scheduling.cancel(inspection=inspection, because="Sale fell through", by=cedar.owner, at=clock.now())
    said = pages.text(dana.get(at(inspection)))
    assert "Change date or inspector This inspection is cancelled" in said
    assert "Cancelled: Sale fell through" in said
    assert at(inspection, "time/") not in dana.get(at(inspection)).content.decode()


def test_on_a_cancelled_inspection_nobody_has_to_sign_and_no_link_goes_again(
    dana: Client, cedar: cast.Office, inspection: Inspection
) -> None:
    leave(inspection)
    scheduling.cancel(inspection=inspection, because="Sale fell through", by=cedar.owner, at=clock.now())
    said = pages.text(dana.get(at(inspection)))
    assert "Did not sign" in said
    assert "Not signed, and not needed any more" in said
    assert "The inspection is cancelled: there is no report." in said
    assert "Has to sign" not in said
    assert "to sign" not in said.partition("Emails")[0]
    letter = Message.objects.get(thread=inspection.thread, kind="confirmation")
    page = at(inspection, f"letters/{letter.key}/")
    assert "Resend" not in pages.text(dana.get(page))
    for address in (f"{page}resend/", at(inspection, "resend/"), at(inspection, "remind/")):
        typed = {"once": "a", "participant": str(cast.part(inspection).pk)}
        assert "This inspection is cancelled: there is nothing to sign" in pages.text(
            dana.post(address, typed, follow=True)
        )
    assert not Message.objects.filter(kind="resend").exists()


def test_who_may_not_handle_money_reads_why(ike: Client, inspection: Inspection) -> None:
    page = ike.get(at(inspection))
    assert "Received Payment Your role does not handle money." in pages.text(page)
    assert at(inspection, "payment/") not in page.content.decode()
    assert ike.post(at(inspection, "payment/"), {"amount": "1"}).status_code == 403


# --- Client View and Copy link ----------------------------------------------------------------------------------------


def test_client_view_is_the_clients_real_link(dana: Client, inspection: Inspection) -> None:
    page = dana.get(at(inspection)).content.decode()
    assert f'href="{addresses.of(cast.link(inspection))}"' in page


def test_with_several_clients_client_view_asks_whose(dana: Client, couple: Inspection) -> None:
    assert at(couple, "view/") in dana.get(at(couple)).content.decode()
    page = dana.get(at(couple, "view/")).content.decode()
    for name in ("Cora Whitfield", "Theo Whitfield"):
        assert f'href="{addresses.of(cast.link(couple, name))}"' in page


def test_the_address_can_be_selected_without_script(dana: Client, inspection: Inspection) -> None:
    page = dana.get(at(inspection)).content.decode()
    for name in ("Cora Whitfield", "Marisol Vega"):
        assert f'readonly value="{addresses.of(cast.link(inspection, name))}"' in page


def test_a_closed_link_is_not_offered(dana: Client, couple: Inspection) -> None:
    theo = cast.part(couple, "Theo Whitfield")
    closed = addresses.of(cast.link(couple, "Theo Whitfield"))
    changing.remove_person(participant=theo, by=couple.booked_by, at=clock.now())
    page = dana.get(at(couple))
    assert closed not in page.content.decode()
    assert "Revoked" in pages.text(page)


# --- Resend -----------------------------------------------------------------------------------------------------------


def test_resend_writes_a_letter_with_the_balance_of_now(dana: Client, inspection: Inspection) -> None:
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Attic", 100_00), by=inspection.booked_by, at=clock.now())
    cora = {"participant": str(cast.part(inspection).pk), "once": "abc"}
    dana.post(at(inspection, "resend/"), cora)
    letter = Message.objects.get(thread=inspection.thread, kind="resend")
    assert "$690.00 is still to pay." in str(letter.body)


def test_after_a_fee_changed_it_offers_to_tell_the_client_until_somebody_did(
    dana: Client, inspection: Inspection
) -> None:
    words = "The balance changed from $590.00 to $690.00 since the last letter."
    assert words not in pages.text(dana.get(at(inspection)))
    fee = invoicing.Fee("Attic", 100_00)
    changing.add_fee(inspection=inspection, fee=fee, by=inspection.booked_by, at=clock.now())
    assert words in pages.text(dana.get(at(inspection)))
    dana.post(at(inspection, "resend/"), {"participant": str(cast.part(inspection).pk), "once": "abc"})
    assert words not in pages.text(dana.get(at(inspection)))


def test_a_double_click_on_resend_is_one_letter(dana: Client, inspection: Inspection) -> None:
    for _ in range(2):
        dana.post(at(inspection, "resend/"), {"participant": str(cast.part(inspection).pk), "once": "abc"})
    assert Message.objects.filter(thread=inspection.thread, kind="resend").count() == 1


def test_resend_asks_which_client_where_there_are_several(dana: Client, couple: Inspection) -> None:
    assert at(couple, "resend/to/") in dana.get(at(couple)).content.decode()
    assert "Resend to Theo Whitfield" in pages.text(dana.get(at(couple, "resend/to/")))


def test_each_client_s_letter_is_shown_before_it_is_sent(dana: Client, couple: Inspection) -> None:
    theo = cast.part(couple, "Theo Whitfield")
    first = dana.get(at(couple, "resend/to/")).content.decode()
    assert 'title="The letter to Cora Whitfield"' in first
    assert f'href="?to={theo.pk}"' in first
    second = dana.get(at(couple, f"resend/to/?to={theo.pk}")).content.decode()
    assert 'title="The letter to Theo Whitfield"' in second
    assert at(couple, f"resend/{theo.pk}/") in second


def test_resend_is_for_clients_of_this_inspection_alone(
    dana: Client, inspection: Inspection, juniper: cast.Office
) -> None:
    theirs = cast.part(cast.book(juniper))
    for stranger in (str(theirs.pk), str(cast.part(inspection, "Marisol Vega").pk), "0", "x", ""):
        assert dana.post(at(inspection, "resend/"), {"participant": stranger}).status_code == 404


# --- Hand over this device --------------------------------------------------------------------------------------------


def test_handing_over_signs_out_and_opens_the_clients_page(dana: Client, cedar: cast.Office) -> None:
    inspection = cast.book(cedar)
    dana.cookies[staffmark.name(cedar.company)] = "set before"
    answer = dana.post(at(inspection, "hand-over/"), {"participant": str(cast.part(inspection).pk)})
    assert answer.headers["Location"] == cast.path(inspection)
    assert answer.cookies[staffmark.name(cedar.company)]["max-age"] == 0
    assert dana.get(at(inspection)).status_code == 302
    told = Moment.objects.get(inspection=inspection, kind=Moment.Kind.HANDED_OVER)
    assert (told.words, told.by_name) == ("Device handed over to Cora Whitfield", "Dana Ortiz")


def test_handing_over_asks_to_whom(dana: Client, couple: Inspection) -> None:
    said = pages.text(dana.get(at(couple, "hand-over/")))
    assert "Hand over to Cora" in said
    assert "Hand over to Theo" in said


# --- the cost ---------------------------------------------------------------------------------------------------------


def test_the_page_costs_the_same_for_one_person_and_for_six(dana: Client, cedar: cast.Office) -> None:
    small = cast.book(cedar, people=(cast.CORA,), fees=cast.usual_fees(cedar)[:1])
    people = tuple(Person(f"Client {number}", f"c{number}@six.example") for number in range(6))
    sold = Service.objects.of(cedar.company).offered()
    fees = [invoicing.Fee(service.name, service.price_cents, service) for service in sold]
    large = cast.book(cedar, days=20, people=people, fees=fees)
    assert statements(dana, small) == statements(dana, large)


def statements(browser: Client, inspection: Inspection) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(at(inspection)).status_code == 200
    return len(asked)


def leave(inspection: Inspection) -> None:
    """As the worker does when the mail server took them."""
    Message.objects.filter(thread=inspection.thread).update(state="sent", sent_at=clock.now(), due_at=None)


def test_the_links_name_the_public_origin_alone(dana: Client, inspection: Inspection) -> None:
    with override_settings(ALLOWED_HOSTS=["office.example"], PUBLIC_ORIGIN_OR_LOCAL="https://lintel.example"):
        page = dana.get(at(inspection), headers={"Host": "office.example"}).content.decode()
    assert "https://lintel.example/p/" in page
    assert "office.example/p/" not in page
