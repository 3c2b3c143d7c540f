"""An address mended in the office, and the clients' own links where something else was shared with them too."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lintel.access import uses
from lintel.access.models import Link, Use
from lintel.core import clock
from lintel.inspections import ending, sharing
from lintel.inspections.models import Inspection
from lintel.inspections.sharing import Recipient
from lintel.messages.models import Message
from tests import cast
from tests.office_work import pages
from tests.office_work.test_details import at, leave
from tests.sharing.test_following_up import bounce, confirmation, correct, on


def share(inspection: Inspection, preset: str) -> Link:
    """With Cora, beside the link to her portal."""
    (message,) = sharing.share(
        inspection=inspection,
        recipients=[Recipient(cast.CORA.email)],
        draft=sharing.starter(inspection.company, preset),
        consent=None,
        without_button=False,
        by=inspection.booked_by,
        once=preset,
        at=clock.now(),
    )
    assert message.link is not None
    return message.link


def revoke_the_portal(inspection: Inspection) -> None:
    ending.revoke(link=cast.link(inspection), by=inspection.booked_by, at=clock.now())


# --- an address -------------------------------------------------------------------------------------------------------


def test_each_line_names_the_house_and_what_went_is_counted(dana: Client, cedar: cast.Office) -> None:
    inspection, other = cast.book(cedar), cast.book(cedar, days=15, place=cast.KESTREL)
    for one in (inspection, other):
        leave(one)
    offered = pages.text(correct(dana, inspection, "cora@whitfield.test"))
    assert "1214 Harrison Boulevard" in offered.partition("What came back")[2]
    assert "77 Kestrel Hollow Lane" in offered
    page = at(inspection, f"people/{cast.part(inspection).pk}/letters/")
    said = pages.text(dana.post(page, {"once": "abc"}, follow=True))
    assert "2 letters go to cora@whitfield.test." in said
    assert "Everything has gone" in pages.text(dana.post(page, {"once": "abc"}, follow=True))
    assert Message.objects.filter(kind="resend", to_address="cora@whitfield.test").count() == 2


def test_saving_again_does_not_ask_again(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    correct(dana, inspection, "cora@whitfield.test")
    dana.post(at(inspection, f"people/{cast.part(inspection).pk}/letters/"), {"once": "abc"})
    assert "Send again to" not in pages.text(correct(dana, inspection, "cora@whitfield.test"))


def test_a_sent_letter_can_go_to_another_address_too(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    letter = confirmation(inspection)
    page = dana.get(on(inspection, letter))
    assert "Edit address and resend" in pages.text(page)
    typed = {"email": "cora@whitfield.test", "once": pages.value(page, "once")}
    for _ in range(2):
        answer = dana.post(on(inspection, letter, "address/"), typed, follow=True)
    assert "The link goes to cora@whitfield.test." in pages.text(answer)
    letter.refresh_from_db()
    assert (letter.state, letter.to_address) == ("sent", cast.CORA.email)
    assert cast.part(inspection).contact.email == "cora@whitfield.test"
    assert Message.objects.get(kind="resend").to_address == "cora@whitfield.test"


# --- the client's own link --------------------------------------------------------------------------------------------


def test_a_link_to_pay_is_no_client_view(dana: Client, inspection: Inspection) -> None:
    link = share(inspection, "pay only")
    revoke_the_portal(inspection)
    page = dana.get(at(inspection))
    assert at(inspection, "view/") in page.content.decode()
    assert f'data-copy="link-{link.pk}">' not in page.content.decode().partition('class="cols"')[0]
    chosen = pages.text(dana.get(at(inspection, "view/")))
    assert "Cora Whitfield cora@whitfield.example No link that opens. Resend hands out a new one" in chosen


def test_a_client_with_two_links_is_named_once(dana: Client, inspection: Inspection) -> None:
    share(inspection, "pay only")
    for page in ("view/", "hand-over/"):
        answer = dana.get(at(inspection, page))
        assert pages.text(answer).count("Cora Whitfield cora@") == 1
    assert cast.path(inspection) in dana.get(at(inspection, "view/")).content.decode()


def test_the_device_is_handed_over_with_the_whole_portal_or_not_at_all(dana: Client, inspection: Inspection) -> None:
    cora = {"participant": str(cast.part(inspection).pk)}
    share(inspection, "pay only")
    Link.objects.filter(pk=cast.link(inspection).pk).update(expires_at=clock.now())
    answer = dana.post(at(inspection, "hand-over/"), cora, follow=True)
    assert "Cora Whitfield has no link that opens the Client Portal." in pages.text(answer)
    assert not inspection.moments.filter(kind="device.handed over").exists()
    Link.objects.filter(pk=cast.link(inspection).pk).update(expires_at=None)
    assert dana.post(at(inspection, "hand-over/"), cora).headers["Location"] == cast.path(inspection)


# --- what a letter's page says ----------------------------------------------------------------------------------------


def test_the_history_stands_in_the_order_in_which_it_came_to_pass(dana: Client, inspection: Inspection) -> None:
    letter = confirmation(inspection)
    bounce(letter)
    dana.post(on(inspection, letter, "address/"), {"email": "cora@whitfield.test"})
    Message.objects.filter(pk=letter.pk).update(state="sending")
    said = pages.text(dana.get(on(inspection, letter))).split("History ")[1]
    told = [
        "Written",
        "Came back: 550",
        "Address changed: cora@whitfield.example to cora@whitfield.test",
        "Leaving now",
    ]
    places = [said.index(words) for words in told]
    assert places == sorted(places)


def test_a_letter_sent_again_says_who_wrote_it(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    dana.post(on(inspection, confirmation(inspection), "resend/"), {"once": "abc"})
    again = Message.objects.get(kind="resend")
    assert "Written by Dana Ortiz" in pages.text(dana.get(on(inspection, again)))


def test_what_will_be_held_says_so_at_once(mina: Client, juniper: cast.Office) -> None:
    inspection = cast.book(juniper)
    said = pages.text(mina.get(at(inspection)))
    assert said.count("Held: trial") == 2
    assert said.count("Queued, leaves within seconds") == 1, "Rufus works there"
    assert "The letter is held: trial." in said
    assert "about to leave" not in pages.text(mina.get("/office/inspections/"))
    letter = pages.text(mina.get(on(inspection, confirmation(inspection))))
    assert "Held: trial It can be sent by hand once you upgrade." in letter


def test_many_held_letters_cost_what_few_do(mina: Client, juniper: cast.Office) -> None:
    inspection = cast.book(juniper)
    with CaptureQueriesContext(connection) as few:
        mina.get(at(inspection, "?all"))
    letter = confirmation(inspection)
    for number in range(30):
        letter.pk, letter.key, letter.dedupe_key = None, f"copy{number}", f"copy {number}"
        letter.save()
    with CaptureQueriesContext(connection) as many:
        assert pages.text(mina.get(at(inspection, "?all"))).count("Held: trial") == 32
    assert len(many) == len(few)


def test_an_address_is_the_same_in_capitals(dana: Client, inspection: Inspection) -> None:
    bounce(confirmation(inspection))
    Message.objects.filter(kind="confirmation").update(to_address="Cora@Whitfield.Example")
    assert "Letters to this address come back" in pages.text(dana.get(at(inspection)))


# --- the used-by log --------------------------------------------------------------------------------------------------


def test_a_payment_by_card_is_of_the_person_who_began_it(mina: Client, juniper: cast.Office) -> None:
    inspection = cast.book(juniper)
    cast.sign(inspection)
    cast.pay(inspection)
    page = at(inspection, f"links/{cast.link(inspection).pk}/")
    said = pages.text(mina.get(page))
    for act in ("Signed by a person", "Paid by a person"):
        assert re.search(act + r" \w+, \w+ \d+, \d+:\d+ [AP]M 203.0.113.0 Safari on iPhone", said), said


def test_a_machine_is_called_a_program(dana: Client, inspection: Inspection) -> None:
    link = cast.link(inspection)
    uses.record(link, Use.Kind.FETCHED, visitor=uses.Visitor("66.249.80.1", "GoogleImageProxy/1.0"), at=clock.now())
    said = pages.text(dana.get(at(inspection, f"links/{link.pk}/")))
    assert "66.249.80.0 a program" in said
    assert "GoogleImageProxy" not in said


def test_links_of_nobody_in_the_inspection_stand_last(dana: Client, inspection: Inspection) -> None:
    draft = sharing.starter(inspection.company, "status only")
    sharing.share(
        inspection=inspection,
        recipients=[Recipient("gideon@statemutual.example", "Gideon Frost")],
        draft=draft,
        consent=None,
        without_button=False,
        by=inspection.booked_by,
        once="gideon",
        at=clock.now(),
    )
    said = pages.text(dana.get(at(inspection))).split(" Links ")[1]
    places = [said.index(name) for name in ("Cora Whitfield, client", "Marisol Vega, buyer", "Gideon Frost")]
    assert places == sorted(places)
