"""What happens to letters, agreements and money when an inspection changes after it was scheduled."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from lintel.agreements.models import Agreement
from lintel.billing import attempting, invoicing
from lintel.core import clock
from lintel.inspections import changing, paying, refreshing, scheduling, signing
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office)


def words_of(inspection: Inspection, name: str = "Cora Whitfield") -> str:
    return Agreement.objects.get(paper__participant__inspection=inspection, signer__name=name).words


def letters(inspection: Inspection, kind: str) -> list[Message]:
    return list(Message.objects.filter(thread=inspection.thread, kind=kind).order_by("pk"))


def leave(inspection: Inspection) -> None:
    """As if the worker had sent everything that waits."""
    Message.objects.filter(thread=inspection.thread).unsent().update(state="sent", sent_at=clock.now(), due_at=None)


def test_a_fee_more_is_owed_told_and_in_the_unsigned_words(office: cast.Office, inspection: Inspection) -> None:
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    assert invoicing.balance(cast.invoice(inspection)) == 665_00
    assert "$665.00" in words_of(inspection)
    assert inspection.moments.latest("pk").words == "Crawl space added: $75.00"


def test_signed_words_stay_as_they_were_signed(office: cast.Office, inspection: Inspection) -> None:
    signature = cast.sign(inspection)
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    assert words_of(inspection) == signature.words
    assert "$590.00" in signature.words


def test_a_changed_price_appends_its_difference(office: cast.Office, inspection: Inspection) -> None:
    line = invoicing.current_lines(cast.invoice(inspection))[1]
    changing.change_fee(inspection=inspection, line=line, amount_cents=100_00, by=office.owner, at=clock.now())
    assert [entry.amount_cents for entry in line.entries.order_by("pk")] == [140_00, -40_00]
    assert inspection.moments.latest("pk").words == "Chimney camera changed from $140.00 to $100.00"


def test_a_removed_service_gives_its_charge_back(office: cast.Office, inspection: Inspection) -> None:
    line = invoicing.current_lines(cast.invoice(inspection))[1]
    for _ in range(2):
        changing.remove_fee(inspection=inspection, line=line, by=office.owner, at=clock.now())
    assert invoicing.balance(cast.invoice(inspection)) == 450_00
    assert "Chimney camera" not in words_of(inspection)


def test_fees_below_zero_are_refused_whole(office: cast.Office, inspection: Inspection) -> None:
    with pytest.raises(scheduling.BelowZero):
        changing.add_fee(inspection=inspection, fee=invoicing.Fee("Gift", -600_00), by=office.owner, at=clock.now())
    assert invoicing.balance(cast.invoice(inspection)) == 590_00
    assert inspection.moments.count() == 1


def test_a_new_time_reaches_everyone_and_replaces_the_appointment(office: cast.Office, inspection: Inspection) -> None:
    leave(inspection)
    at = clock.now()
    scheduling.reschedule(
        inspection=inspection,
        starts_at=cast.starting(at, days=12, hour=14, zone=cast.BOISE),
        minutes=180,
        inspector=office.inspector,
        by=office.owner,
        at=at,
    )
    told = letters(inspection, "rescheduled")
    assert [letter.to_name for letter in told] == ["Cora Whitfield", "Marisol Vega"]
    assert "2:00 PM" in told[0].subject
    assert "SEQUENCE:1" in told[0].calendar
    first = Message.objects.get(thread=inspection.thread, kind="confirmation")
    assert "SEQUENCE:0" in first.calendar
    uid = [line for line in first.calendar.splitlines() if line.startswith("UID:")]
    assert uid[0] in told[0].calendar
    assert [letter.to_name for letter in letters(inspection, "moved")] == ["Ike Marsh"]
    assert "2:00 PM" in words_of(inspection)
    assert cast.invoice(inspection).subject["time"] == "2:00 PM"


def test_a_new_inspector_gets_the_assignment(office: cast.Office, inspection: Inspection) -> None:
    scheduling.reschedule(
        inspection=inspection,
        starts_at=inspection.starts_at,
        minutes=180,
        inspector=office.owner,
        by=office.owner,
        at=clock.now(),
    )
    assert [letter.to_name for letter in letters(inspection, "assigned")] == ["Ike Marsh", "Dana Ortiz"]
    assert inspection.moments.latest("pk").words == "Inspector changed from Ike Marsh to Dana Ortiz"


def test_moving_onto_another_inspection_is_refused(office: cast.Office, inspection: Inspection) -> None:
    other = cast.book(office, days=11, people=[cast.THEO])
    with pytest.raises(scheduling.InspectorBusy, match="Harrison"):
        scheduling.reschedule(
            inspection=other,
            starts_at=inspection.starts_at + timedelta(hours=1),
            minutes=60,
            inspector=office.inspector,
            by=office.owner,
            at=clock.now(),
        )


def test_another_zone_keeps_the_time_on_the_clock(office: cast.Office, inspection: Inspection) -> None:
    place = replace(cast.HARRISON, street="9 Harbor Street", city="Astoria", state="OR", zone="America/Los_Angeles")
    changing.correct_place(inspection=inspection, place=place, by=office.owner, at=clock.now())
    inspection = Inspection.objects.get(pk=inspection.pk)
    assert inspection.local_start().hour == 9
    assert inspection.starts_at.astimezone(ZoneInfo("America/Boise")).hour == 10
    assert "9 Harbor Street, Astoria, OR" in words_of(inspection)
    assert cast.invoice(inspection).subject["property"] == "9 Harbor Street"


def test_a_second_client_gets_a_link_words_and_a_letter_of_their_own(
    office: cast.Office, inspection: Inspection
) -> None:
    changing.add_person(inspection=inspection, person=cast.THEO, by=office.owner, at=clock.now())
    assert cast.link(inspection, "Theo Whitfield").token() != cast.link(inspection).token()
    assert "Theo Whitfield" in words_of(inspection, "Theo Whitfield")
    assert [letter.to_name for letter in letters(inspection, "confirmation")] == ["Cora Whitfield", "Theo Whitfield"]
    with pytest.raises(changing.AlreadyThere):
        changing.add_person(inspection=inspection, person=cast.THEO, by=office.owner, at=clock.now())


def test_who_is_removed_loses_link_words_and_unsent_letter(office: cast.Office) -> None:
    inspection = cast.book(office, people=(cast.CORA, cast.THEO))
    theo, link = cast.part(inspection, "Theo Whitfield"), cast.link(inspection, "Theo Whitfield")
    changing.remove_person(participant=theo, by=office.owner, at=clock.now())
    link.refresh_from_db()
    assert not link.alive(at=clock.now())
    assert Message.objects.get(to_name="Theo Whitfield").state == "withdrawn"
    assert not Agreement.objects.filter(signer__name="Theo Whitfield", withdrawn_at=None).exists()
    assert cast.link(inspection).alive(at=clock.now())


def test_when_the_payer_is_removed_the_other_client_owes(office: cast.Office) -> None:
    inspection = cast.book(office, people=(cast.CORA, cast.THEO))
    changing.remove_person(participant=cast.part(inspection, "Cora Whitfield"), by=office.owner, at=clock.now())
    assert cast.invoice(inspection).payer.name == "Theo Whitfield"


def test_the_last_client_and_one_who_signed_stay(office: cast.Office, inspection: Inspection) -> None:
    with pytest.raises(changing.LastClient):
        changing.remove_person(participant=cast.part(inspection), by=office.owner, at=clock.now())
    changing.add_person(inspection=inspection, person=cast.THEO, by=office.owner, at=clock.now())
    cast.sign(inspection)
    with pytest.raises(changing.ClientSigned):
        changing.remove_person(participant=cast.part(inspection), by=office.owner, at=clock.now())


def test_a_corrected_address_gets_the_letters_that_have_not_left(office: cast.Office, inspection: Inspection) -> None:
    before = cast.link(inspection).token()
    changing.correct_person(
        participant=cast.part(inspection),
        name="Cora Whitfield",
        email="cora@whitfield.test",
        phone="",
        by=office.owner,
        at=clock.now(),
    )
    assert Message.objects.get(kind="confirmation").to_address == "cora@whitfield.test"
    assert cast.link(inspection).token() == before


def test_who_takes_part_in_several_is_corrected_in_each(office: cast.Office, inspection: Inspection) -> None:
    other = cast.book(office, days=20)
    cast.receive(other, 590_00, by=office.owner)
    for_agent = cast.book(office, days=30, people=(cast.THEO, cast.MARISOL))
    changing.correct_person(
        participant=cast.part(inspection),
        name="Cora Lindqvist",
        email="cora@lindqvist.example",
        phone=cast.CORA.phone,
        by=office.owner,
        at=clock.now(),
    )
    told = "Cora Whitfield: name changed from Cora Whitfield to Cora Lindqvist; email address changed from"
    for one in (inspection, other):
        one.refresh_from_db()
        assert "lindqvist" in one.search_text
        assert one.moments.filter(by_name="Dana Ortiz").latest("pk").words.startswith(told)
        assert "Cora Lindqvist" in words_of(one, "Cora Lindqvist")
    assert "whitfield" in other.search_text, "who paid under the former name is found by it"
    assert not for_agent.moments.filter(words__contains="Lindqvist").exists()


def test_cancelling_takes_back_what_has_not_left_and_tells_who_knew(
    office: cast.Office, inspection: Inspection
) -> None:
    Message.objects.filter(to_name="Cora Whitfield").update(state="sent", sent_at=clock.now(), due_at=None)
    scheduling.cancel(inspection=inspection, because="The sale fell through", by=office.owner, at=clock.now())
    assert {
        letter.to_name: letter.state for letter in letters(inspection, "agent") + letters(inspection, "assigned")
    } == {
        "Marisol Vega": "withdrawn",
        "Ike Marsh": "withdrawn",
    }
    told = letters(inspection, "cancelled")
    assert [letter.to_name for letter in told] == ["Cora Whitfield"]
    assert "METHOD:CANCEL" in told[0].calendar
    assert inspection.moments.latest("pk").words == "Cancelled: The sale fell through"


def test_nothing_can_be_done_with_what_is_cancelled(
    office: cast.Office, inspection: Inspection, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    scheduling.cancel(inspection=inspection, because="", by=office.owner, at=clock.now())
    with pytest.raises(paying.NothingDue):
        paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    with pytest.raises(signing.Called):
        cast.sign(inspection)
    with pytest.raises(refreshing.AlreadyCancelled):
        changing.add_fee(inspection=inspection, fee=invoicing.Fee("Late", 1_00), by=office.owner, at=clock.now())
    assert attempting.live(cast.invoice(inspection)) is None
