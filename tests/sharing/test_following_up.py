"""After a letter: its history and what can be done with it, Resend with its reason, and a mended address."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lintel.access import uses
from lintel.access.models import Use
from lintel.billing import invoicing
from lintel.core import clock
from lintel.inspections import changing, ending, sharing
from lintel.inspections.models import Inspection
from lintel.inspections.sharing import Recipient
from lintel.messages import outbox
from lintel.messages.models import Message
from tests import cast
from tests.office_work import pages
from tests.office_work.test_details import at, leave

CAME_BACK = "550 No such mailbox here"


def confirmation(inspection: Inspection) -> Message:
    return Message.objects.get(thread=inspection.thread, kind="confirmation")


def on(inspection: Inspection, letter: Message, act: str = "") -> str:
    return at(inspection, f"letters/{letter.key}/{act}")


def bounce(letter: Message) -> None:
    """As the worker does when the server refuses it."""
    Message.objects.filter(pk=letter.pk).update(
        state="failed", failed_at=clock.now(), due_at=None, sent_at=None, last_error=CAME_BACK
    )


def raise_fee(inspection: Inspection) -> None:
    fee = invoicing.Fee("Attic", 75_00)
    changing.add_fee(inspection=inspection, fee=fee, by=inspection.booked_by, at=clock.now())


# --- a letter's own page ----------------------------------------------------------------------------------------------


def test_the_history_goes_on_with_what_the_link_was_used_for(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    link = cast.link(inspection)
    uses.record(link, Use.Kind.FETCHED, visitor=uses.Visitor("66.249.80.1", "GoogleImageProxy"), at=clock.now())
    uses.record(link, Use.Kind.OPENED, visitor=cast.PHONE, at=clock.now())
    cast.sign(inspection)
    said = pages.text(dana.get(on(inspection, confirmation(inspection)))).split("History ")[1]
    told = ["Written", "Taken by the mail server", "Link fetched by a machine", "Link opened by a person"]
    places = [said.index(words) for words in [*told, "Link used to sign"]]
    assert places == sorted(places)


def test_a_letter_that_leaves_right_now_says_so(dana: Client, inspection: Inspection) -> None:
    letter = confirmation(inspection)
    Message.objects.filter(pk=letter.pk).update(state="sending")
    assert "Sending now" in pages.text(dana.get(at(inspection)))
    assert "Sending now" in pages.text(dana.get(on(inspection, letter)))


def test_a_queued_letter_can_be_called_back(dana: Client, inspection: Inspection) -> None:
    letter = confirmation(inspection)
    assert "Cancel" in pages.text(dana.get(on(inspection, letter)))
    answer = dana.post(on(inspection, letter, "cancel/"), follow=True)
    assert "Withdrawn: cancelled by Dana Ortiz" in pages.text(answer)
    assert "This letter has left" in pages.text(dana.post(on(inspection, letter, "cancel/"), follow=True))


def test_one_that_came_back_is_tried_again(dana: Client, inspection: Inspection) -> None:
    letter = confirmation(inspection)
    bounce(letter)
    answer = dana.post(on(inspection, letter, "retry/"), follow=True)
    assert "Tried again, by Dana Ortiz" in pages.text(answer)
    letter.refresh_from_db()
    assert letter.state == "queued"


def test_another_address_mends_the_person_too(dana: Client, inspection: Inspection) -> None:
    letter = confirmation(inspection)
    bounce(letter)
    slip = dana.post(on(inspection, letter, "address/"), {"email": "cora@gmial.com"})
    assert "Is cora@gmial.com right?" in pages.text(slip)
    assert pages.answers(slip, "mend") == ["email=cora@gmail.com"]
    answer = dana.post(on(inspection, letter, "address/"), {"email": "cora@gmail.com"}, follow=True)
    assert "Address changed: cora@whitfield.example to cora@gmail.com, by Dana Ortiz" in pages.text(answer)
    letter.refresh_from_db()
    assert (letter.state, letter.to_address) == ("queued", "cora@gmail.com")
    assert cast.part(inspection).contact.email == "cora@gmail.com"


def test_resend_from_a_letter_says_the_balance_to_clients_alone(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    for letter in Message.objects.filter(thread=inspection.thread, link__isnull=False):
        for _ in range(2):
            dana.post(on(inspection, letter, "resend/"), {"once": "abc"})
    cora = Message.objects.get(thread=inspection.thread, kind="resend")
    marisol = Message.objects.get(thread=inspection.thread, kind="link")
    assert "$590.00" in str(cora.body)
    assert marisol.to_name == "Marisol Vega"
    assert "$" not in str(marisol.body)
    assert marisol.link == cast.link(inspection, "Marisol Vega")


def test_what_was_shared_is_sent_again_while_its_link_opens(dana: Client, inspection: Inspection) -> None:
    (letter,) = sharing.share(
        inspection=inspection,
        recipients=[Recipient("gideon@statemutual.example", "Gideon Frost")],
        draft=sharing.starter(inspection.company, "status only"),
        consent=None,
        without_button=False,
        by=inspection.booked_by,
        once="form",
        at=clock.now(),
    )
    leave(inspection)
    dana.post(on(inspection, letter, "resend/"), {"once": "abc"})
    assert Message.objects.get(kind="link").link == letter.link
    assert letter.link is not None
    ending.revoke(link=letter.link, by=inspection.booked_by, at=clock.now())
    answer = dana.post(on(inspection, letter, "resend/"), {"once": "other"}, follow=True)
    assert "link opens nothing any more" in pages.text(answer)


@pytest.mark.parametrize("act", ["cancel/", "retry/", "resend/", "address/"])
def test_another_companys_letters_are_not_there(mina: Client, inspection: Inspection, act: str) -> None:
    letter = confirmation(inspection)
    assert mina.post(on(inspection, letter, act), {"email": "a@b.example"}).status_code == 404


# --- the Emails box ---------------------------------------------------------------------------------------------------


def test_five_hundred_letters_are_listed_in_part_for_the_same_statements(dana: Client, inspection: Inspection) -> None:
    with CaptureQueriesContext(connection) as few:
        dana.get(at(inspection))
    letter = outbox.Letter("resend", "Your link", body=[{"p": "Hello"}])
    outbox.write(
        [
            outbox.message(
                letter,
                company=inspection.company,
                thread=inspection.thread,
                to_name="Cora Whitfield",
                to_address="cora@whitfield.example",
                once=f"number {number}",
                at=clock.now(),
            )
            for number in range(500)
        ]
    )
    with CaptureQueriesContext(connection) as many:
        said = pages.text(dana.get(at(inspection)))
    assert len(many) == len(few)
    assert "The newest 20 of 503 letters." in said
    assert said.count("Queued, leaves within seconds") == 20
    whole = pages.text(dana.get(at(inspection, "?all")))
    assert whole.count("Queued, leaves within seconds") == 503


# --- Resend -----------------------------------------------------------------------------------------------------------


def test_after_a_fee_resend_proposes_itself_shows_the_letter_and_sends(dana: Client, inspection: Inspection) -> None:
    older = cast.path(inspection)
    raise_fee(inspection)
    words = "The balance changed from $590.00 to $665.00 since the last letter."
    page = dana.get(at(inspection))
    assert words in pages.text(page)
    assert at(inspection, "resend/to/") in page.content.decode()
    chosen = dana.get(at(inspection, "resend/to/"))
    assert f"{words} Attic added: $75.00" in pages.text(chosen)
    frame = at(inspection, f"resend/{cast.part(inspection).pk}/")
    assert frame in chosen.content.decode()
    letter = dana.get(frame)
    assert "$665.00 is still to pay." in letter.content.decode()
    assert "sandbox" in letter.headers["Content-Security-Policy"]
    assert "/p/" not in letter.content.decode()
    answer = dana.post(
        at(inspection, "resend/"), {"participant": str(cast.part(inspection).pk), "once": "abc"}, follow=True
    )
    assert words not in pages.text(answer)
    assert "$665.00" in Client().get(older).content.decode()


def test_nothing_changed_proposes_nothing(dana: Client, inspection: Inspection) -> None:
    assert "since the last letter" not in pages.text(dana.get(at(inspection)))
    assert "since the last letter" not in pages.text(dana.get(at(inspection, "resend/to/")))


# --- a mended address -------------------------------------------------------------------------------------------------


def correct(dana: Client, inspection: Inspection, email: str, name: str = "Cora Whitfield") -> pages.Page:
    who = cast.part(inspection, name)
    form = {"name": name, "email": email, "phone": ""}
    return dana.post(at(inspection, f"people/{who.pk}/"), form, follow=True)


def test_a_corrected_address_offers_to_send_everything_again(dana: Client, inspection: Inspection) -> None:
    letter = confirmation(inspection)
    bounce(letter)
    offered = correct(dana, inspection, "cora@whitfield.test")
    assert "Send again to cora@whitfield.test?" in pages.text(offered)
    assert f"Came back: {CAME_BACK}" in pages.text(offered)
    for _ in range(2):
        dana.post(at(inspection, f"people/{cast.part(inspection).pk}/letters/"), {"once": "abc"})
    letter.refresh_from_db()
    assert (letter.state, letter.to_address) == ("queued", "cora@whitfield.test")


def test_an_agent_gets_the_link_again_and_no_amounts(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    correct(dana, inspection, "marisol@vega.example", "Marisol Vega")
    who = cast.part(inspection, "Marisol Vega")
    dana.post(at(inspection, f"people/{who.pk}/letters/"), {"once": "abc"})
    letter = Message.objects.get(thread=inspection.thread, kind="link")
    assert letter.to_address == "marisol@vega.example"
    assert "$" not in str(letter.body)


def test_where_everything_arrived_nothing_is_offered(dana: Client, inspection: Inspection) -> None:
    assert "Send again" not in pages.text(correct(dana, inspection, "cora@whitfield.test"))


def test_an_address_that_came_back_is_marked_where_it_is_shown(dana: Client, inspection: Inspection) -> None:
    bounce(confirmation(inspection))
    said = pages.text(dana.get(at(inspection)))
    assert "Letters to this address come back" in said
    assert f"Came back: {CAME_BACK}" in said


def test_a_person_s_own_browser_is_no_machine(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    link = cast.link(inspection)
    for kind in (Use.Kind.FETCHED, Use.Kind.OPENED, Use.Kind.FETCHED):
        uses.record(link, kind, visitor=cast.PHONE, at=clock.now())
    said = pages.text(dana.get(on(inspection, confirmation(inspection)))).split("History ")[1]
    assert "Link opened by a person" in said
    assert "machine" not in said
    listed = pages.text(dana.get(f"/office/inspections/{inspection.key}/links/{link.pk}/"))
    assert "Opened by a person" in listed
    assert "achine, " not in listed


def test_a_letter_tried_again_remembers_that_it_came_back(dana: Client, inspection: Inspection) -> None:
    letter = confirmation(inspection)
    bounce(letter)
    dana.post(on(inspection, letter, "retry/"))
    said = pages.text(dana.get(on(inspection, letter))).split("History ")[1]
    assert said.index("Came back: 550 No such mailbox here") < said.index("Tried again")


def test_on_trial_no_letter_is_said_to_go(mina: Client, juniper: cast.Office) -> None:
    inspection = cast.book(juniper)
    letter, cora = confirmation(inspection), str(cast.part(inspection).pk)
    bounce(letter)
    for address, typed in (
        (at(inspection, "resend/"), {"participant": cora, "once": "a"}),
        (at(inspection, "remind/"), {"participant": cora, "once": "b"}),
        (on(inspection, letter, "resend/"), {"once": "c"}),
        (on(inspection, letter, "retry/"), {}),
        (on(inspection, letter, "address/"), {"email": "cora2@whitfield.example"}),
    ):
        said = pages.text(mina.post(address, typed, follow=True))
        assert "is written. Held: trial." in said, address
        assert "gets the link again" not in said
