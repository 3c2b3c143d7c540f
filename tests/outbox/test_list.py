"""Messages: every letter of the company, filtered, found, and several dealt with at once."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lintel.core import clock
from lintel.inspections import inviting, notifying
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.accounts.pages import words

HERE = "/office/messages/"


def letters(inspection: Inspection) -> dict[str, Message]:
    return {one.kind: one for one in Message.objects.filter(thread=inspection.thread)}


def back(letter: Message) -> None:
    Message.objects.filter(pk=letter.pk).update(
        state="failed", failed_at=clock.now(), due_at=None, last_error="550 No such mailbox here"
    )


def held(letter: Message) -> None:
    Message.objects.filter(pk=letter.pk).update(state="held", held_because="no mail server", due_at=None)


def rows(page: str) -> int:
    return page.count('name="letter"')


def test_every_letter_stands_there_with_its_state(dana: Client, inspection: Inspection) -> None:
    back(letters(inspection)["confirmation"])
    answer = dana.get(HERE)
    assert "Your inspection at 1214 Harrison Boulevard: sign & pay 1214 Harrison Boulevard" in words(answer)
    assert "Came back: 550 No such mailbox here" in words(answer)
    everything = Message.objects.count()
    assert answer.context["page"].counts == {"to-come": everything - 1, "held": 0, "failed": 1}


def test_each_leads_to_its_own_page(dana: Client, inspection: Inspection) -> None:
    letter = letters(inspection)["confirmation"]
    page = dana.get(HERE).content.decode()
    assert f'href="/office/inspections/{inspection.key}/letters/{letter.key}/"' in page


def test_letters_of_no_inspection_stand_there_too(dana: Client, office: cast.Office) -> None:
    inviting.invite(
        company=office.company,
        name="Nell Ferris",
        email="nell@cedarstone.example",
        role="office",
        inspects=False,
        by=office.owner,
        at=clock.now(),
    )
    assert "Nell Ferris Join Cedar & Stone Home Inspections on Lintel" in words(dana.get(HERE))


def test_the_neighbours_are_not_there(dana: Client, inspection: Inspection) -> None:
    cast.book(cast.juniper_ridge())
    assert "Oakhurst" not in words(dana.get(HERE))
    assert rows(dana.get(f"{HERE}?q=Oakhurst").content.decode()) == 0


def test_narrowed_by_state_kind_and_day(dana: Client, inspection: Inspection) -> None:
    held(letters(inspection)["agent"])
    assert rows(dana.get(f"{HERE}?view=held").content.decode()) == 1
    assert rows(dana.get(f"{HERE}?kind=confirmation").content.decode()) == 2
    tomorrow = f"{clock.now() + timedelta(days=2):%Y-%m-%d}"
    assert "No message of this kind in this time." in words(dana.get(f"{HERE}?from={tomorrow}"))


def test_found_by_a_person_a_house_and_an_address(dana: Client, office: cast.Office, inspection: Inspection) -> None:
    cast.book(office, days=12, people=(cast.THEO,), place=cast.KESTREL)
    for asked, count in (("Kestrel", 2), ("Theo", 6), (cast.MARISOL.email, 4), ("nobody@example.com", 0)):
        assert rows(dana.get(HERE, {"q": asked}).content.decode()) == count, asked
    assert "Nothing found for “nobody@example.com”." in words(dana.get(HERE, {"q": "nobody@example.com"}))


def test_a_page_at_a_time_and_back(dana: Client, office: cast.Office, inspection: Inspection) -> None:
    letter = letters(inspection)["confirmation"]
    for nth in range(120):
        letter.pk, letter.key, letter.dedupe_key = None, f"many{nth:05}", f"many:{nth}"
        letter.written_at = clock.now() - timedelta(minutes=nth)
        letter.save(force_insert=True)
    seen: list[str] = []
    address = HERE
    while address:
        page = dana.get(address)
        seen += [row.mail.message.key for row in page.context["page"].rows]
        address = f"{HERE}{page.context['following']}" if page.context["page"].following else ""
    assert len(seen) == len(set(seen)) == Message.objects.of(office.company).count()
    before = dana.get(f"{HERE}{page.context['previous']}")
    assert [row.mail.message.key for row in before.context["page"].rows] == seen[
        -len(page.context["page"].rows) - 50 :
    ][:50]


def test_several_are_sent_retried_and_withdrawn_at_once(dana: Client, inspection: Inspection) -> None:
    mine = letters(inspection)
    held(mine["agent"])
    back(mine["confirmation"])
    every = [one.key for one in mine.values()]
    for act, said in (("send", "One letter leaves now."), ("retry", "One letter is tried again.")):
        assert said in words(dana.post(f"{HERE}act/", {"letter": every, "act": act}, follow=True))
    assert {one.state for one in letters(inspection).values()} == {"queued"}
    said = words(dana.post(f"{HERE}act/", {"letter": every, "act": "withdraw"}, follow=True))
    assert f"{len(every)} letters are called back." in said
    assert {one.state for one in letters(inspection).values()} == {"withdrawn"}
    assert "Each of these has left" in words(
        dana.post(f"{HERE}act/", {"letter": every, "act": "withdraw"}, follow=True)
    )
    assert "Tick the letters first." in words(dana.post(f"{HERE}act/", {"act": "send"}, follow=True))


def test_nobody_acts_on_the_neighbours(dana: Client, inspection: Inspection) -> None:
    theirs = letters(cast.book(cast.juniper_ridge()))["confirmation"]
    dana.post(f"{HERE}act/", {"letter": [theirs.key], "act": "withdraw"})
    theirs.refresh_from_db()
    assert theirs.state == "queued"


def test_what_automations_will_write_stands_above(dana: Client, inspection: Inspection) -> None:
    notifying.write_due(at=clock.now())
    page = words(dana.get(HERE))
    assert "Automations will write 3 Automations Still to pay 1214 Harrison Boulevard" in page


def test_nothing_yet(dana: Client, office: cast.Office) -> None:
    Message.objects.of(office.company).delete()
    assert "No message yet." in words(dana.get(HERE))


def test_the_same_statements_for_one_and_for_many(dana: Client, office: cast.Office, inspection: Inspection) -> None:
    dana.get(HERE)
    with CaptureQueriesContext(connection) as few:
        dana.get(HERE)
    for days in (12, 14, 16):
        cast.book(office, days=days)
    with CaptureQueriesContext(connection) as many:
        dana.get(HERE)
    assert len(many) == len(few)
