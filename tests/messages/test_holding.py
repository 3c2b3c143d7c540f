"""What is held, why, and what lets it go."""

from contextlib import closing
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from pytest_django import Settings

from lintel.companies import trial
from lintel.core import clock, work
from lintel.messages import handling, holding, sending, trialgate
from lintel.messages.models import Message
from lintel.messages.providers import email
from lintel.messages.providers.email import Email
from tests import cast
from tests.cast import Office
from tests.rig.smtp import Sink

PRUDENCE, RUFUS = "prudence@oakhurst.example", "rufus@juniperridge.example"


def drain() -> None:
    with closing(Email()) as post:
        while sending.drain(through=post, clock=clock.now):
            pass


def nothing_holds(_message: Message, *, at: datetime) -> str:
    return ""


BLIND = SimpleNamespace(reason=nothing_holds)


def unlock_the_database() -> None:
    """Take the trial's triggers away, for this test's transaction."""
    on = " ON outbox_message" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in trialgate.TRIGGERS:
            cursor.execute(f"DROP TRIGGER outbox_trial_gate_{name}{on}")


def states() -> dict[str, tuple[str, str]]:
    return {one.to_address: (one.state, one.held_because) for one in Message.objects.all()}


def test_a_trial_writes_to_its_own_people_alone(juniper: Office, smtp_sink: Sink) -> None:
    cast.book(juniper)
    drain()
    assert states()[PRUDENCE] == ("held", "trial")
    assert states()[RUFUS] == ("sent", "")
    assert [mail["X-Envelope-To"] for mail in smtp_sink.letters] == [RUFUS]


def test_an_upgrade_sends_nothing_old_by_itself(juniper: Office, smtp_sink: Sink) -> None:
    cast.book(juniper)
    drain()
    trial.subscribe(juniper.company, at=clock.now())
    holding.release(at=clock.now())
    drain()
    assert smtp_sink.to(PRUDENCE) == []
    juniper.owner.company.refresh_from_db()
    held = Message.objects.filter(to_address=PRUDENCE)
    assert handling.let_go(messages=held, by=juniper.owner, at=clock.now()) == 1
    drain()
    assert len(smtp_sink.to(PRUDENCE)) == 1


def test_a_held_letter_is_not_let_go_by_hand_during_the_trial(juniper: Office, smtp_sink: Sink) -> None:
    cast.book(juniper)
    drain()
    with pytest.raises(handling.StillOnTrial):
        handling.let_go(messages=Message.objects.all(), by=juniper.owner, at=clock.now())
    drain()
    assert states()[PRUDENCE] == ("held", "trial")
    assert smtp_sink.to(PRUDENCE) == []


def test_without_the_first_check_the_second_still_holds(
    juniper: Office, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlock_the_database()
    monkeypatch.setattr(sending, "holding", BLIND)
    cast.book(juniper)
    drain()
    assert smtp_sink.to(PRUDENCE) == []
    assert states()[PRUDENCE] == ("held", "trial")


def test_without_both_the_database_still_holds(
    juniper: Office, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "holding", BLIND)
    monkeypatch.setattr(email, "holding", BLIND)
    cast.book(juniper)
    drain()
    assert [mail["X-Envelope-To"] for mail in smtp_sink.letters] == [RUFUS]
    assert states()[PRUDENCE] == ("queued", "")
    assert "on trial sends nothing" in Message.objects.get(to_address=PRUDENCE).last_error


def test_without_all_three_it_would_have_left(
    juniper: Office, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlock_the_database()
    monkeypatch.setattr(sending, "holding", BLIND)
    monkeypatch.setattr(email, "holding", BLIND)
    cast.book(juniper)
    drain()
    assert len(smtp_sink.to(PRUDENCE)) == 1


def test_the_transport_takes_a_letter_to_its_recipient_alone(cedar: Office, smtp_sink: Sink) -> None:
    cast.book(cedar)
    (message,) = [one for one in work.claim(Message, at=clock.now()) if one.kind == "confirmation"]
    message.state = Message.State.SENDING
    mail = sending.envelope(message, at=clock.now())
    mail.bcc = ["somebody@else.example"]
    with pytest.raises(ValueError, match="recipient alone"), closing(Email()) as post:
        post.deliver(message, mail, at=clock.now())
    assert smtp_sink.letters == []


@pytest.mark.parametrize(
    ("lacking", "because"), [("MAIL_CONFIGURED", "no mail server"), ("PUBLIC_ORIGIN", "no public address")]
)
def test_until_it_is_configured_letters_to_clients_are_held(
    cedar: Office, smtp_sink: Sink, settings: Settings, lacking: str, because: str
) -> None:
    whole = getattr(settings, lacking)
    setattr(settings, lacking, "" if lacking == "PUBLIC_ORIGIN" else False)
    cast.book(cedar)
    drain()
    assert states()["cora@whitfield.example"] == ("held", because)
    assert holding.release(at=clock.now()) == 0
    setattr(settings, lacking, whole)
    assert holding.release(at=clock.now()) > 0
    drain()
    assert {state for state, _ in states().values()} == {"sent"}


def test_staff_need_no_public_address(cedar: Office, smtp_sink: Sink, settings: Settings) -> None:
    settings.PUBLIC_ORIGIN = ""
    cast.book(cedar)
    drain()
    assert states()["ike@cedarstone.example"] == ("sent", "")
