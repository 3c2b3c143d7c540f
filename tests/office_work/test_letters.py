"""Emails: every letter with its state in words, its own page, and a preview that can do nothing."""

from django.test import Client
from pytest_django import Settings

from lintel.access import addresses
from lintel.companies import trial
from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.office_work import pages
from tests.office_work.test_details import at, leave


def letters(inspection: Inspection) -> list[Message]:
    return list(Message.objects.filter(thread=inspection.thread).order_by("pk"))


def confirmation(inspection: Inspection) -> Message:
    return Message.objects.get(thread=inspection.thread, kind="confirmation")


def hold(inspection: Inspection) -> None:
    """As the worker does when it meets the trial."""
    outside = Message.objects.filter(thread=inspection.thread, link__isnull=False)
    outside.update(state="held", held_because="trial", due_at=None)


def test_every_letter_says_how_it_stands(dana: Client, inspection: Inspection) -> None:
    assert pages.text(dana.get(at(inspection))).count("Queued, leaves within seconds") == 3
    leave(inspection)
    assert pages.text(dana.get(at(inspection))).count("Sent today") == 3


def test_a_letter_that_came_back_says_the_servers_words(dana: Client, inspection: Inspection) -> None:
    letter = confirmation(inspection)
    Message.objects.filter(pk=letter.pk).update(
        state="failed", failed_at=clock.now(), due_at=None, last_error="550 No such mailbox here"
    )
    said = pages.text(dana.get(at(inspection)))
    assert "Came back: 550 No such mailbox here" in said
    assert "A letter came back. Correct the address and send it again." in said
    page = pages.text(dana.get(at(inspection, f"letters/{letter.key}/")))
    assert "Try again, here or to another address." in page


def test_a_letter_has_a_page_with_its_history(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    said = pages.text(dana.get(at(inspection, f"letters/{confirmation(inspection).key}/")))
    assert "Cora Whitfield · cora@whitfield.example" in said or "cora@whitfield.example" in said
    assert "Written" in said
    assert "Taken by the mail server" in said


def test_the_preview_is_the_letter_in_a_box_that_can_do_nothing(dana: Client, inspection: Inspection) -> None:
    letter = confirmation(inspection)
    page = dana.get(at(inspection, f"letters/{letter.key}/")).content.decode()
    assert f'src="{at(inspection, f"letters/{letter.key}/frame/")}"' in page
    frame = dana.get(at(inspection, f"letters/{letter.key}/frame/"))
    policy = frame.headers["Content-Security-Policy"].split("; ")
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Sign &amp; Pay" in frame.content.decode()


def test_the_preview_holds_nobodys_link(dana: Client, inspection: Inspection) -> None:
    for letter in letters(inspection):
        frame = dana.get(at(inspection, f"letters/{letter.key}/frame/")).content.decode()
        assert "/p/" not in frame
        for name in ("Cora Whitfield", "Marisol Vega"):
            assert cast.link(inspection, name).token() not in frame


def test_inline_styles_are_allowed_in_the_preview_alone(dana: Client, inspection: Inspection) -> None:
    letter = confirmation(inspection)
    for page in ("", f"letters/{letter.key}/", "time/", "fees/", "payment/", "people/"):
        assert "unsafe-inline" not in dana.get(at(inspection, page)).headers["Content-Security-Policy"]


def test_a_letter_of_another_inspection_is_not_here(dana: Client, inspection: Inspection, couple: Inspection) -> None:
    theirs = confirmation_of_theo(couple)
    for page in ("", "frame/", "send/"):
        path = at(inspection, f"letters/{theirs.key}/{page}")
        assert (dana.post(path) if page == "send/" else dana.get(path)).status_code == 404


def confirmation_of_theo(couple: Inspection) -> Message:
    return Message.objects.get(thread=couple.thread, to_name="Theo Whitfield")


# --- held letters -----------------------------------------------------------------------------------------------------


def test_on_trial_a_held_letter_can_be_read_and_not_be_sent(mina: Client, juniper: cast.Office) -> None:
    inspection = cast.book(juniper)
    hold(inspection)
    page = mina.get(at(inspection))
    assert "Held: trial" in pages.text(page)
    assert "/send/" not in page.content.decode()
    letter = confirmation(inspection)
    assert "It can be sent by hand once you upgrade." in pages.text(mina.get(at(inspection, f"letters/{letter.key}/")))
    answer = mina.post(at(inspection, f"letters/{letter.key}/send/"), follow=True)
    assert "Your company is on trial, so letters to people outside it stay held." in pages.text(answer)
    letter.refresh_from_db()
    assert letter.state == "held"


def test_after_upgrade_a_held_letter_is_sent_by_hand(mina: Client, juniper: cast.Office) -> None:
    inspection = cast.book(juniper)
    hold(inspection)
    trial.subscribe(juniper.company, at=clock.now())
    letter = confirmation(inspection)
    answer = mina.post(at(inspection, f"letters/{letter.key}/send/"), follow=True)
    assert "The letter leaves now." in pages.text(answer)
    letter.refresh_from_db()
    assert (letter.state, letter.due_at is not None) == ("queued", True)
    other = Message.objects.get(thread=inspection.thread, to_name="Balthazar Quill")
    assert other.state == "held"


def test_without_a_mail_server_no_letter_is_said_to_leave(
    mina: Client, juniper: cast.Office, settings: Settings
) -> None:
    inspection = cast.book(juniper)
    hold(inspection)
    trial.subscribe(juniper.company, at=clock.now())
    settings.MAIL_CONFIGURED = False
    letter = at(inspection, f"letters/{confirmation(inspection).key}/")
    assert "It can be sent by hand once LINTEL_EMAIL_URL names a mail server." in pages.text(mina.get(letter))
    answer = pages.text(mina.post(f"{letter}send/", follow=True))
    assert "Still held: no mail server." in answer
    assert "leaves now" not in answer
    assert confirmation(inspection).state == "held"


def test_after_upgrade_held_letters_are_sent_together(mina: Client, juniper: cast.Office) -> None:
    inspection = cast.book(juniper)
    hold(inspection)
    trial.subscribe(juniper.company, at=clock.now())
    assert "Send all 2" in pages.text(mina.get(at(inspection)))
    mina.post(at(inspection, "letters/send/"))
    assert not Message.objects.filter(thread=inspection.thread, state="held").exists()


def test_nothing_old_leaves_by_itself_after_upgrade(mina: Client, juniper: cast.Office) -> None:
    inspection = cast.book(juniper)
    hold(inspection)
    trial.subscribe(juniper.company, at=clock.now())
    mina.get(at(inspection))
    assert confirmation(inspection).state == "held"


def test_a_double_click_on_send_sends_once(mina: Client, juniper: cast.Office) -> None:
    inspection = cast.book(juniper)
    hold(inspection)
    trial.subscribe(juniper.company, at=clock.now())
    letter = confirmation(inspection)
    for _ in range(2):
        answer = mina.post(at(inspection, f"letters/{letter.key}/send/"), follow=True)
    assert "That letter is not held any more." in pages.text(answer)


def test_the_real_address_is_in_no_letter_page(dana: Client, inspection: Inspection) -> None:
    letter = confirmation(inspection)
    page = dana.get(at(inspection, f"letters/{letter.key}/")).content.decode()
    assert addresses.of(cast.link(inspection)) not in page
