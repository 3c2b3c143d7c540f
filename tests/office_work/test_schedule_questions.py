"""What Schedule asks or refuses: a sentence each time, everything typed still there, and nothing saved."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from lintel.billing import invoicing
from lintel.inspections.models import Inspection
from lintel.services.models import Service
from tests import cast
from tests.office_work import pages


def refused(browser: Client, office: cast.Office, typed: pages.Typed, sentence: str) -> pages.Page:
    """The page comes back with this sentence, with what was typed, and nothing is saved."""
    answer = browser.post(pages.NEW, typed)
    assert answer.status_code == 200
    assert sentence in pages.text(answer)
    assert pages.nothing_saved(office)
    for name in ("c0-name", "c0-email", "street", "fee-description"):
        assert pages.value(answer, name) == typed.get(name, "")
    assert pages.value(answer, "once") == typed["once"]
    return answer


# --- email addresses -------------------------------------------------------------------------------------------------


def test_a_likely_slip_in_an_address_is_questioned(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar, c0__email="sabine@gmial.com")
    asked = refused(dana, cedar, typed, "Is gmial.com right? Use sabine@gmail.com Keep as typed")
    assert pages.answers(asked, "mend") == ["c0-email=sabine@gmail.com"]


def test_the_button_mends_the_address(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar, c0__email="sabine@gmial.com", act="", mend="c0-email=sabine@gmail.com")
    mended = dana.post(pages.NEW, typed)
    assert pages.value(mended, "c0-email") == "sabine@gmail.com"
    assert "Is gmial.com right?" not in pages.text(mended)
    assert pages.nothing_saved(cedar)


def test_an_address_kept_as_typed_is_not_asked_about_again(dana: Client, cedar: cast.Office) -> None:
    asked = dana.post(pages.NEW, pages.order(cedar, c0__email="sabine@gmial.com"))
    (keep,) = pages.answers(asked, "keep")
    kept = dana.post(pages.NEW, pages.order(cedar, c0__email="sabine@gmial.com", act="", keep=keep))
    assert pages.value(kept, "kept") == keep
    assert "Is gmial.com right?" not in pages.text(kept)
    dana.post(pages.NEW, pages.order(cedar, c0__email="sabine@gmial.com", kept=keep))
    assert pages.only_inspection(cedar).clients()[0].contact.email == "sabine@gmial.com"


def test_another_slip_is_asked_about_anew(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar, c0__email="sabine@yahooo.com", kept="c0-email=sabine@gmial.com")
    refused(dana, cedar, typed, "Is yahooo.com right?")


def test_an_agents_address_is_questioned_too(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar, buyer__name="Marisol Vega", buyer__email="marisol@gmail.con")
    refused(dana, cedar, typed, "Use marisol@gmail.com")


def test_a_trailing_dot_is_offered_mended_and_cannot_be_kept(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar, c0__email="sabine@aldana.example.")
    asked = refused(dana, cedar, typed, "That is not an email address. Use sabine@aldana.example")
    assert pages.answers(asked, "keep") == []


def test_spaces_in_an_address_are_offered_mended(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, c0__email="sabine aldana@post.example"), "Use sabinealdana@post.example")


def test_what_is_no_address_is_refused(dana: Client, cedar: cast.Office) -> None:
    sentence = "That is not an email address. It looks like name@example.com."
    refused(dana, cedar, pages.order(cedar, c0__email="sabine"), sentence)


def test_a_client_without_an_address_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, c0__email=""), "the link to sign and pay goes there")


def test_a_client_without_a_name_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, c0__name=""), "Who is the client? Write the name.")


def test_an_agent_without_a_name_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, listing__email="tom@hearth.example"), "Write the listing agent’s name.")


# --- time -------------------------------------------------------------------------------------------------------------


def test_a_day_that_is_over_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, days=-1), "That day is over. Choose today or a day to come.")


def test_a_year_too_far_ahead_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, days=366 * 4), "nothing is booked as far ahead. Check the year.")


def test_a_year_with_a_slip_is_questioned(dana: Client, cedar: cast.Office) -> None:
    for year in ("0226", "9999"):
        refused(dana, cedar, pages.order(cedar, day=f"{year}-06-12"), f"Is the year {int(year)} right?")


def test_a_day_that_does_not_exist_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, day="2027-02-30"), "There is no such date. Write it like 6/12/2026.")


def test_an_hour_that_the_clocks_skip_is_refused(dana: Client, cedar: cast.Office) -> None:
    day = next_spring_forward("America/Boise", pages.in_days(cedar, 1))
    typed = pages.order(cedar, day=day.isoformat(), time="02:30")
    refused(dana, cedar, typed, "There is no 2:30 AM on Sunday")


def test_the_same_hour_exists_where_clocks_do_not_change(dana: Client, cedar: cast.Office) -> None:
    day = next_spring_forward("America/Boise", pages.in_days(cedar, 1))
    dana.post(pages.NEW, pages.order(cedar, day=day.isoformat(), time="02:30", zone="America/Phoenix"))
    assert pages.only_inspection(cedar).local_start().strftime("%H:%M") == "02:30"


def test_dates_and_times_may_be_typed_as_americans_do(dana: Client, cedar: cast.Office) -> None:
    day = pages.in_days(cedar, 7)
    dana.post(pages.NEW, pages.order(cedar, day=f"{day:%m/%d/%Y}", time="1:30 pm"))
    assert pages.only_inspection(cedar).local_start().strftime("%F %H:%M") == f"{day} 13:30"


def test_a_busy_inspector_is_refused_with_what_is_there_and_when(dana: Client, cedar: cast.Office) -> None:
    there = cast.book(cedar, days=7, hour=11)
    answer = dana.post(pages.NEW, pages.order(cedar))
    said = pages.text(answer)
    assert "Ike Marsh is already at 1214 Harrison Boulevard on" in said
    assert "from 11:00 AM to 2:00 PM. Choose another time or inspector." in said
    assert pages.value(answer, "c0-name") == "Sabine Aldana"
    assert list(Inspection.objects.all()) == [there]


def test_a_busy_inspector_is_seen_while_typing(dana: Client, cedar: cast.Office) -> None:
    cast.book(cedar, days=7, hour=11)
    said = pages.text(dana.post(pages.CHECK, pages.order(cedar)))
    assert "Ike Marsh is already at 1214 Harrison Boulevard, 11:00 AM to 2:00 PM." in said


def test_what_the_inspector_has_that_day_is_seen_while_typing(dana: Client, cedar: cast.Office) -> None:
    cast.book(cedar, days=7, hour=8)
    said = pages.text(dana.post(pages.CHECK, pages.order(cedar)))
    assert "8:00 AM to 11:00 AM 1214 Harrison Boulevard" in said


def test_an_inspector_from_next_door_is_refused(dana: Client, cedar: cast.Office, juniper: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, inspector=str(juniper.inspector.pk)), "Choose who inspects.")


# --- prices and services ----------------------------------------------------------------------------------------------


def test_a_service_for_nothing_is_questioned(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar) | {pages.price_field(cedar, "Home inspection"): "0"}
    asked = refused(dana, cedar, typed, "Home inspection for nothing? Use $450.00 Keep $0.00")
    (keep,) = pages.answers(asked, "keep")
    dana.post(pages.NEW, typed | {"kept": keep})
    assert invoicing.balance(cast.invoice(pages.only_inspection(cedar))) == 0


def test_a_price_a_hundred_times_too_high_is_questioned(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar) | {pages.price_field(cedar, "Home inspection"): "45000"}
    refused(dana, cedar, typed, "$45,000.00 for Home inspection? It is usually $450.00. Use $450.00 Keep $45,000.00")


def test_a_price_beyond_any_house_is_refused(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar) | {pages.price_field(cedar, "Home inspection"): "4500000"}
    refused(dana, cedar, typed, "That is more than $100,000.00. Is there a digit too many?")


def test_a_price_below_zero_is_refused(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar) | {pages.price_field(cedar, "Home inspection"): "-20"}
    refused(dana, cedar, typed, "A price cannot be below zero. Give a discount as a Manual Fee.")


def test_a_price_that_is_no_amount_is_refused(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar) | {pages.price_field(cedar, "Home inspection"): "four fifty"}
    refused(dana, cedar, typed, "That is not an amount. Write it like 450 or 450.00.")


def test_the_price_of_what_is_not_ticked_does_not_matter(dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar) | {pages.price_field(cedar, "Radon test"): "whatever"})
    assert invoicing.balance(cast.invoice(pages.only_inspection(cedar))) == 450_00


def test_nothing_ticked_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, ticked=()), "Tick at least one service.")


def test_a_discount_larger_than_the_price_is_refused(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar, fee__description="Too kind", fee__amount="-500")
    refused(dana, cedar, typed, "The fees add up to less than $0.00. Check the prices.")


def test_a_manual_fee_without_words_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, fee__amount="25"), "Say what the fee is for.")


def test_a_service_from_next_door_is_not_booked(dana: Client, cedar: cast.Office, juniper: cast.Office) -> None:
    theirs = Service.objects.of(juniper.company).get(name="Drone flight")
    typed = pages.order(cedar, ticked=()) | {f"s-{theirs.key}-on": "on", f"s-{theirs.key}-price": "1.00"}
    refused(dana, cedar, typed, "Tick at least one service.")


# --- the property -----------------------------------------------------------------------------------------------------


def test_a_property_without_a_street_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, street=""), "Where is the property? Write the street and number.")


def test_a_state_written_out_is_refused_with_how_to_write_it(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, state="Idaho"), "Write the state as two letters, like ID.")


def test_a_house_from_the_future_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, year_built="3028"), "No house here was built in 3028.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-5", "-5 is below zero. Correct it or leave it empty."),
        ("99999999999999", "99,999,999,999,999 is too large. Correct it or leave it empty."),
        ("roomy", "Write a whole number, or leave it empty."),
    ],
)
def test_a_size_that_is_none_is_refused_for_what_it_is(dana: Client, cedar: cast.Office, typed: str, said: str) -> None:
    refused(dana, cedar, pages.order(cedar, square_feet=typed), said)


def test_what_stood_in_the_way_goes_as_it_is_corrected(dana: Client, cedar: cast.Office) -> None:
    wrong = pages.order(cedar, c0__name="", square_feet="-5")
    refused(dana, cedar, wrong, "Two things to settle before this can be scheduled")
    assert 'name="tried" value="yes"' in dana.post(pages.NEW, wrong).content.decode()
    half = {**wrong, "tried": "yes", "square_feet": "1500"}
    del half["act"]
    page = dana.post(pages.CHECK, half).content.decode()
    assert "One thing to settle" in page
    assert "below zero" not in page
    assert 'id="id_square_feet_note" hx-swap-oob="true">' in page
    page = dana.post(pages.CHECK, {**half, "c0-name": "Sabine Aldana"}).content.decode()
    assert "to settle" not in page
    assert 'class="error"' not in page


def test_before_it_is_tried_nothing_is_held_against_anyone(dana: Client, cedar: cast.Office) -> None:
    page = dana.post(pages.CHECK, {"client": ["c0"], "square_feet": "-"}).content.decode()
    assert "to settle" not in page
    assert 'class="error"' not in page


def test_a_palace_of_a_million_square_feet_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, square_feet="1,000,000"), "1,000,000 square feet cannot be right.")


def test_a_street_without_end_is_refused(dana: Client, cedar: cast.Office) -> None:
    refused(dana, cedar, pages.order(cedar, street="Long " * 30 + "Street"), "That is longer than 120 letters.")


def test_a_zone_that_nobody_keeps_is_refused(dana: Client, cedar: cast.Office) -> None:
    answer = dana.post(pages.NEW, pages.order(cedar, zone="Mars/Olympus"))
    assert "to settle before this can be scheduled" in pages.text(answer)
    assert pages.nothing_saved(cedar)


def test_several_things_are_said_at_once_and_counted(dana: Client, cedar: cast.Office) -> None:
    said = pages.text(dana.post(pages.NEW, pages.order(cedar, days=-1, c0__name="", street="", ticked=())))
    assert "Four things to settle before this can be scheduled" in said
    in_order = ("Who is the client?", "Where is the property?", "Tick at least one service.", "That day is over.")
    assert sorted(in_order, key=said.index) == list(in_order)


def next_spring_forward(zone: str, after: date) -> date:
    """The next day on which 2:30 AM is skipped."""
    day = after
    while True:
        local = datetime.combine(day, time(2, 30), tzinfo=ZoneInfo(zone))
        if local.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).hour != 2:
            return day
        day += timedelta(days=1)
