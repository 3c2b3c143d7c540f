"""Scheduling on one page, from typing to saved."""

from django.test import Client

from lintel.billing import invoicing
from lintel.core import clock
from lintel.directory.models import Contact
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from lintel.services import offering
from lintel.services.models import Service
from tests import cast
from tests.office_work import pages


def test_an_inspection_is_scheduled_in_one_go(dana: Client, cedar: cast.Office) -> None:
    answer = dana.post(pages.NEW, pages.order(cedar, buyer__name="Marisol Vega", buyer__email="marisol@vega.example"))
    inspection = pages.only_inspection(cedar)
    assert answer.headers["Location"] == f"/office/inspections/{inspection.key}/"
    assert inspection.home.one_line() == "1735 N 18th St, Boise, ID 83702"
    assert (inspection.home.year_built, inspection.home.square_feet, inspection.home.kind) == (1928, 2140, "ranch")
    assert inspection.local_start().strftime("%H:%M") == "13:00"
    assert inspection.duration().total_seconds() == 150 * 60
    assert [one.contact.name for one in inspection.people()] == ["Sabine Aldana", "Marisol Vega"]
    assert invoicing.balance(cast.invoice(inspection)) == 450_00
    written = set(Message.objects.filter(thread=inspection.thread).values_list("to_address", flat=True))
    assert written == {"sabine@aldana.example", "marisol@vega.example", "ike@cedarstone.example"}


def test_a_double_click_schedules_once(dana: Client, cedar: cast.Office) -> None:
    first, second = (dana.post(pages.NEW, pages.order(cedar)) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Inspection.objects.count() == 1


def test_each_new_page_has_a_key_of_its_own(dana: Client) -> None:
    assert pages.value(dana.get(pages.NEW), "once") != pages.value(dana.get(pages.NEW), "once")


def test_looking_at_the_page_saves_nothing(dana: Client, cedar: cast.Office) -> None:
    assert dana.get(pages.NEW).status_code == 200
    assert pages.nothing_saved(cedar)


# --- who will get which letter --------------------------------------------------------------------------------------


def test_it_says_who_will_get_which_letter_before_saving(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar, act="check", listing__name="Tom Brandvold", listing__email="tom@hearth.example")
    said = pages.text(dana.post(pages.NEW, typed))
    assert "Sabine Aldana Confirmation with Sign & Pay, to sabine@aldana.example" in said
    assert "Tom Brandvold Notice with a link to the status, to tom@hearth.example" in said
    assert "Ike Marsh Notice of the assignment, to ike@cedarstone.example" in said
    assert "Will be held" not in said
    assert pages.nothing_saved(cedar)


def test_on_trial_it_says_that_letters_to_outsiders_will_be_held(mina: Client, juniper: cast.Office) -> None:
    said = pages.text(mina.post(pages.CHECK, pages.order(juniper)))
    assert "to sabine@aldana.example Will be held: trial" in said
    assert "to rufus@juniperridge.example Will be held" not in said


def test_while_typing_it_adds_up(dana: Client, cedar: cast.Office) -> None:
    said = pages.text(dana.post(pages.CHECK, pages.order(cedar, ticked=("Home inspection", "Radon test"))))
    assert "Home inspection 2 h 30 min $450.00 Radon test 30 min $175.00" in said
    assert "1:00 PM to 4:00 PM Together 3 h $625.00" in said


# --- people -----------------------------------------------------------------------------------------------------------


def test_a_second_client_is_added_and_everything_typed_stays(dana: Client, cedar: cast.Office) -> None:
    answer = dana.post(pages.NEW, pages.order(cedar, act="", add="client"))
    assert pages.value(answer, "c0-name") == "Sabine Aldana"
    assert pages.value(answer, "c1-name") == ""
    typed = pages.order(cedar, c1__name="Lev Aldana", c1__email="lev@aldana.example") | {"client": ["c0", "c1"]}
    dana.post(pages.NEW, typed)
    assert [one.contact.name for one in pages.only_inspection(cedar).clients()] == ["Sabine Aldana", "Lev Aldana"]


def test_a_client_can_be_taken_off_the_page_again(dana: Client, cedar: cast.Office) -> None:
    typed = pages.order(cedar, act="", drop="c1", c1__name="Lev Aldana") | {"client": ["c0", "c1"]}
    said = dana.post(pages.NEW, typed).content.decode()
    assert "c1-name" not in said
    assert "Sabine Aldana" in said


def test_somebody_on_file_is_found_by_their_name(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    for typed in ("Cora", "whit", "cora@whit"):
        found = dana.get("/office/inspections/new/people/", {"row": "c0", "c0-name": typed})
        assert "cora@whitfield.example" in found.content.decode(), typed


def test_nobody_next_door_is_found(mina: Client, juniper: cast.Office, cedar: cast.Office) -> None:
    cast.book(cedar)
    cast.book(juniper)
    found = mina.get("/office/inspections/new/people/", {"row": "c0", "c0-name": "Cora"})
    assert pages.answers(found, "pick") == []


def test_choosing_somebody_on_file_fills_the_row(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    asked = dana.post(pages.NEW, pages.order(cedar, act="check", c0__name="Cora", c0__email="", c0__phone=""))
    (pick,) = pages.answers(asked, "pick")
    filled = dana.post(pages.NEW, pages.order(cedar, act="", c0__name="Cora", c0__email="", pick=pick))
    assert pages.value(filled, "c0-name") == "Cora Whitfield"
    assert pages.value(filled, "c0-email") == "cora@whitfield.example"
    assert pages.value(filled, "c0-phone") == "(208) 555-0171"


def test_somebody_next_door_cannot_be_chosen(mina: Client, juniper: cast.Office, cedar: cast.Office) -> None:
    cast.book(cedar)
    cora = Contact.objects.of(cedar.company).get(name="Cora Whitfield")
    filled = mina.post(pages.NEW, pages.order(juniper, act="", c0__name="Cora", c0__email="", pick=f"c0:{cora.key}"))
    assert pages.value(filled, "c0-name") == "Cora"
    assert "whitfield" not in filled.content.decode()


def test_the_same_person_is_one_contact(dana: Client, cedar: cast.Office) -> None:
    for days in (7, 8):
        dana.post(pages.NEW, pages.order(cedar, days=days, once="abcdefghijkmnpqrstuvwxy" + str(days)))
    assert Inspection.objects.count() == 2
    assert Contact.objects.of(cedar.company).filter(name="Sabine Aldana").count() == 1


# --- the place and its clocks -----------------------------------------------------------------------------------------


def test_a_whole_address_pasted_as_the_street_is_taken_apart(dana: Client, cedar: cast.Office) -> None:
    pasted = pages.order(cedar, street="1735 N 18th St, Boise, ID 83702", city="", state="", postcode="")
    dana.post(pages.NEW, pasted)
    home = pages.only_inspection(cedar).home
    assert (home.street, home.city, home.state, home.postcode) == ("1735 N 18th St", "Boise", "ID", "83702")


def test_the_clocks_are_those_of_a_state_that_has_only_one_time(dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar, city="Spokane", state="WA"))
    inspection = pages.only_inspection(cedar)
    assert inspection.home.zone == "America/Los_Angeles"
    assert inspection.local_start().strftime("%H:%M") == "13:00"


def test_a_state_with_two_times_leaves_the_companys_clocks(dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar, city="Jackpot", state="NV"))
    assert pages.only_inspection(cedar).home.zone == "America/Boise"


def test_a_zone_that_somebody_chose_stays(dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar, state="WA", zone="America/Boise"))
    assert pages.only_inspection(cedar).home.zone == "America/Boise"


def test_the_page_says_whose_clocks_are_meant(dana: Client, cedar: cast.Office) -> None:
    assert "Pacific Time" in pages.text(dana.post(pages.CHECK, pages.order(cedar, state="WA")))


# --- services, prices, duration ---------------------------------------------------------------------------------------


def test_the_duration_follows_the_services(dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar, ticked=("Home inspection", "Sewer scope")))
    assert pages.only_inspection(cedar).duration().total_seconds() == 195 * 60


def test_a_duration_that_somebody_chose_stays(dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar, minutes="60"))
    assert pages.only_inspection(cedar).duration().total_seconds() == 60 * 60


def test_a_price_can_be_another_this_time(dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar) | {pages.price_field(cedar, "Home inspection"): "$399"})
    assert invoicing.balance(cast.invoice(pages.only_inspection(cedar))) == 399_00


def test_a_discount_is_a_manual_fee_below_zero(dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar, fee__description="Thank you, second house", fee__amount="-50"))
    invoice = cast.invoice(pages.only_inspection(cedar))
    assert invoicing.balance(invoice) == 400_00
    assert [line.description for line in invoicing.current_lines(invoice)][-1] == "Thank you, second house"


# --- too much, and any script -----------------------------------------------------------------------------------------


def test_sixty_letters_of_street_nine_services_and_five_clients_fit(dana: Client, cedar: cast.Office) -> None:
    offer(cedar, "Well flow")
    offer(cedar, "Septic")
    names = tuple(Service.objects.of(cedar.company).values_list("name", flat=True))
    typed = pages.order(cedar, ticked=names, street="12847 North Old Horseshoe Bend Highway Frontage Road Unit B")
    rows = [f"c{number}" for number in range(5)]
    people = {f"{row}-name": f"Person {row}" for row in rows} | {f"{row}-email": f"{row}@five.example" for row in rows}
    dana.post(pages.NEW, typed | people | {"client": rows})
    inspection = pages.only_inspection(cedar)
    assert len(names) == 9
    assert len(inspection.clients()) == 5
    assert len(invoicing.current_lines(cast.invoice(inspection))) == 9
    page = dana.get(f"/office/inspections/{inspection.key}/")
    assert "12847 North Old Horseshoe Bend Highway Frontage Road Unit B" in pages.text(page)


def test_names_in_any_script_and_emoji_are_kept_as_typed(dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar, c0__name="李 小龍 🏡", street="Straße der Märzgefallenen 5", city="Мадрас"))
    inspection = pages.only_inspection(cedar)
    assert inspection.clients()[0].contact.name == "李 小龍 🏡"
    assert "Straße der Märzgefallenen 5" in pages.text(dana.get(f"/office/inspections/{inspection.key}/"))


def test_what_looks_like_markup_is_only_text(dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar, c0__name="<script>alert(1)</script>"))
    page = dana.get(f"/office/inspections/{pages.only_inspection(cedar).key}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def offer(office: cast.Office, name: str) -> None:
    what = offering.Offer(name, 90_00, 30)
    offering.offer(company=office.company, what=what, by=office.owner, at=clock.now())
