"""Looking never writes, forms come from our own pages, and many rows cost no more questions than one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from lintel.billing import invoicing
from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.inspections import changing, inviting
from lintel.inspections.scheduling import Person
from lintel.services import offering
from tests import cast
from tests.rules import recipes, urlmap, walking, world
from tests.rules.test_strangers import Walk
from tests.rules.urlmap import Address
from tests.rules.world import World

pytestmark = pytest.mark.django_db


class TestLooking:
    def test_a_look_that_writes_breaks_and_changes_nothing(self, bad_house: None, there: World) -> None:
        answer = walking.ask(world.visiting(), "GET", "/bad/writing/")
        assert answer.status == 500
        assert answer.broke.startswith("WroteWhileReading")
        assert Company.objects.get(pk=there.cedar.company.pk).name == "Cedar & Stone Home Inspections"

    def test_without_the_guard_it_would_have_written(self, bad_house: None, settings: Settings, there: World) -> None:
        settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != "lintel.web.reading.Reading"]
        answer = walking.ask(world.visiting(), "GET", "/bad/writing/", None, Company.objects.first)
        assert answer.status == 200
        assert answer.wrote

    def test_the_walk_sees_what_bad_views_do(self, bad_house: None, there: World) -> None:
        steps = Walk(there, "owner")
        faults = " ".join(
            fault for one in urlmap.addresses() if one.name.startswith("bad_") for fault in steps.through(one)
        )
        for caught in (
            "bad_writing GET own: WroteWhileReading",
            "bad_anybodys GET foreign key: not as absent",
            "bad_anybodys GET foreign key: shows 'Kestrel'",
            "bad_inline GET own: unsafe",
            "bad_inline GET own: frame-ancestors",
            "bad_keys GET own: shows",
        ):
            assert caught in faults, caught


class TestCost:
    """One row or three, an office page asks the database as many times."""

    def test_every_page_costs_the_same_for_one_and_for_three(self, there: World) -> None:
        assert dearer(there, [one for one in urlmap.addresses() if one.door in {"office", "portal"}]) == []

    def test_a_page_that_asks_for_each_row_is_noticed(self, bad_house: None, there: World) -> None:
        found = dearer(there, [one for one in urlmap.addresses() if one.name == "bad_costly"])
        assert [one.split(":")[0] for one in found] == ["bad_costly"]


class TestForms:
    def test_a_form_without_its_token_does_nothing_in_the_office(self, there: World) -> None:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.cookies = world.visiting(there.cedar.office.owner).cookies
        for address in sent_to("office", "member", "account", "invitation", "demo"):
            answer = walking.ask(client, "POST", walking.path(address, there.cedar.ids), {})
            assert (answer.status, answer.wrote) == (403, []), address.name

    @pytest.mark.once
    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "https://lintel.example.elsewhere.example"},
        ],
    )
    def test_a_form_of_another_site_does_nothing_behind_a_link(self, headers: dict[str, str], there: World) -> None:
        client = world.visiting()
        for address in sent_to("portal", "bank"):
            for house in (there.cedar, there.juniper):
                where = walking.path(address, house.ids)
                data = walking.typed(client, address, recipes.RECIPES[address.name], house.ids)
                answer = walking.ask(client, "POST", where, data, None, **headers)
                assert (answer.status, answer.wrote) == (403, []), address.name


def sent_to(*doors: str) -> list[Address]:
    sent = (one for one in urlmap.addresses() if one.door in doors)
    return [one for one in sent if recipes.RECIPES[one.name].sends is not None]


def dearer(there: World, pages: list[Address]) -> list[str]:
    """The pages that cost more statements when there is three times as much to show."""
    before = {page.name: cost(there, page) for page in pages if recipes.RECIPES[page.name].looks}
    grow(there)
    after = {name: cost(there, next(page for page in pages if page.name == name)) for name in before}
    return [f"{name}: {before[name]} → {after[name]}" for name in before if before[name] < after[name]]


def cost(there: World, page: Address) -> int:
    client = world.visiting(there.cedar.office.owner if page.door == "office" else None)
    with CaptureQueriesContext(connection) as asked:
        answer = walking.ask(client, "GET", walking.path(page, there.cedar.ids))
    assert answer.status < 400 or answer.status in {404, 405}, (page.name, answer.status)
    return len(asked)


def grow(there: World) -> None:
    """Two more of everything that a page of Cedar & Stone's may list."""
    office, at = there.cedar.office, clock.now()
    shown, by = there.cedar.inspection, office.owner
    for number in (1, 2):
        cast.book(office, days=10 + number, hour=15, inspector=office.owner)
        fee = invoicing.Fee(f"Fee {number}", 10_00)
        changing.add_fee(inspection=shown, fee=fee, by=by, at=at)
        cast.receive(shown, 5_00, by=by)
        for role in ("client", "buyers agent"):
            person = Person(f"{role} {number}", f"{role.split()[0]}{number}@more.example", "", role)
            changing.add_person(inspection=shown, person=person, by=by, at=at)
        what = offering.Offer(f"Service {number}", 10_00, 30)
        offering.offer(company=office.company, what=what, by=by, at=at)
        cast.hire(by, f"Inspector {number}", f"i{number}@more.example", Member.Role.INSPECTOR, inspects=True)
        inviting.invite(
            company=office.company,
            name=f"Asked {number}",
            email=f"asked{number}@more.example",
            role="office",
            inspects=False,
            by=by,
            at=at,
        )
