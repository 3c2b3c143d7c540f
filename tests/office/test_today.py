"""What the office sees first: the two days, what needs somebody, the figures."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from lintel.billing import invoicing
from lintel.companies.models import Member
from lintel.core import clock
from lintel.inspections import scheduling
from lintel.inspections.gathering import Counted
from lintel.inspections.models import Inspection
from lintel.inspections.scheduling import Person
from lintel.messages.models import Message
from lintel.web.office import attention
from tests import cast
from tests.office.desk import Desk, come_back, hold, open_, send, sit_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def tomorrow(cedar: cast.Office) -> Inspection:
    """Cora's, at midnight after today: within 24 hours, whatever the clock says."""
    return cast.book(cedar, days=1, hour=0, minutes=60)


def test_the_first_morning_says_what_to_do_and_that_nothing_of_it_is_needed(dana: Desk) -> None:
    page = dana.read("/office/")
    assert "Welcome, Dana Ortiz" in page
    assert "You can schedule the first inspection now" in page
    assert "Services and prices : done" in page
    assert "Agreement : to do" in page


def test_who_may_not_change_settings_is_offered_no_buttons_for_it(ike: Desk) -> None:
    page = ike.get("/office/").content.decode()
    assert "Before the first client" in page
    assert "Read the agreement" not in page


def test_two_empty_days_are_said_in_english(dana: Desk, cedar: cast.Office) -> None:
    cast.book(cedar, days=10)
    assert "No inspections today, none tomorrow." in dana.read("/office/")


def test_the_day_says_who_is_waited_for_and_how_much(dana: Desk, tomorrow: Inspection) -> None:
    send(tomorrow)
    assert "Waits on Cora to open the letter, to sign and to pay $590.00." in dana.read("/office/")
    open_(tomorrow)
    assert "Waits on Cora to sign and to pay $590.00." in dana.read("/office/")
    cast.sign(tomorrow)
    assert "Waits on Cora to pay $590.00." in dana.read("/office/")


def test_a_property_in_another_zone_says_whose_clocks_it_keeps(dana: Desk, cedar: cast.Office) -> None:
    inspection = cast.book(cedar, days=1, hour=9, place=replace(cast.HARRISON, zone="America/Los_Angeles"))
    clocks = inspection.local_start().tzname()
    assert clocks in {"PST", "PDT"}
    assert f"9:00 AM {clocks}" in dana.read("/office/")


def test_all_done_is_nothing_open(dana: Desk, cedar: cast.Office, tomorrow: Inspection) -> None:
    send(tomorrow)
    cast.sign(tomorrow)
    cast.receive(tomorrow, 590_00, by=cedar.owner)
    page = dana.read("/office/")
    assert "Nothing open." in page
    assert "Nothing needs you." in page


def test_a_letter_that_came_back_is_said_with_its_servers_words_and_mended_by_one_click(
    dana: Desk, tomorrow: Inspection
) -> None:
    come_back(tomorrow, "550 5.1.1 no such mailbox")
    page = dana.read("/office/")
    assert "Cora Whitfield’s letter came back" in page
    assert "“550 5.1.1 no such mailbox”" in page
    address = f"/office/inspections/{tomorrow.key}/people/{cast.part(tomorrow).pk}/"
    assert f'href="{address}">Correct' in dana.get("/office/").content.decode()


def test_a_likely_slip_is_mended_by_one_click(dana: Desk, cedar: cast.Office) -> None:
    slipped = Person("Hannah Oyelaran", "hannah@gmial.com")
    inspection = cast.book(cedar, days=1, hour=0, minutes=60, people=[slipped])
    come_back(inspection, "550 unknown")
    page = dana.read("/office/")
    assert "Did they mean hannah@gmail.com? Send there" in page
    (action,) = re.findall(r'action="([^"]+/address/)"', dana.get("/office/").content.decode())
    dana.post(action, {"email": "hannah@gmail.com"})
    letter = Message.objects.get(thread=inspection.thread, kind="confirmation")
    assert (letter.state, letter.to_address) == ("queued", "hannah@gmail.com")
    assert cast.part(inspection, "Hannah Oyelaran").contact.email == "hannah@gmail.com"
    assert "Hannah Oyelaran’s letter came back" not in dana.read("/office/")


def test_a_letter_written_again_needs_nobody_any_more(dana: Desk, tomorrow: Inspection) -> None:
    come_back(tomorrow, "550 5.1.1 no such mailbox")
    dana.post(f"/office/inspections/{tomorrow.key}/remind/", {"once": "again"})
    page = dana.read("/office/")
    assert "Cora Whitfield’s letter came back" not in page
    assert "A letter came back" not in page
    assert "Marisol Vega’s letter came back" in page


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [("no mail server", "LINTEL_EMAIL_URL"), ("no public address", "LINTEL_PUBLIC_ORIGIN"), ("trial", "on trial")],
)
def test_held_letters_are_counted_by_their_reason(dana: Desk, tomorrow: Inspection, reason: str, remedy: str) -> None:
    hold(tomorrow, reason)
    page = dana.read("/office/")
    assert f"3 letters are held: {reason}" in page
    assert remedy in page


def test_unsigned_within_a_day_is_reminded_of_by_one_click(dana: Desk, tomorrow: Inspection) -> None:
    send(tomorrow, at=clock.now() - timedelta(hours=3))
    assert "Cora Whitfield has not signed or paid $590.00" in dana.read("/office/")
    answer = dana.post(f"/office/inspections/{tomorrow.key}/remind/", {"once": "first click"}, follow=True)
    assert b"The link goes to Cora again." in answer.content
    dana.post(f"/office/inspections/{tomorrow.key}/remind/", {"once": "first click"})
    assert Message.objects.filter(thread=tomorrow.thread, kind="resend").count() == 1


def test_only_those_who_have_not_signed_are_reminded(dana: Desk, cedar: cast.Office) -> None:
    couple = cast.book(cedar, days=1, hour=0, minutes=60, people=(cast.CORA, cast.THEO))
    send(couple)
    cast.sign(couple, "Theo Whitfield")
    assert "Waits on Cora to sign. Theo has. $590.00 is due." in dana.read("/office/")
    dana.post(f"/office/inspections/{couple.key}/remind/", {"once": "x"})
    assert [one.to_name for one in Message.objects.filter(kind="resend")] == ["Cora Whitfield"]


def test_what_starts_later_than_a_day_needs_nobody_yet(dana: Desk, cedar: cast.Office) -> None:
    send(cast.book(cedar, days=3))
    assert "has not signed" not in dana.read("/office/")


@pytest.mark.parametrize(("hours", "needs"), [(-20, True), (23, True), (25, False)])
@pytest.mark.parametrize(("signed", "balance"), [(0, 0), (1, 590_00), (0, 590_00)])
def test_what_is_open_needs_somebody_from_a_day_before(hours: int, signed: int, balance: int, *, needs: bool) -> None:
    at = clock.now()
    starts = at + timedelta(hours=hours)
    open_one, done = Counted(1, signed, 590_00, balance), Counted(1, 1, 590_00, 0)
    assert attention.is_open(open_one, starts_at=starts, at=at) is needs
    assert not attention.is_open(done, starts_at=starts, at=at)


def test_too_much_paid_is_never_silent(dana: Desk, cedar: cast.Office, tomorrow: Inspection) -> None:
    send(tomorrow)
    cast.sign(tomorrow)
    cast.receive(tomorrow, 600_00, by=cedar.owner)
    page = dana.read("/office/")
    assert "Cora Whitfield paid $10.00 too much" in page
    assert "$10.00 more was paid than is due." in page


def test_the_figures_add_up(dana: Desk, cedar: cast.Office, tomorrow: Inspection) -> None:
    paid = cast.book(cedar, days=4)
    send(paid, at=clock.now() - timedelta(hours=3, minutes=40))
    cast.receive(paid, 590_00, by=cedar.owner)
    page = dana.read("/office/")
    assert "Outstanding $590.00 One invoice" in page
    assert "Collected this month $590.00" in page
    assert re.search(r"Link to paid, median 3 h 40 min this month", page)


def test_a_cancelled_inspection_is_owed_nothing(dana: Desk, cedar: cast.Office, tomorrow: Inspection) -> None:
    off = cast.book(cedar, days=4)
    scheduling.cancel(inspection=off, because="Seller withdrew", by=cedar.owner, at=clock.now())
    assert "Outstanding $590.00 One invoice" in dana.read("/office/")


def test_practice_money_is_marked(mina: Desk, juniper: cast.Office) -> None:
    assert "TEST" not in mina.read("/office/")
    inspection = cast.book(juniper, days=5)
    cast.sign(inspection)
    cast.pay(inspection)
    assert re.search(r"Collected this month \$[\d,.]+ TEST", mina.read("/office/"))


def test_nothing_of_next_door_is_seen(dana: Desk, juniper: cast.Office, tomorrow: Inspection) -> None:
    page = dana.get("/office/").content.decode()
    assert not [word for word in cast.JUNIPERS_WORDS if word in page]
    assert "Outstanding $590.00 One invoice" in dana.read("/office/")


def test_nobody_next_door_can_remind_cedars_clients(mina: Desk, tomorrow: Inspection) -> None:
    answer = mina.post(f"/office/inspections/{tomorrow.key}/remind/", {"once": "x"})
    assert answer.status_code == 404
    assert not Message.objects.filter(kind="resend").exists()


def test_a_very_full_day_shows_forty_and_counts_the_rest(cedar: cast.Office) -> None:
    at = clock.now()
    for number in range(43):
        inspector = cast.hire(
            cedar.owner, f"Inspector {number}", f"i{number}@cedarstone.example", Member.Role.INSPECTOR, inspects=True
        )
        cast.book(cedar, at=at, days=1, hour=0, minutes=60, inspector=inspector, fees=[invoicing.Fee("House", 450_00)])
    for inspection in Inspection.objects.all():
        send(inspection)
    page = sit_down(cedar.owner).get("/office/").content.decode()
    assert page.count('class="where"') == 40
    assert "Three more" in page
    assert page.count("has not signed or paid $450.00</h3>") == 8
    assert "35 more are unsigned or unpaid" in page


def test_when_many_letters_come_back_the_last_five_stand_for_all(dana: Desk, cedar: cast.Office) -> None:
    for days in range(2, 6):
        come_back(cast.book(cedar, days=days), "550")
    page = dana.get("/office/").content.decode()
    assert page.count("letter came back</h3>") == 5
    assert "More letters came back" in page


def test_money_for_a_cancelled_inspection_is_not_silent(dana: Desk, cedar: cast.Office) -> None:
    inspection = cast.book(cedar, days=3)
    cast.receive(inspection, 200_00, by=cedar.owner)
    assert "cancelled inspection" not in dana.read("/office/")
    scheduling.cancel(inspection=inspection, because="The sale fell through", by=cedar.owner, at=clock.now())
    assert "$200.00 was paid for a cancelled inspection" in dana.read("/office/")
