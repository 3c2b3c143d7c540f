"""What follows a letter: a proposal to send again, a mended address, a link asked for again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lintel.billing import invoicing
from lintel.core import clock
from lintel.inspections import announcing, asking, bills, changing, ending, mending, proposing, scheduling, sharing
from lintel.inspections.models import Inspection
from lintel.inspections.scheduling import Person
from lintel.messages import handling
from lintel.messages.models import Message
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office, at=clock.now() - timedelta(hours=2))


def bounced(inspection: Inspection, to: str = "Cora Whitfield") -> Message:
    Message.objects.filter(thread=inspection.thread, to_name=to).update(
        state="failed", failed_at=clock.now(), due_at=None, last_error="550 No such mailbox here"
    )
    return Message.objects.get(thread=inspection.thread, to_name=to)


def correct(office: cast.Office, inspection: Inspection, email: str) -> None:
    changing.correct_person(
        participant=cast.part(inspection),
        name="Cora Whitfield",
        email=email,
        phone="",
        by=office.owner,
        at=clock.now(),
    )


def test_nothing_changed_proposes_nothing(inspection: Inspection) -> None:
    assert proposing.proposal(inspection) is None


def test_a_fee_proposes_with_both_balances(office: cast.Office, inspection: Inspection) -> None:
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    proposal = proposing.proposal(inspection)
    assert proposal is not None
    assert proposal.words == "The balance changed from $590.00 to $665.00 since the last letter."
    assert proposal.changes == ["Crawl space added: $75.00"]


def test_a_payment_is_no_reason_to_write_again(office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 100_00, by=office.owner)
    assert proposing.proposal(inspection) is None


def test_the_balance_that_changed_is_what_the_fees_changed(office: cast.Office, inspection: Inspection) -> None:
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    cast.receive(inspection, 590_00, by=office.owner)
    proposal = proposing.proposal(inspection)
    assert proposal is not None
    assert proposal.words == "The balance changed from $0.00 to $75.00 since the last letter."


def test_another_address_proposes_and_says_so(office: cast.Office, inspection: Inspection) -> None:
    place = replace(cast.HARRISON, street="1216 Harrison Boulevard")
    changing.correct_place(inspection=inspection, place=place, by=office.owner, at=clock.now())
    proposal = proposing.proposal(inspection)
    assert proposal is not None
    assert proposal.words.startswith("Changed since the last letter: Property changed from 1214 Harrison Boulevard")
    assert "to 1216 Harrison Boulevard" in proposal.words


def test_a_corrected_person_is_no_reason_to_write_to_the_client(office: cast.Office, inspection: Inspection) -> None:
    correct(office, inspection, "cora@whitfield.test")
    marisol = cast.part(inspection, "Marisol Vega")
    changing.correct_person(
        participant=marisol, name="Marisol Vega", email="m@vega.example", phone="", by=office.owner, at=clock.now()
    )
    assert proposing.proposal(inspection) is None


def test_a_fee_is_proposed_until_every_client_was_told(office: cast.Office) -> None:
    couple = cast.book(office, people=(cast.CORA, Person("Theo Whitfield", "theo@whitfield.example")))
    changing.add_fee(inspection=couple, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    for name in ("Theo Whitfield", "Cora Whitfield"):
        assert proposing.proposal(couple) is not None
        theirs = cast.part(couple, name)
        announcing.resend(inspection=couple, participant=theirs, by=office.owner, once=name, at=clock.now())
    assert proposing.proposal(couple) is None


@pytest.mark.parametrize("letter", ["a new time", "Share Details"])
def test_a_letter_that_tells_no_amount_does_not_end_the_proposal(
    office: cast.Office, inspection: Inspection, letter: str
) -> None:
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    if letter == "a new time":
        scheduling.reschedule(
            inspection=inspection,
            starts_at=cast.starting(clock.now(), days=12, hour=14, zone=cast.BOISE),
            minutes=180,
            inspector=office.inspector,
            by=office.owner,
            at=clock.now(),
        )
    else:
        sharing.share(
            inspection=inspection,
            recipients=[sharing.Recipient(cast.CORA.email)],
            draft=sharing.starter(inspection.company, "status only"),
            consent=None,
            without_button=False,
            by=office.owner,
            once="once",
            at=clock.now(),
        )
    proposal = proposing.proposal(inspection)
    assert proposal is not None
    assert proposal.changes == ["Crawl space added: $75.00"]


def test_resend_tells_each_client_what_is_theirs_to_do(office: cast.Office) -> None:
    couple = cast.book(office, people=(cast.CORA, Person("Theo Whitfield", "theo@whitfield.example")))
    cast.sign(couple, "Theo Whitfield")
    cora, theo = cast.part(couple, "Cora Whitfield"), cast.part(couple, "Theo Whitfield")
    assert bills.open_sentence(couple, cora) == "Your agreement is still to be signed. $590.00 is still to pay."
    assert bills.open_sentence(couple, theo) == "$590.00 is still to pay."
    cast.receive(couple, 590_00, by=office.owner)
    assert bills.open_sentence(couple, theo) == "There is nothing left for you to sign or to pay."
    assert bills.open_sentence(couple, cora).endswith("signed. There is nothing left to pay.")


def test_a_new_time_has_its_own_letter_and_proposes_nothing(office: cast.Office, inspection: Inspection) -> None:
    at = clock.now()
    scheduling.reschedule(
        inspection=inspection,
        starts_at=cast.starting(at, days=12, hour=14, zone=cast.BOISE),
        minutes=180,
        inspector=office.inspector,
        by=office.owner,
        at=at,
    )
    assert proposing.proposal(inspection) is None


def test_a_mended_address_sends_what_came_back(office: cast.Office, inspection: Inspection) -> None:
    message = bounced(inspection)
    correct(office, inspection, "cora@whitfield.test")
    participant = cast.part(inspection)
    assert mending.outstanding(participant, at=clock.now()) == [message]
    mending.send_outstanding(participant=participant, by=office.owner, once="form", at=clock.now())
    message.refresh_from_db()
    assert (message.state, message.to_address) == ("queued", "cora@whitfield.test")
    assert [step.words for step in message.steps.order_by("at")] == [
        "550 No such mailbox here",
        "cora@whitfield.example to cora@whitfield.test",
    ]


def test_what_went_to_the_old_address_is_followed_by_the_link(office: cast.Office, inspection: Inspection) -> None:
    Message.objects.filter(to_name="Cora Whitfield").update(state="sent", sent_at=clock.now(), due_at=None)
    correct(office, inspection, "cora@whitfield.test")
    mending.send_outstanding(participant=cast.part(inspection), by=office.owner, once="form", at=clock.now())
    assert Message.objects.get(kind="resend").to_address == "cora@whitfield.test"


def test_an_address_is_marked_until_a_letter_arrives(office: cast.Office, inspection: Inspection) -> None:
    message = bounced(inspection)
    asked = ["cora@whitfield.example", "marisol@treasurevalley.example"]
    assert handling.came_back(office.company, asked) == {"cora@whitfield.example": "550 No such mailbox here"}
    handling.retry(message=message, by=office.owner, at=clock.now())
    Message.objects.filter(pk=message.pk).update(state="sent", sent_at=clock.now(), due_at=None)
    assert handling.came_back(office.company, asked) == {}


def test_a_letter_can_be_called_back_while_it_waits(office: cast.Office, inspection: Inspection) -> None:
    message = Message.objects.get(kind="confirmation")
    handling.cancel(message=message, by=office.owner, at=clock.now())
    assert (message.state, message.withdrawn_because) == ("withdrawn", "cancelled by Dana Ortiz")
    with pytest.raises(handling.AlreadyLeft):
        handling.cancel(message=message, by=office.owner, at=clock.now())


def test_what_was_sent_is_not_tried_again(office: cast.Office, inspection: Inspection) -> None:
    Message.objects.update(state="sent", sent_at=clock.now(), due_at=None)
    with pytest.raises(handling.NothingToRetry):
        handling.retry(message=Message.objects.get(kind="confirmation"), by=office.owner, at=clock.now())


def test_asking_again_writes_to_the_address_on_file_alone(inspection: Inspection) -> None:
    asking.ask(address=" CORA@whitfield.example", at=clock.now())
    asking.ask(address="stranger@example.com", at=clock.now())
    (letter,) = Message.objects.filter(kind="again")
    assert (letter.to_address, letter.link) == ("cora@whitfield.example", cast.link(inspection))


def test_asking_twice_in_a_row_writes_once(inspection: Inspection) -> None:
    at = clock.now()
    for _ in range(3):
        asking.ask(address="cora@whitfield.example", at=at)
    assert Message.objects.filter(kind="again").count() == 1


def test_a_revoked_link_is_not_sent_again(office: cast.Office, inspection: Inspection) -> None:
    ending.revoke(link=cast.link(inspection), by=office.owner, at=clock.now())
    asking.ask(address="cora@whitfield.example", at=clock.now())
    assert not Message.objects.filter(kind="again").exists()
