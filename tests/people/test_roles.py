"""One person, several roles: one card, one link, one letter; and who is written to only when somebody sends."""

from dataclasses import replace

import pytest
from django.test import Client

from lintel.access.models import Link
from lintel.core import clock
from lintel.inspections import changing, scheduling
from lintel.inspections.models import Inspection, Participant, own_links
from lintel.inspections.scheduling import Person
from lintel.messages.models import Message
from tests import cast
from tests.office.desk import Desk
from tests.people.conftest import GEM_STATE
from tests.portal import pages

Role = Participant.Role
QUIET = (Role.INSURER, Role.TITLE_COMPANY, Role.RELOCATION_FIRM, Role.RELATIVE, Role.OTHER)


def add(inspection: Inspection, office: cast.Office, person: Person, role: str) -> Participant:
    return changing.add_person(
        inspection=inspection, person=replace(person, role=role), by=office.owner, at=clock.now()
    )


def take_off(part: Participant, office: cast.Office) -> None:
    changing.remove_person(participant=part, by=office.owner, at=clock.now())


def roles(inspection: Inspection, name: str) -> list[str]:
    return [one.role for one in inspection.people() if one.contact.name == name]


@pytest.mark.parametrize("role", QUIET)
def test_neither_link_nor_letter_comes_of_itself(office: cast.Office, inspection: Inspection, role: str) -> None:
    links, letters = Link.objects.count(), Message.objects.count()
    add(inspection, office, Person("Gem State Mutual", GEM_STATE[1], "(208) 555-0190"), role)
    at = clock.now()
    starts_at = cast.starting(at, days=12, hour=14, zone=cast.BOISE)
    scheduling.reschedule(
        inspection=inspection, starts_at=starts_at, minutes=180, inspector=office.inspector, by=office.owner, at=at
    )
    assert Link.objects.count() == links
    assert not Message.objects.filter(to_address=GEM_STATE[1]).exists()
    assert Message.objects.count() == letters + 3  # the new time: client, agent and inspector


def test_the_client_who_is_a_relative_too_keeps_one_link_and_gets_no_second_letter(
    office: cast.Office, inspection: Inspection, dana: Desk
) -> None:
    link, letters = cast.link(inspection), Message.objects.count()
    part = add(inspection, office, cast.CORA, Role.RELATIVE)
    assert Message.objects.count() == letters
    assert roles(inspection, "Cora Whitfield") == [Role.CLIENT, Role.RELATIVE]
    said = dana.read(f"/office/inspections/{inspection.key}/")
    assert "Cora Whitfield client, relative cora@whitfield.example" in said
    assert said.count("client, relative") == 1
    take_off(part, office)
    assert own_links(inspection, at=clock.now())[cast.part(inspection).pk] == link
    assert roles(inspection, "Cora Whitfield") == [Role.CLIENT]


def test_the_same_role_twice_is_refused_in_words(office: cast.Office, inspection: Inspection) -> None:
    with pytest.raises(changing.AlreadyThere, match="Cora Whitfield is already part of the inspection as client"):
        add(inspection, office, cast.CORA, Role.CLIENT)


def test_an_agent_who_buys_gets_the_clients_link_words_and_letter(office: cast.Office, inspection: Inspection) -> None:
    status = cast.link(inspection, "Marisol Vega")
    part = add(inspection, office, cast.MARISOL, Role.CLIENT)
    own = own_links(inspection, at=clock.now())
    assert own[part.pk].is_whole()
    assert part.papers.count() == 1
    assert Message.objects.filter(kind="confirmation", to_name="Marisol Vega").count() == 1
    take_off(part, office)
    assert not Link.objects.get(pk=own[part.pk].pk).alive(at=clock.now())
    assert Link.objects.get(pk=status.pk).alive(at=clock.now())


def test_a_client_who_stays_as_agent_alone_gets_an_agents_link(office: cast.Office) -> None:
    inspection = cast.book(office, people=(cast.CORA, cast.THEO))
    theo = cast.part(inspection, "Theo Whitfield")
    agent = add(inspection, office, cast.THEO, Role.BUYERS_AGENT)
    assert agent.pk not in own_links(inspection, at=clock.now())
    take_off(theo, office)
    assert own_links(inspection, at=clock.now())[agent.pk].rights == ["see status"]


def test_client_and_agent_from_the_beginning_is_one_letter_and_one_link(office: cast.Office) -> None:
    agent = replace(cast.CORA, role=Role.BUYERS_AGENT.value)
    inspection = cast.book(office, people=(cast.CORA, agent, cast.CORA))
    assert roles(inspection, "Cora Whitfield") == [Role.CLIENT, Role.BUYERS_AGENT]
    assert Link.objects.filter(share__inspection=inspection).count() == 1
    assert list(Message.objects.filter(to_name="Cora Whitfield").values_list("kind", flat=True)) == ["confirmation"]


def test_the_portal_lists_everybody_once_and_no_insurers_telephone(
    office: cast.Office, inspection: Inspection, holder: Client
) -> None:
    add(inspection, office, cast.CORA, Role.RELATIVE)
    add(inspection, office, Person("Gem State Mutual", GEM_STATE[1], "(208) 555-0190"), Role.INSURER)
    add(inspection, office, Person("Lena Ruiz", "", "(208) 555-0133"), Role.LISTING_AGENT)
    answer = holder.get(cast.path(inspection, page="order/"))
    said = pages.text(answer.content)
    assert "Cora Whitfield You, client, relative" in said
    assert "Gem State Mutual Insurer" in said
    assert "Lena Ruiz Listing agent Call" in said
    assert "555-0190" not in answer.content.decode()
    assert "2085550190" not in answer.content.decode()


def test_the_last_client_stays_whatever_else_they_are(office: cast.Office, inspection: Inspection) -> None:
    add(inspection, office, cast.CORA, Role.OTHER)
    with pytest.raises(changing.LastClient):
        take_off(cast.part(inspection), office)
