"""Changing what was scheduled: time, property, people; calling it off; and what is refused, in words."""

from datetime import timedelta

from django.test import Client

from lintel.billing import invoicing
from lintel.core import clock
from lintel.inspections import changing
from lintel.inspections.models import Inspection, Moment, Participant
from lintel.messages.models import Message
from tests import cast
from tests.office_work import pages
from tests.office_work.test_details import at, leave


def told(inspection: Inspection) -> list[str]:
    """The story, oldest first."""
    return list(Moment.objects.filter(inspection=inspection).order_by("at", "pk").values_list("words", flat=True))


# --- date and inspector -----------------------------------------------------------------------------------------------


def new_time(office: cast.Office, **typed: str) -> dict[str, str]:
    day = pages.in_days(office, 14).isoformat()
    known = {"day": day, "time": "10:00", "minutes": "120", "inspector": str(office.inspector.pk)}
    return {**known, **typed}


def test_the_time_moves_and_everyone_is_told(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    answer = dana.post(at(inspection, "time/"), new_time(cedar))
    assert answer.headers["Location"] == at(inspection)
    inspection.refresh_from_db()
    assert inspection.local_start().strftime("%F %H:%M") == f"{pages.in_days(cedar, 14)} 10:00"
    assert "Moved from" in told(inspection)[-1]
    assert Message.objects.filter(thread=inspection.thread, kind="rescheduled").count() == 2


def test_on_trial_nobody_outside_is_said_to_be_told(mina: Client, juniper: cast.Office) -> None:
    booked = cast.book(juniper)
    said = pages.text(mina.post(at(booked, "time/"), new_time(juniper), follow=True))
    assert "Saved. The letters about it to clients and agents are held: trial." in said


def test_the_form_begins_with_what_stands(dana: Client, inspection: Inspection) -> None:
    page = dana.get(at(inspection, "time/"))
    assert pages.value(page, "day") == inspection.local_start().date().isoformat()
    assert pages.value(page, "time") == "09:00"


def test_moving_onto_another_inspection_is_refused(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    cast.book(cedar, days=14, hour=9)
    answer = dana.post(at(inspection, "time/"), new_time(cedar))
    assert "Ike Marsh is already at 1214 Harrison Boulevard" in pages.text(answer)
    assert pages.value(answer, "time") == "10:00"


def test_moving_into_the_past_is_refused(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    typed = new_time(cedar, day=pages.in_days(cedar, -1).isoformat())
    assert "That day is over." in pages.text(dana.post(at(inspection, "time/"), typed))


def test_an_appointment_shorter_than_its_services_is_lengthened_by_one_click(
    dana: Client, cedar: cast.Office, inspection: Inspection
) -> None:
    assert "Make it" not in pages.text(dana.get(at(inspection)))
    fee = invoicing.Fee(cedar.special.name, 140_00, cedar.special)
    changing.add_fee(inspection=inspection, fee=fee, by=cedar.owner, at=clock.now())
    said = pages.text(dana.get(at(inspection)))
    assert "Services 3, together 3 h 30 min" in said
    assert "9:00 AM to 12:00 PM, 3 h. Make it 3 h 30 min" in said
    answer = dana.post(at(inspection, "time/services/"), follow=True)
    assert "Everyone in it is told the new time." in pages.text(answer)
    inspection.refresh_from_db()
    assert inspection.duration() == timedelta(minutes=210)
    assert Message.objects.filter(thread=inspection.thread, kind="rescheduled").exists()
    assert "Make it" not in pages.text(dana.get(at(inspection)))


def test_what_the_inspector_has_next_stands_in_the_way_of_a_longer_appointment(
    dana: Client, cedar: cast.Office, inspection: Inspection
) -> None:
    cast.book(cedar, hour=12)
    fee = invoicing.Fee(cedar.special.name, 140_00, cedar.special)
    changing.add_fee(inspection=inspection, fee=fee, by=cedar.owner, at=clock.now())
    answer = dana.post(at(inspection, "time/services/"), follow=True)
    assert "Ike Marsh is already at" in pages.text(answer)
    inspection.refresh_from_db()
    assert inspection.duration() == timedelta(hours=3)


# --- property ---------------------------------------------------------------------------------------------------------


def test_the_property_is_corrected(dana: Client, inspection: Inspection) -> None:
    typed = {"street": "1216 Harrison Boulevard", "city": "Boise", "state": "ID", "postcode": "83702"}
    dana.post(at(inspection, "property/"), {**typed, "kind": "two-storey", "zone": "America/Boise"})
    inspection.home.refresh_from_db()
    assert inspection.home.street == "1216 Harrison Boulevard"
    assert told(inspection)[-1].startswith("Property changed from 1214 Harrison Boulevard")


def test_a_property_without_a_street_is_refused(dana: Client, inspection: Inspection) -> None:
    answer = dana.post(at(inspection, "property/"), {"street": "", "city": "Boise", "state": "ID"})
    assert "Where is the property?" in pages.text(answer)
    inspection.home.refresh_from_db()
    assert inspection.home.street == "1214 Harrison Boulevard"


# --- people -----------------------------------------------------------------------------------------------------------


def test_somebody_is_added_with_a_letter_of_their_own(dana: Client, inspection: Inspection) -> None:
    typed = {"p-role": "client", "p-name": "Theo Whitfield", "p-email": "theo@whitfield.example"}
    dana.post(at(inspection, "people/"), typed)
    assert [one.contact.name for one in inspection.clients()] == ["Cora Whitfield", "Theo Whitfield"]
    assert Message.objects.filter(thread=inspection.thread, to_address="theo@whitfield.example").count() == 1


def test_a_slip_in_a_new_address_is_questioned(dana: Client, inspection: Inspection) -> None:
    typed = {"p-role": "client", "p-name": "Theo Whitfield", "p-email": "theo@gmial.com"}
    asked = dana.post(at(inspection, "people/"), typed)
    assert "Is gmial.com right? Use theo@gmail.com Keep as typed" in pages.text(asked)
    (mend,), (keep,) = pages.answers(asked, "mend"), pages.answers(asked, "keep")
    assert pages.value(dana.post(at(inspection, "people/"), {**typed, "mend": mend}), "p-email") == "theo@gmail.com"
    assert len(inspection.clients()) == 1
    dana.post(at(inspection, "people/"), {**typed, "keep": keep})
    assert inspection.clients()[1].contact.email == "theo@gmial.com"


def test_a_domain_in_another_script_is_kept_and_a_name_before_the_at_is_not(
    dana: Client, inspection: Inspection
) -> None:
    typed = {"p-role": "client", "p-name": "Jörg Bücher", "p-email": "jörg@bücher.example"}
    answer = dana.post(at(inspection, "people/"), typed)
    assert "has letters before the @ that most mail servers do not take. Ask for another one." in pages.text(answer)
    assert pages.value(answer, "p-email") == "jörg@bücher.example"
    dana.post(at(inspection, "people/"), {**typed, "p-email": "joerg@bücher.example"})
    assert inspection.clients()[1].contact.email == "joerg@bücher.example"


def test_a_client_without_an_address_is_not_added(dana: Client, inspection: Inspection) -> None:
    answer = dana.post(at(inspection, "people/"), {"p-role": "client", "p-name": "Theo Whitfield"})
    assert "the link to sign and pay goes there" in pages.text(answer)
    assert len(inspection.people()) == 2


def test_who_is_there_already_is_not_added_again(dana: Client, inspection: Inspection) -> None:
    typed = {"p-role": "client", "p-name": "Cora Whitfield", "p-email": "cora@whitfield.example"}
    assert "already part of the inspection" in pages.text(dana.post(at(inspection, "people/"), typed))


def test_a_corrected_address_gets_the_letters_that_have_not_left(dana: Client, inspection: Inspection) -> None:
    cora = cast.part(inspection)
    typed = {"name": "Cora Whitfield", "email": "cora@newmail.example", "phone": ""}
    dana.post(at(inspection, f"people/{cora.pk}/"), typed)
    letter = Message.objects.get(thread=inspection.thread, kind="confirmation")
    assert letter.to_address == "cora@newmail.example"
    assert "cora@whitfield.example to cora@newmail.example" in told(inspection)[-1]


def test_somebody_leaves_and_their_link_closes(dana: Client, couple: Inspection) -> None:
    theo = cast.part(couple, "Theo Whitfield")
    dana.post(at(couple, f"people/{theo.pk}/remove/"))
    theo.refresh_from_db()
    assert theo.left_at is not None
    assert not theo.shares.get().link.alive(at=clock.now())


def test_the_only_client_cannot_leave(dana: Client, inspection: Inspection) -> None:
    cora = cast.part(inspection)
    answer = dana.post(at(inspection, f"people/{cora.pk}/remove/"), follow=True)
    assert "This is the only client." in answer.content.decode()
    assert Participant.objects.filter(inspection=inspection, left_at=None).count() == 2


# --- cancel -----------------------------------------------------------------------------------------------------------


def test_cancelling_needs_a_reason(dana: Client, inspection: Inspection) -> None:
    assert "Say why, in a few words." in pages.text(dana.post(at(inspection, "cancel/"), {"because": " "}))
    inspection.refresh_from_db()
    assert inspection.cancelled_at is None


def test_cancelling_tells_whoever_had_been_told(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    dana.post(at(inspection, "cancel/"), {"because": "The sale fell through"})
    inspection.refresh_from_db()
    assert inspection.cancelled_at is not None
    assert told(inspection)[-1] == "Cancelled: The sale fell through"
    assert Message.objects.filter(thread=inspection.thread, kind="cancelled").count() == 3


def test_cancelling_twice_is_refused_in_words(dana: Client, inspection: Inspection) -> None:
    dana.post(at(inspection, "cancel/"), {"because": "The sale fell through"})
    answer = dana.post(at(inspection, "cancel/"), {"because": "The sale fell through"})
    assert "This inspection is cancelled. Schedule a new one instead." in pages.text(answer)
