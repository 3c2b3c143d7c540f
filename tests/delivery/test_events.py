"""What a mail service tells of a letter: believed when it is proven, kept once, and the same end in whatever order."""

import itertools
import json
import logging
import random
import time
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.messages import handling, suppressing
from lintel.messages.models import LetterState, Message, Suppression
from lintel.messages.providers.email import Email
from lintel.run import doctor
from lintel.web.hooks import services as hooks
from tests import cast
from tests.accounts.pages import words
from tests.cast import Office
from tests.delivery import events
from tests.delivery.conftest import CORA, coras, send, tell
from tests.delivery.events import SECRETS, Call, call
from tests.delivery.services import MailService

SERVICES = list(events.SHAPES)


@pytest.fixture(params=SERVICES)
def told_by(request: pytest.FixtureRequest, settings: Settings) -> str:
    """A service that tells; letters leave by another way here, which makes no difference to it."""
    settings.MAIL_SERVICE, settings.MAIL_HOOK_SECRET = request.param, SECRETS[request.param]
    return str(request.param)


@pytest.fixture
def inspection(cedar: Office) -> Inspection:
    """Booked, and its letters sent."""
    booked = cast.book(cedar)
    sent = {"state": Message.State.SENT, "sent_at": clock.now(), "due_at": None, "attempts": 1}
    Message.objects.filter(thread=booked.thread).update(**sent)
    Message.objects.filter(pk=coras(booked).pk).update(service_id="id-of-coras")
    return booked


def heard(inspection: Inspection, told_by: str, *what: str) -> Message:
    for one in what:
        assert tell(call(told_by, one, coras(inspection))).status_code == 200
    return coras(inspection)


def test_delivered_is_said_wherever_a_letter_stands(inspection: Inspection, told_by: str, dana: Client) -> None:
    assert "accepted by the server" in words(dana.get(f"/office/inspections/{inspection.key}/"))
    assert "Sent: accepted by the server" in words(dana.get("/office/messages/"))
    letter = heard(inspection, told_by, "delivered")
    assert letter.delivered_at
    assert letter.state == Message.State.SENT
    assert "Delivered" in words(dana.get("/office/messages/"))
    assert "Delivered today" in words(dana.get(f"/office/inspections/{inspection.key}/"))
    assert "Delivered" in words(dana.get(f"/office/inspections/{inspection.key}/letters/{letter.key}/"))


def test_what_came_back_says_so_and_holds_the_next_letter(
    cedar: Office, inspection: Inspection, told_by: str, dana: Client
) -> None:
    letter = heard(inspection, told_by, "delivered", "bounced")
    assert letter.state == Message.State.FAILED
    assert letter.last_error == events.NO_USER
    assert "Cora Whitfield’s letter came back" in words(dana.get("/office/"))
    cedar.company.refresh_from_db()
    assert suppressing.suppressed(cedar.company) == {CORA}
    page = words(dana.get(f"/office/inspections/{inspection.key}/letters/{letter.key}/"))
    assert page.count("Came back") == 2  # the state, and one line of the history


def test_a_letter_called_spam_says_so_and_has_a_way_back(
    cedar: Office, inspection: Inspection, told_by: str, dana: Client
) -> None:
    letter = heard(inspection, told_by, "delivered", "complained")
    assert letter.state == Message.State.SENT
    assert f"Marked as spam by {CORA}" in words(dana.get("/office/messages/"))
    assert f"Marked as spam by {CORA}" in words(dana.get(f"/office/inspections/{inspection.key}/"))
    assert "Cora Whitfield marked a letter as spam" in words(dana.get("/office/"))
    cedar.company.refresh_from_db()
    assert suppressing.suppressed(cedar.company) == {CORA}
    dana.post(f"/office/messages/{letter.key}/works-again/")
    assert suppressing.suppressed(cedar.company) == frozenset()
    assert "marked a letter as spam" not in words(dana.get("/office/"))
    page = words(dana.get(f"/office/inspections/{inspection.key}/letters/{letter.key}/"))
    assert "Marked as spam" in page
    assert "works again" not in page


@pytest.mark.parametrize("what", ["delayed", "opened"])
def test_what_changes_nothing_changes_nothing(inspection: Inspection, told_by: str, what: str) -> None:
    before = coras(inspection)
    after = heard(inspection, told_by, what)
    assert (after.state, after.delivered_at, after.complained_at) == (before.state, None, None)
    assert not LetterState.objects.filter(state="opened").exists()


def test_opened_is_kept_where_it_was_asked_for(
    inspection: Inspection, told_by: str, settings: Settings, dana: Client
) -> None:
    settings.MAIL_OPENS = True
    letter = heard(inspection, told_by, "opened")
    assert "Opened, as the mail service says" in words(
        dana.get(f"/office/inspections/{inspection.key}/letters/{letter.key}/")
    )


@pytest.mark.parametrize("told_by", [one for one in SERVICES if one != "mailgun"], indirect=True)
def test_a_full_mailbox_is_no_reason_to_hold_the_next_letter(
    cedar: Office, inspection: Inspection, told_by: str
) -> None:
    """Mailgun tries such letters again by itself, and tells of them as delayed."""
    assert heard(inspection, told_by, "soft").state == Message.State.FAILED
    cedar.company.refresh_from_db()
    assert suppressing.suppressed(cedar.company) == frozenset()


def test_the_same_end_in_whatever_order_and_however_often(cedar: Office, inspection: Inspection, told_by: str) -> None:
    letter, luck = coras(inspection), random.Random(5)  # noqa: S311 - a seeded story
    calls = [call(told_by, what, letter) for what in ("delayed", "delivered", "complained", "bounced")]
    ends = set()
    for order in itertools.permutations(calls):
        LetterState.objects.all().delete()
        Suppression.objects.all().delete()
        fresh = {"state": "sent", "sent_at": clock.now(), "failed_at": None, "last_error": "", "delivered_at": None}
        Message.objects.filter(pk=letter.pk).update(**fresh, complained_at=None)
        shuffled = [*order, *luck.choices(order, k=3)]
        for one in shuffled:
            assert tell(one).status_code == 200
        now = coras(inspection)
        ends.add((now.state, now.last_error, bool(now.delivered_at), bool(now.complained_at)))
        assert LetterState.objects.count() == (3 if told_by == "ses" else 4)  # of a delay SES tells otherwise
        assert Suppression.objects.count() == 1
    assert ends == {("failed", events.NO_USER, True, True)}


def test_told_again_after_the_way_back_it_changes_nothing(
    cedar: Office, inspection: Inspection, told_by: str, dana: Client
) -> None:
    bounce = call(told_by, "bounced", coras(inspection))
    tell(bounce)
    dana.post(f"/office/messages/{coras(inspection).key}/works-again/")
    tell(bounce)
    cedar.company.refresh_from_db()
    assert suppressing.suppressed(cedar.company) == frozenset()


def test_of_a_letter_tried_again_only_the_last_try_counts(cedar: Office, inspection: Inspection, told_by: str) -> None:
    first, late = (call(told_by, what, coras(inspection), service_id="one") for what in ("bounced", "delayed"))
    tell(first)
    handling.retry(message=coras(inspection), by=cedar.owner, at=clock.now())
    Message.objects.filter(pk=coras(inspection).pk).update(state="sent", sent_at=clock.now(), due_at=None)
    tell(late)
    letter = coras(inspection)
    tell(call(told_by, "delivered", letter, service_id="two"))
    letter = coras(inspection)
    assert (letter.state, bool(letter.delivered_at)) == (Message.State.SENT, True)


def test_what_is_faster_than_the_answer_waits_for_it(
    cedar: Office, postmark: MailService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service tells that it came back before the worker has written down that it left."""
    inspection, deliver, seen = cast.book(cedar), Email.deliver, []

    def slow(self: Email, message: Message, *given: Any, **named: Any) -> str:
        called = deliver(self, message, *given, **named)
        if message.to_address == CORA:
            tell(call("postmark", "bounced", message, service_id=called))
            seen.append(Message.objects.get(pk=message.pk).state)
        return called

    monkeypatch.setattr(Email, "deliver", slow)
    send()
    assert seen == [Message.State.SENDING]
    assert coras(inspection).state == Message.State.FAILED


def test_by_its_own_number_alone(inspection: Inspection, settings: Settings) -> None:
    """Where our key did not come back with it."""
    settings.MAIL_SERVICE, settings.MAIL_HOOK_SECRET = "brevo", SECRETS["brevo"]
    said = events.brevo("delivered", coras(inspection), "id-of-coras", CORA)
    del said["X-Mailin-custom"]
    assert tell(events.proven("brevo", said, SECRETS["brevo"])).status_code == 200
    assert coras(inspection).delivered_at


# --- what is not believed --------------------------------------------------------------------------------------------


def forgeries(service: str, letter: Message) -> dict[str, Call]:
    """Calls that are not proven."""
    right = call(service, "bounced", letter)
    forged = {
        "nothing": Call(service, right.body, {}, right.kind),
        "another secret": call(service, "bounced", letter, secret="whsec_" + "QUJD" * 8),
        "no body": Call(service, b"", right.headers, right.kind),
        "no event": Call(service, b'["a", 1, null]', right.headers, right.kind),
        "deep": Call(service, b"[" * 100_000, right.headers, right.kind),
        "not text": Call(service, b"\xff\x00" * 500, right.headers, right.kind),
    }
    if service == "resend":
        said = events.resend("bounced", letter, "x", CORA)
        forged["changed"] = Call(service, right.body.replace(b"bounced", b"clicked"), right.headers)
        forged["stale"] = events.svix(said, SECRETS[service], at=int(time.time()) - 400)
        forged["to come"] = events.svix(said, SECRETS[service], at=int(time.time()) + 400)
        forged["v0"] = Call(service, right.body, right.headers | {"svix-signature": "v0,AAAA"})
    if service == "mailgun":
        said = json.loads(right.body)
        forged["nothing"] = Call(service, json.dumps({"event-data": said["event-data"]}).encode(), {})
        said["signature"]["token"] = "0" * 50
        forged["another token"] = Call(service, json.dumps(said).encode(), {})
        forged["a form"] = Call(service, b"event=bounced", {}, "application/x-www-form-urlencoded")
    return forged


def test_a_forgery_changes_nothing_and_breaks_nothing(inspection: Inspection, told_by: str) -> None:
    letter = coras(inspection)
    for name, forged in forgeries(told_by, letter).items():
        answered = tell(forged)
        assert 400 <= answered.status_code < 500, name
        assert CORA not in answered.content.decode()
    assert coras(inspection).state == Message.State.SENT
    assert not LetterState.objects.exists()


def test_a_forgery_would_change_something_if_nobody_looked(
    inspection: Inspection, told_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the look at the proof the same forgery is believed."""
    forged = forgeries(told_by, coras(inspection))["another secret"]
    assert tell(forged).status_code == 400
    view = type(hooks.SERVICES[told_by].view(SECRETS[told_by]))
    monkeypatch.setattr(view, "run_validators", lambda *_: None)
    assert tell(forged).status_code == 200
    assert coras(inspection).state == Message.State.FAILED


@pytest.mark.parametrize("fault", ["another recipient", "an unknown letter", "a text", "not sent", "withdrawn"])
def test_what_is_not_true_of_a_letter_of_ours_is_taken_in_silence(
    cedar: Office, inspection: Inspection, told_by: str, fault: str
) -> None:
    letter = coras(inspection)
    said = call(told_by, "bounced", letter)
    match fault:
        case "another recipient":
            said = call(told_by, "bounced", letter, to="somebody@else.example")
        case "an unknown letter":
            said = call(told_by, "bounced", Message(key="zzzzzzzzzz", message_id="<zzzzzzzzzz.a@x>", to_address=CORA))
        case "a text":
            Message.objects.filter(pk=letter.pk).update(channel="text")
        case "not sent":
            Message.objects.filter(pk=letter.pk).update(state="queued", sent_at=None, due_at=clock.now())
        case _:
            Message.objects.filter(pk=letter.pk).update(state="withdrawn", sent_at=None, withdrawn_at=clock.now())
    before = coras(inspection).state
    known = tell(call(told_by, "delayed", letter))
    answered = tell(said)
    assert (answered.status_code, answered.content) == (200, known.content)
    assert coras(inspection).state == before


def test_nobody_listens_for_another_service_or_without_a_secret(
    inspection: Inspection, told_by: str, settings: Settings
) -> None:
    said = call(told_by, "bounced", coras(inspection))
    settings.MAIL_HOOK_SECRET = ""
    assert tell(said).status_code == 404
    settings.MAIL_HOOK_SECRET, settings.MAIL_SERVICE = SECRETS[told_by], ""
    assert tell(said).status_code == 404
    assert Client().get(f"/hooks/mail/{told_by}/").status_code == 405


def test_long_calls_are_not_read(inspection: Inspection, told_by: str) -> None:
    right = call(told_by, "bounced", coras(inspection))
    assert tell(Call(told_by, right.body + b" " * 600_000, right.headers, right.kind)).status_code == 413
    assert tell(Call(told_by, right.body + b" " * 3_000_000, right.headers, right.kind)).status_code == 400


def test_amazon_is_asked_for_the_password_and_its_topic_is_confirmed_by_hand(
    settings: Settings, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    settings.MAIL_SERVICE, settings.MAIL_HOOK_SECRET = "ses", SECRETS["ses"]
    asked = tell(events.sns("SubscriptionConfirmation", "You have chosen to subscribe.", {}))
    assert (asked.status_code, asked["WWW-Authenticate"][:5]) == (401, "Basic")
    password = events.proven("ses", {}, SECRETS["ses"]).headers["authorization"]
    with caplog.at_level(logging.WARNING):
        said = events.sns("SubscriptionConfirmation", "You have chosen to subscribe.", {"authorization": password})
        assert tell(said).status_code == 200
    assert "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription" in caplog.text


def test_doctor_says_when_links_are_led_elsewhere_or_nothing_can_be_told(
    inspection: Inspection, told_by: str, settings: Settings
) -> None:
    def notes() -> str:
        return " ".join(doctor.notes(clock.now()))

    assert "click tracking" not in notes()
    heard(inspection, told_by, "clicked")
    assert "Switch click tracking off there." in notes()
    assert "LINTEL_EMAIL_HOOK_SECRET" not in notes()
    settings.MAIL_HOOK_SECRET = ""
    assert "LINTEL_EMAIL_HOOK_SECRET" in notes()
