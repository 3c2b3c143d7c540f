"""Scheduling: one transaction that books, prices, prepares, hands over the keys and writes the letters."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lintel.access.models import Link
from lintel.agreements.models import Agreement
from lintel.billing import invoicing
from lintel.billing.models import Invoice
from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, scheduling
from lintel.inspections.models import Inspection, Participant
from lintel.messages.models import Message
from tests import cast

pytestmark = pytest.mark.django_db


def test_one_transaction_leaves_everything_the_story_needs() -> None:
    office = cast.cedar_stone()
    inspection = cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))

    invoice = cast.invoice(inspection)
    assert [(line.description, line.amount_cents) for line in invoicing.current_lines(invoice)] == [
        ("Home inspection", 450_00),
        ("Chimney camera", 140_00),
    ]
    assert (invoicing.balance(invoice), invoice.payer.name, invoice.number) == (590_00, "Cora Whitfield", None)
    assert [moment.words.split(" for ")[0] for moment in inspection.moments.all()] == ["Scheduled"]

    cora, theo, marisol = (cast.link(inspection, name) for name in ("", "Theo Whitfield", "Marisol Vega"))
    assert len({cora.token(), theo.token(), marisol.token()}) == 3
    assert "sign" in cora.rights
    assert "sign" in theo.rights
    assert marisol.rights == ["see status"]

    agreements = {each.signer.name: each.words for each in Agreement.objects.all()}
    assert set(agreements) == {"Cora Whitfield", "Theo Whitfield"}
    assert "Theo Whitfield" in agreements["Theo Whitfield"]
    assert "1214 Harrison Boulevard" in agreements["Cora Whitfield"]
    assert "$590.00" in agreements["Cora Whitfield"]
    assert "{{" not in agreements["Cora Whitfield"]

    letters = Message.objects.filter(thread=inspection.thread).order_by("pk")
    assert [(letter.kind, letter.to_address, letter.link) for letter in letters] == [
        ("confirmation", "cora@whitfield.example", cora),
        ("confirmation", "theo@whitfield.example", theo),
        ("agent", "marisol@treasurevalley.example", marisol),
        ("assigned", "ike@cedarstone.example", None),
    ]


def test_letters_say_whose_clocks_are_meant() -> None:
    inspection = cast.book(cast.cedar_stone(), place=replace(cast.HARRISON, zone="America/New_York"))
    for letter in Message.objects.filter(thread=inspection.thread):
        facts = next(block["facts"] for block in letter.body if "facts" in block)
        assert ["Time", "9:00 AM to 12:00 PM Eastern Time"] in facts


def test_a_house_of_no_known_kind_is_drawn_as_the_usual_one() -> None:
    place = scheduling.Place("5 Nowhere Lane", cast.BOISE)
    home = cast.book(cast.cedar_stone(), place=place).home
    assert (home.kind, home.get_kind_display(), home.drawn_as()) == ("unknown", "Not known", "two-storey")


def test_no_letter_at_rest_holds_a_key() -> None:
    inspection = cast.book(cast.cedar_stone())
    for letter in Message.objects.filter(thread=inspection.thread):
        assert cast.link(inspection).token() not in f"{letter.body}{letter.subject}{letter.calendar}"


def test_the_agent_reads_no_amount() -> None:
    inspection = cast.book(cast.cedar_stone())
    assert "$" not in str(Message.objects.get(thread=inspection.thread, kind="agent").body)


def test_what_is_planned_is_what_is_written() -> None:
    office = cast.cedar_stone()
    people = [(one.name, one.email, one.role) for one in (cast.CORA, cast.MARISOL)]
    planned = announcing.planned(company=office.company, people=people, inspector=office.inspector, at=clock.now())

    inspection = cast.book(office)

    written = Message.objects.filter(thread=inspection.thread).order_by("pk").values_list("to_name", "to_address")
    assert [(letter.name, letter.address) for letter in planned] == list(written)


def test_a_company_on_trial_is_told_which_letters_will_be_held() -> None:
    cast.cedar_stone()
    juniper = cast.juniper_ridge()
    people = [(cast.PRUDENCE.name, cast.PRUDENCE.email, cast.PRUDENCE.role)]
    planned = announcing.planned(company=juniper.company, people=people, inspector=juniper.inspector, at=clock.now())
    assert planned[0].held == "trial"
    assert planned[1].held != "trial"


def test_scheduling_costs_twenty_statements() -> None:
    office = cast.cedar_stone()
    ike = Member.objects.select_related("user").get(pk=office.inspector.pk)
    cast.book(office, days=3)
    with CaptureQueriesContext(connection) as captured:
        cast.book(office, people=[cast.PRUDENCE], inspector=ike, once="form-1")
    said = [query["sql"][:80] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    asked_for_by_the_test = [sql for sql in said if sql.startswith('SELECT "services_service"')]
    assert len(said) - len(asked_for_by_the_test) <= 20, "\n".join(said)


def test_a_busy_inspector_is_refused_in_words() -> None:
    office = cast.cedar_stone()
    cast.book(office)
    with pytest.raises(scheduling.InspectorBusy, match=r"Ike Marsh is already at 1214 Harrison Boulevard on .* from 9"):
        cast.book(office, hour=11, people=[cast.THEO])
    assert Inspection.objects.count() == 1


def test_one_inspection_may_begin_when_the_other_ends() -> None:
    office = cast.cedar_stone()
    cast.book(office, hour=9, minutes=120)
    cast.book(office, hour=11, people=[cast.THEO])
    assert Inspection.objects.count() == 2


def test_a_cancelled_inspection_frees_its_inspector() -> None:
    office = cast.cedar_stone()
    first = cast.book(office)
    scheduling.cancel(inspection=first, because="The sale fell through", by=office.owner, at=clock.now())
    cast.book(office)
    assert Inspection.objects.standing().count() == 1


def test_the_same_form_sent_twice_is_one_inspection() -> None:
    office = cast.cedar_stone()
    first = cast.book(office, once="a form's own key")
    second = cast.book(office, once="a form's own key")
    assert first == second
    assert Message.objects.filter(kind="confirmation").count() == 1


@pytest.mark.parametrize(
    ("changes", "refused", "says"),
    [
        ({"days": -1}, scheduling.InThePast, "That day is over"),
        ({"days": 3 * 366 + 1}, scheduling.TooFarAhead, "three years"),
        ({"minutes": 5}, scheduling.OddDuration, "15 minutes"),
        ({"minutes": 25 * 60}, scheduling.OddDuration, "24 hours"),
        ({"people": [cast.MARISOL]}, scheduling.NoClient, "at least one client"),
        ({"people": [scheduling.Person("Cora", "")]}, scheduling.NoClient, "email address"),
        ({"fees": [invoicing.Fee("Absurd", 50_000_01)]}, invoicing.AmountOutOfRange, r"\$50,000.00"),
        ({"fees": [invoicing.Fee("Discount", -1)]}, scheduling.BelowZero, r"less than \$0.00"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    changes: dict[str, object], refused: type[Refusal], says: str
) -> None:
    office = cast.cedar_stone()
    with pytest.raises(refused, match=says):
        cast.book(office, **changes)  # type: ignore[arg-type]
    for kind in (Inspection, Participant, Invoice, Link, Agreement, Message):
        assert not kind.objects.exists(), kind


def test_without_services_there_is_nothing_to_schedule() -> None:
    office = cast.cedar_stone()
    at = clock.now()
    with pytest.raises(scheduling.NoServices):
        scheduling.schedule(
            company=office.company,
            by=office.owner,
            people=[cast.CORA],
            place=cast.HARRISON,
            starts_at=at + timedelta(days=1),
            minutes=60,
            inspector=office.inspector,
            fees=[],
            at=at,
        )


@pytest.mark.parametrize("name", ["Žofie Nováková", "王小明", "Ólafur Þór 🏡", "O'Brien-Smith, Jr.", "{{FEES}}"])
def test_names_in_any_script_arrive_as_they_were_typed(name: str) -> None:
    inspection = cast.book(cast.cedar_stone(), people=[scheduling.Person(name, "someone@example.com")])
    agreement = Agreement.objects.get(paper__participant__inspection=inspection)
    assert f"and {name} (" in agreement.words
    assert Message.objects.get(thread=inspection.thread, kind="confirmation").to_name == name


def test_the_same_key_next_door_is_another_inspection() -> None:
    cedar, juniper = cast.cedar_stone(), cast.juniper_ridge()
    assert cast.book(cedar, once="one key").company == cedar.company
    assert cast.book(juniper, once="one key").company == juniper.company
