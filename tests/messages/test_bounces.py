"""Letters that came back later: read from the mailbox, believed for letters of ours alone, and told to somebody."""

import textwrap
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.test import Client

from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.messages import bouncing, handling, sending, suppressing
from lintel.messages.models import Message, Step
from lintel.messages.providers.email import Email
from lintel.messages.providers.mailbox import Mailbox, Unreadable
from tests import cast
from tests.accounts.pages import words
from tests.cast import Office
from tests.messages import imap
from tests.messages.imap import Mails
from tests.rig.smtp import Sink

CORA = cast.CORA.email


@pytest.fixture
def inspection(cedar: Office, smtp_sink: Sink) -> Inspection:
    """Booked, and its letters sent."""
    booked = cast.book(cedar)
    send()
    return booked


@pytest.fixture
def mails() -> Iterator[Mails]:
    with imap.listening(Mails()) as box:
        yield box


@pytest.fixture
def dana(cedar: Office) -> Client:
    browser = Client()
    browser.force_login(cedar.owner.user)
    return browser


def send() -> None:
    with closing(Email()) as post:
        while sending.drain(through=post, clock=clock.now):
            pass


def coras(inspection: Inspection, kind: str = "confirmation") -> Message:
    return Message.objects.filter(thread=inspection.thread, kind=kind, to_address=CORA).latest("pk")


def notification(
    letter: Message, *, to: str = CORA, action: str = "failed", status: str = "5.1.1", whole: bool = True
) -> bytes:
    """As Postfix writes it (whole: it brings the letter along), or as Exchange does (its headers alone)."""
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    return textwrap.dedent(
        f"""\
        From: MAILER-DAEMON@mail.example.com (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: lintel@lintel.example
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

        --cut
        Content-Type: text/plain

        I'm sorry to have to inform you that your message could not be delivered.

        --cut
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.example.com

        Final-Recipient: rfc822; {to}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 {status} <{to}>: Recipient address rejected:
            User unknown in virtual mailbox table

        --cut
        Content-Type: {kind}

        Message-ID: {letter.message_id}
        Subject: {letter.subject}

        Hello.
        --cut--
        """
    ).encode()


def read(mails: Mails) -> int:
    return Mailbox(mails.address).read(lambda raw: bouncing.hear(raw, at=clock.now()))


@pytest.mark.parametrize("whole", [True, False], ids=["the letter", "its headers"])
def test_a_letter_that_came_back_says_so_with_the_servers_words(
    inspection: Inspection, mails: Mails, dana: Client, *, whole: bool
) -> None:
    mails.kept.append(notification(coras(inspection), whole=whole))
    assert read(mails) == 1
    letter = coras(inspection)
    assert letter.state == Message.State.FAILED
    assert "User unknown in virtual mailbox table" in letter.last_error
    page = words(dana.get(f"/office/inspections/{inspection.key}/letters/{letter.key}/"))
    assert "Taken by the mail server" in page
    assert "Came back: 550 5.1.1" in page
    assert "Cora Whitfield’s letter came back" in words(dana.get("/office/"))


def test_what_was_read_is_marked_and_not_read_again(inspection: Inspection, mails: Mails) -> None:
    mails.kept += [notification(coras(inspection)), b"Subject: Hello\r\n\r\nHow are you?\r\n"]
    assert read(mails) == 2
    assert mails.seen == {1, 2}
    assert read(mails) == 0


def test_the_next_letter_there_is_held_until_somebody_says_that_the_address_works(
    cedar: Office, inspection: Inspection, mails: Mails, dana: Client, smtp_sink: Sink
) -> None:
    mails.kept.append(notification(coras(inspection)))
    read(mails)
    cedar.company.refresh_from_db()
    other = cast.book(cedar, days=12)
    before = len(smtp_sink.to(CORA))
    send()
    held = coras(other)
    assert (held.state, held.held_because) == (Message.State.HELD, "address bounced")
    assert len(smtp_sink.to(CORA)) == before
    said = words(dana.post(f"/office/messages/{held.key}/works-again/", follow=True))
    assert f"Letters go to {CORA} again. What was held for it leaves now." in said
    send()
    assert coras(other).state == Message.State.SENT
    assert "not held back" in words(dana.post(f"/office/messages/{held.key}/works-again/", follow=True))


def test_corrected_it_goes_to_the_new_address(
    cedar: Office, inspection: Inspection, mails: Mails, smtp_sink: Sink
) -> None:
    mails.kept.append(notification(coras(inspection)))
    read(mails)
    handling.readdress(message=coras(inspection), address="cora@new.example", by=cedar.owner, at=clock.now())
    send()
    assert smtp_sink.to("cora@new.example")


def test_the_neighbour_still_writes_there(cedar: Office, inspection: Inspection, mails: Mails) -> None:
    mails.kept.append(notification(coras(inspection)))
    read(mails)
    cedar.company.refresh_from_db()
    juniper = cast.juniper_ridge()
    assert suppressing.suppressed(cedar.company) == {CORA}
    assert suppressing.suppressed(juniper.company) == frozenset()


def test_a_delay_is_a_step_and_nothing_more(inspection: Inspection, mails: Mails) -> None:
    mails.kept.append(notification(coras(inspection), action="delayed", status="4.4.1"))
    read(mails)
    letter = coras(inspection)
    assert letter.state == Message.State.SENT
    assert letter.steps.get().kind == Step.Kind.PUT_OFF


@pytest.mark.parametrize("fault", ["another recipient", "a made-up letter", "not sent yet", "delivered"])
def test_what_is_not_true_of_a_letter_of_ours_changes_nothing(
    cedar: Office, inspection: Inspection, mails: Mails, fault: str
) -> None:
    letter = coras(inspection)
    match fault:
        case "another recipient":
            raw = notification(letter, to="somebody@else.example")
        case "a made-up letter":
            raw = notification(letter).replace(letter.message_id.encode(), f"<{letter.key}.guess@x>".encode())
        case "not sent yet":
            Message.objects.filter(pk=letter.pk).update(state="queued", sent_at=None, due_at=clock.now())
            raw = notification(letter)
        case _:
            raw = notification(letter, action="delivered", status="2.0.0")
    before = coras(inspection).state
    mails.kept.append(raw)
    read(mails)
    assert coras(inspection).state == before
    cedar.company.refresh_from_db()
    assert suppressing.suppressed(cedar.company) == frozenset()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 5000,
        b"Content-Type: multipart/report; boundary=a\r\n\r\n--a\r\nContent-Type: message/delivery-status\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 300,
        b"Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822\r\n\r\nAction: failed\r\n",
        b"Subject: " + b"a" * 400_000,
    ],
)
def test_hostile_mails_do_no_harm(inspection: Inspection, mails: Mails, raw: bytes) -> None:
    mails.kept += [raw, notification(coras(inspection))]
    assert read(mails) == 2
    assert coras(inspection).state == Message.State.FAILED


def test_a_mailbox_that_cannot_be_read_says_why(mails: Mails) -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        Mailbox(mails.address.replace("key", "wrong")).look()
    with pytest.raises(Unreadable, match="cannot be read"):
        Mailbox("imap://a:b@127.0.0.1:9/INBOX").look()
    Mailbox(mails.address).look()
