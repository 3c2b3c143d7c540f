"""Needs attention on Today: each thing that needs somebody, with the one click that mends it."""

import re
from datetime import timedelta

import pytest

from lintel.access import uses
from lintel.access.models import Use
from lintel.core import clock
from lintel.inspections import inviting, sharing
from lintel.inspections.models import Inspection
from lintel.inspections.scheduling import Person
from lintel.inspections.sharing import Recipient
from lintel.messages.models import Message
from tests import cast
from tests.office.desk import Desk, hold, open_, send, sit_down

pytestmark = pytest.mark.django_db
TODAY = "/office/"


@pytest.fixture
def cedar(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def dana(cedar: cast.Office) -> Desk:
    return sit_down(cedar.owner)


def told(inspection: Inspection, hours: int) -> None:
    """Its letters were written and sent that long ago."""
    then = clock.now() - timedelta(hours=hours)
    send(inspection, at=then)
    Message.objects.filter(thread=inspection.thread).update(written_at=then)


def needs(dana: Desk) -> str:
    return dana.read(TODAY).partition(" Needs attention ")[2]


class TestUnopened:
    def test_a_letter_not_opened_for_a_day_is_sent_again_by_one_click(self, dana: Desk, cedar: cast.Office) -> None:
        couple = cast.book(cedar, days=5, people=(cast.CORA, cast.THEO))
        told(couple, hours=27)
        open_(couple, "Theo Whitfield")
        shown = needs(dana)
        assert "Cora Whitfield has not opened the letter Sent 27 h ago. Starts in" in shown
        assert "Theo Whitfield has not opened" not in shown
        part = cast.part(couple)
        page = dana.get(TODAY).content.decode()
        assert f'name="participant" value="{part.pk}"' in page
        dana.post(f"/office/inspections/{couple.key}/remind/", {"once": "x", "participant": str(part.pk)})
        assert [one.to_name for one in Message.objects.filter(kind="resend")] == ["Cora Whitfield"]
        assert "has not opened the letter" not in needs(dana), "who was written to again is given a day"

    @pytest.mark.parametrize(("hours", "there"), [(23, False), (25, True)])
    def test_a_day_is_twenty_four_hours(self, dana: Desk, cedar: cast.Office, hours: int, *, there: bool) -> None:
        told(cast.book(cedar, days=5), hours=hours)
        assert ("Cora Whitfield has not opened the letter" in needs(dana)) is there

    def test_a_machine_that_fetched_it_is_nobody(self, dana: Desk, cedar: cast.Office) -> None:
        inspection = cast.book(cedar, days=5)
        told(inspection, hours=30)
        uses.fetched(cast.link(inspection), visitor=cast.PHONE, at=clock.now())
        uses.waiting.write()
        assert "Cora Whitfield has not opened the letter" in needs(dana)
        uses.record(cast.link(inspection), Use.Kind.SIGNED, visitor=cast.PHONE, at=clock.now())
        assert "Cora Whitfield has not opened the letter" not in needs(dana)

    def test_an_agent_a_past_one_and_one_that_is_named_already_are_not(self, dana: Desk, cedar: cast.Office) -> None:
        soon = cast.book(cedar, days=1, hour=0, minutes=60)
        told(soon, hours=30)
        shown = needs(dana)
        assert "Cora Whitfield has not signed or paid" in shown
        assert "has not opened the letter" not in shown
        past = clock.now() - timedelta(days=5)
        Inspection.objects.filter(pk=soon.pk).update(starts_at=past, ends_at=past + timedelta(hours=1))
        assert "has not opened the letter" not in needs(dana)


class TestNotLeaving:
    def test_what_the_mail_server_puts_off_is_said_with_its_words(self, dana: Desk, cedar: cast.Office) -> None:
        inspection = cast.book(cedar, days=5)
        letter = Message.objects.filter(thread=inspection.thread, to_name="Cora Whitfield")
        letter.update(attempts=4, last_error="451 Try later", written_at=clock.now() - timedelta(minutes=50))
        shown = needs(dana)
        assert "Cora Whitfield’s letter has not left" in shown
        assert "“451 Try later”" in shown
        assert f"/letters/{letter.get().key}/" in dana.get(TODAY).content.decode()
        letter.update(written_at=clock.now())
        assert "has not left" not in needs(dana)


class TestUnreachable:
    def test_a_client_without_a_telephone_is_completed_by_one_click(self, dana: Desk, cedar: cast.Office) -> None:
        inspection = cast.book(cedar, days=3, people=(Person("Sabine Aldana", "sabine@aldana.example"),))
        assert "Sabine Aldana has no telephone number" in needs(dana)
        part = cast.part(inspection)
        assert f'href="/office/inspections/{inspection.key}/people/{part.pk}/">Add' in dana.get(TODAY).content.decode()
        part.contact.phone = "(208) 555-0100"
        part.contact.save()
        assert "Sabine Aldana has no" not in needs(dana)

    def test_nor_an_address(self, dana: Desk, cedar: cast.Office) -> None:
        contact = cast.part(cast.book(cedar, days=3, people=(Person("Sabine Aldana", "s@aldana.example"),))).contact
        contact.email = ""
        contact.save()
        assert "Sabine Aldana has no email address and no telephone number" in needs(dana)

    def test_who_has_two_inspections_is_named_once(self, dana: Desk, cedar: cast.Office) -> None:
        sabine = Person("Sabine Aldana", "sabine@aldana.example")
        for days in (3, 4):
            cast.book(cedar, days=days, people=(sabine,))
        assert dana.get(TODAY).content.decode().count("Sabine Aldana has no telephone number</h3>") == 1

    def test_later_ones_can_wait(self, dana: Desk, cedar: cast.Office) -> None:
        cast.book(cedar, days=12, people=(Person("Sabine Aldana", "sabine@aldana.example"),))
        assert "Sabine Aldana has no" not in dana.read(TODAY)


def test_held_letters_lead_to_their_page(dana: Desk, cedar: cast.Office) -> None:
    hold(cast.book(cedar), "trial")
    assert 'href="/office/held/">Look through' in dana.get(TODAY).content.decode()


def test_three_of_each_cost_what_one_does(dana: Desk, cedar: cast.Office) -> None:
    def one_of_each(hour: int) -> None:
        nobody = Person("Sabine Aldana", f"sabine{hour}@aldana.example")
        for days, act in ((4, told), (5, _put_off)):
            act(cast.book(cedar, days=days, hour=hour, minutes=60, people=(nobody,)), 30)

    one_of_each(8)
    first = dana.statements(TODAY)
    one_of_each(10)
    one_of_each(12)
    assert [sql[:60] for sql in dana.statements(TODAY)] == [sql[:60] for sql in first]


def _put_off(inspection: Inspection, hours: int) -> None:
    then = clock.now() - timedelta(hours=hours)
    Message.objects.filter(thread=inspection.thread).update(attempts=2, last_error="451 Busy", written_at=then)


class TestSentAgain:
    def test_what_was_sent_again_says_so_and_has_no_button(self, dana: Desk, cedar: cast.Office) -> None:
        couple = cast.book(cedar, days=1, hour=0, minutes=60, people=(cast.CORA, cast.THEO))
        told(couple, hours=3)
        remind = f"/office/inspections/{couple.key}/remind/"
        dana.post(remind, {"once": "x", "participant": str(cast.part(couple).pk)})
        assert remind in dana.get(TODAY).content.decode(), "Theo was not written to"
        dana.post(remind, {"once": "y"})
        shown = needs(dana)
        assert re.search(r"have not signed or paid \$590.00 .*? Sent again (yesterday at )?\d+:\d\d [AP]M\. ", shown)
        assert remind not in dana.get(TODAY).content.decode()

    def test_a_day_later_or_where_it_does_not_leave_the_button_is_back(self, dana: Desk, cedar: cast.Office) -> None:
        inspection = cast.book(cedar, days=1, hour=0, minutes=60)
        told(inspection, hours=3)
        remind = f"/office/inspections/{inspection.key}/remind/"
        dana.post(remind, {"once": "x"})
        letter = Message.objects.filter(kind="resend")
        letter.update(written_at=clock.now() - timedelta(hours=25))
        assert remind in dana.get(TODAY).content.decode()
        letter.update(written_at=clock.now(), state="held", held_because="trial", due_at=None)
        assert "Sent again" not in needs(dana)


class TestCameBack:
    """A letter that its server refused leads to where its address is mended."""

    def test_an_invitation_to_the_members(self, dana: Desk, cedar: cast.Office) -> None:
        cast.book(cedar, days=5)
        inviting.invite(
            company=cedar.company,
            name="Nora Lindgren",
            email="nora@lindgren.example",
            role="office",
            inspects=False,
            by=cedar.owner,
            at=clock.now(),
        )
        _refuse(Message.objects.get(kind="invitation"))
        assert "Nora Lindgren’s letter came back “550 No such mailbox” Open" in needs(dana)
        assert 'href="/office/settings/members/">Open' in dana.get(TODAY).content.decode()
        assert cedar.staff is not None
        assert "“550 No such mailbox” Only the owner decides who works here." in needs(sit_down(cedar.staff))
        assert ">Open<" not in sit_down(cedar.staff).get(TODAY).content.decode()

    def test_that_of_somebody_outside_the_inspection_to_the_letter_itself(self, dana: Desk, cedar: cast.Office) -> None:
        inspection = cast.book(cedar, days=5)
        (letter,) = sharing.share(
            inspection=inspection,
            recipients=[Recipient("gideon@statemutual.example", "Gideon Frost")],
            draft=sharing.starter(inspection.company, "status only"),
            consent=None,
            without_button=False,
            by=cedar.owner,
            once="form",
            at=clock.now(),
        )
        _refuse(letter)
        address = f"/office/inspections/{inspection.key}/letters/{letter.key}/"
        assert f'href="{address}">Correct' in dana.get(TODAY).content.decode()
        assert "Edit address and resend" in dana.read(address)


def _refuse(letter: Message) -> None:
    refused = {"state": "failed", "failed_at": clock.now(), "due_at": None, "last_error": "550 No such mailbox"}
    Message.objects.filter(pk=letter.pk).update(**refused)
