"""The third lock of a trial: the database itself marks no letter to an outsider as sending or sent."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from lintel.companies import joining, trial
from lintel.core import clock
from lintel.messages import handling
from lintel.messages.models import Message
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def juniper() -> cast.Office:
    cast.cedar_stone()
    office = cast.juniper_ridge()
    cast.book(office)
    return office


def mark(to: str, state: str) -> int:
    sent = {"sent_at": clock.now(), "due_at": None} if state == "sent" else {}
    with transaction.atomic():
        return Message.objects.filter(to_address=to).update(state=state, **sent)


@pytest.mark.parametrize("state", ["sending", "sent"])
def test_not_even_raw_updates_send_to_an_outsider(juniper: cast.Office, state: str) -> None:
    with pytest.raises(DatabaseError, match="on trial sends nothing"):
        mark("prudence@oakhurst.example", state)


def test_not_even_a_new_row(juniper: cast.Office) -> None:
    message = Message.objects.get(to_address="prudence@oakhurst.example")
    message.pk, message.key, message.dedupe_key = None, "another", "another"
    message.state, message.sent_at, message.due_at = "sent", clock.now(), None
    with pytest.raises(DatabaseError, match="on trial sends nothing"), transaction.atomic():
        message.save()


def test_members_and_invited_people_are_inside(juniper: cast.Office) -> None:
    assert mark("rufus@juniperridge.example", "sent") == 1
    Message.objects.filter(to_address="prudence@oakhurst.example").update(to_address="New@JuniperRidge.example")
    with pytest.raises(DatabaseError):
        mark("New@JuniperRidge.example", "sending")
    joining.invite(
        company=juniper.company,
        by=juniper.owner,
        email="new@juniperridge.example",
        name="New",
        role="office",
        inspects=False,
        at=clock.now(),
    )
    assert mark("New@JuniperRidge.example", "sending") == 1


def test_an_invitation_that_ran_out_is_outside_again(juniper: cast.Office) -> None:
    joining.invite(
        company=juniper.company,
        by=juniper.owner,
        email="prudence@oakhurst.example",
        name="Prudence",
        role="office",
        inspects=False,
        at=clock.now() - timedelta(days=15),
    )
    with pytest.raises(DatabaseError, match="on trial sends nothing"):
        mark("prudence@oakhurst.example", "sent")


def test_a_subscription_opens_the_gate_and_its_lapse_closes_it(juniper: cast.Office) -> None:
    trial.subscribe(juniper.company, at=clock.now())
    assert mark("prudence@oakhurst.example", "sending") == 1
    trial.lapse(juniper.company, at=clock.now())
    with pytest.raises(DatabaseError, match="on trial sends nothing"):
        mark("prudence@oakhurst.example", "sent")
    trial.subscribe(juniper.company, at=clock.now())
    assert mark("prudence@oakhurst.example", "sent") == 1


def test_held_letters_are_let_go_or_discarded_only_by_hand(juniper: cast.Office) -> None:
    Message.objects.filter(to_address__endswith="house.example").update(state="withdrawn")
    held = Message.objects.filter(to_address__in=["prudence@oakhurst.example", "balthazar@quillrealty.example"])
    held.update(state="held", held_because="trial", due_at=None)
    with pytest.raises(handling.StillOnTrial):
        handling.let_go(messages=held, by=juniper.owner, at=clock.now())
    trial.subscribe(juniper.company, at=clock.now())
    juniper.owner.company.refresh_from_db()
    assert held.filter(state="held").count() == 2
    prudence, balthazar = held.order_by("pk")
    assert handling.let_go(messages=[prudence], by=juniper.owner, at=clock.now()) == 1
    assert handling.discard(messages=[balthazar], by=juniper.owner, at=clock.now()) == 1
    assert list(held.order_by("pk").values_list("state", flat=True)) == ["queued", "withdrawn"]
