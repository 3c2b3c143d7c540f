"""Tags: the company's own words on people, kept through merging, asked for by automations."""

import pytest
from django.test import Client

from lintel.automations.models import Plan, Rule
from lintel.core import clock
from lintel.directory import merging, tagging
from lintel.inspections import automating
from lintel.inspections.models import Inspection
from tests import cast
from tests.office_work import pages
from tests.rules import world


@pytest.fixture
def office(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office)


@pytest.fixture
def dana(office: cast.Office) -> Client:
    return world.visiting(office.owner)


def correct(dana: Client, inspection: Inspection, tags: str) -> str:
    where = f"/office/inspections/{inspection.key}/people/{cast.part(inspection).pk}/"
    typed = {"name": "Cora Whitfield", "email": cast.CORA.email, "phone": "", "tags": tags}
    return pages.text(dana.post(where, typed, follow=True))


def test_they_are_typed_shown_and_taken_away(dana: Client, inspection: Inspection) -> None:
    page = correct(dana, inspection, " VIP,  first   house, vip,, ")
    assert "VIP, first house" in page
    cora = cast.part(inspection).contact
    assert tagging.of([cora]) == ["VIP", "first house"]
    assert tagging.known(cora.company) == ["first house", "VIP"]
    correct(dana, inspection, "")
    assert tagging.known(cora.company) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (",".join(f"t{number}" for number in range(13)), "At most 12 tags on one person."),
        ("x" * 31, "A tag has at most 30 letters. Put commas between tags."),
    ],
)
def test_what_is_no_tag_is_said_and_stays_typed(dana: Client, inspection: Inspection, typed: str, said: str) -> None:
    where = f"/office/inspections/{inspection.key}/people/{cast.part(inspection).pk}/"
    answer = dana.post(where, {"name": "Cora Whitfield", "email": cast.CORA.email, "tags": typed})
    assert said in pages.text(answer)
    assert pages.value(answer, "tags") == typed


def test_of_two_who_are_one_the_tags_are_together(office: cast.Office, inspection: Inspection) -> None:
    cora, marisol = (cast.part(inspection, name).contact for name in ("Cora Whitfield", "Marisol Vega"))
    tagging.tag(contact=cora, tags=["VIP"])
    tagging.tag(contact=marisol, tags=["agent of the year"])
    merging.merge(gone=marisol, kept=cora, by=office.owner, at=clock.now())
    cora.refresh_from_db()
    assert set(tagging.of([cora])) == {"VIP", "agent of the year"}
    tagging.tag(contact=cora, tags=["VIP"])
    assert tagging.of([cora]) == ["VIP"]


def test_an_automation_asks_for_one(dana: Client, office: cast.Office, inspection: Inspection) -> None:
    tagging.tag(contact=cast.part(inspection).contact, tags=["VIP"])
    new = "/office/automations/new/"
    assert "somebody in it has the tag VIP" in pages.text(dana.get(new))
    sent = {"name": "For our best", "way": "at once", "moment": "rescheduled", "letter": "reminder", "to": ["clients"]}
    dana.post(new, {**sent, "asks": "all", "times": "each", "condition": ["tag:vip"]})
    made = Rule.objects.of(office.company).get(name="For our best")
    assert made.conditions == ["tag:vip"]
    other = cast.book(office, days=12, people=(cast.THEO,))
    asked = [automating.Asks(one, at=clock.now()) for one in (inspection, other)]
    plan = Plan(rule=made, thread=inspection.thread)
    assert [one.moot(plan) for one in asked] == ["", "its conditions do not hold"]
