"""Add Invoice: a part of the fees is somebody else's to pay, and together it is always what is charged."""

import pytest

from lintel.billing import invoicing, parting
from lintel.billing.models import Invoice, Line
from lintel.core import clock
from lintel.inspections import adding, bills, changing, pricing, rebilling, splitting
from lintel.inspections.adding import Portion
from lintel.inspections.models import Inspection
from tests import cast

pytestmark = pytest.mark.django_db
WHOLE = 590_00


@pytest.fixture
def office() -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office)


def lines(invoice: Invoice) -> list[tuple[str, int]]:
    return [(line.description, line.amount_cents) for line in invoicing.current_lines(invoice)]


def line(inspection: Inspection, name: str) -> Line:
    return Line.objects.get(invoice__bill__inspection=inspection, removed_at=None, description=name)


def add(office: cast.Office, inspection: Inspection, portion: Portion, name: str = "Marisol Vega") -> Invoice:
    payer = cast.part(inspection, name).contact
    return adding.add(inspection=inspection, payer=payer, portion=portion, by=office.owner, at=clock.now())


def sums(inspection: Inspection) -> list[int]:
    return [invoicing.balance(one) for one in bills.of(inspection)]


def test_a_service_moves_to_the_agents_invoice(office: cast.Office, inspection: Inspection) -> None:
    made = add(office, inspection, Portion(lines=frozenset({line(inspection, "Chimney camera").pk})))
    assert lines(made) == [("Chimney camera", 140_00)]
    assert sums(inspection) == [450_00, 140_00]


def test_an_amount_and_a_percentage_come_off_the_clients(office: cast.Office, inspection: Inspection) -> None:
    add(office, inspection, Portion(cents=100_00))
    half = add(office, inspection, Portion(rate=50_000))
    assert lines(half) == [("50% of the fees", 295_00)]
    assert sums(inspection) == [195_00, 100_00, 295_00]


def test_a_percentage_follows_the_fees(office: cast.Office, inspection: Inspection) -> None:
    add(office, inspection, Portion(rate=33_333))
    fee = invoicing.Fee("Return trip", 100_01)
    changing.add_fee(inspection=inspection, fee=fee, by=office.owner, at=clock.now())
    assert bills.balance(inspection) == WHOLE + 100_01
    assert sums(inspection)[1] == 230_00
    chimney = line(inspection, "Chimney camera")
    edited = pricing.edit(
        inspection=inspection, what=pricing.Edit(off=frozenset({chimney.pk})), by=office.owner, at=clock.now()
    )
    assert "Marisol Vega pays $183.33 of it instead of $230.00" in edited.words
    assert sums(inspection) == [366_68, 183_33]


def test_an_amount_is_lowered_when_less_is_left(office: cast.Office, inspection: Inspection) -> None:
    made = add(office, inspection, Portion(cents=500_00))
    off = frozenset({line(inspection, "Home inspection").pk})
    pricing.edit(inspection=inspection, what=pricing.Edit(off=off), by=office.owner, at=clock.now())
    assert sums(inspection) == [0, 140_00]
    assert lines(made) == [("Part of the fees", 140_00)]


def test_more_than_there_is_is_refused_and_nothing_stays_behind(office: cast.Office, inspection: Inspection) -> None:
    with pytest.raises(parting.MoreThanThere, match=r"Only \$590.00 is left on Cora Whitfield’s invoice"):
        add(office, inspection, Portion(cents=590_01))
    with pytest.raises(adding.NothingChosen):
        add(office, inspection, Portion())
    assert sums(inspection) == [WHOLE]


def test_voiding_gives_it_back(office: cast.Office, inspection: Inspection) -> None:
    service = add(office, inspection, Portion(lines=frozenset({line(inspection, "Chimney camera").pk})))
    amount = add(office, inspection, Portion(cents=50_00))
    for invoice in (service, amount):
        rebilling.void(inspection=inspection, invoice=invoice, by=office.owner, at=clock.now())
    assert sums(inspection) == [WHOLE]
    assert lines(bills.of(inspection)[0]) == [("Home inspection", 450_00), ("Chimney camera", 140_00)]
    assert [invoicing.balance(one) for one in (service, amount)] == [0, 0]


def test_split_between_two_adds_up_to_the_cent(office: cast.Office) -> None:
    inspection = cast.book(office, people=(cast.CORA, cast.THEO))
    cora, theo = (cast.part(inspection, name).contact for name in ("Cora Whitfield", "Theo Whitfield"))
    thirds = splitting.shares(WHOLE, [2, 1])
    ways = [splitting.Way(who, cents) for who, cents in zip((cora, theo), thirds, strict=True)]
    made = splitting.split(
        inspection=inspection, invoice=cast.invoice(inspection), ways=ways, by=office.owner, at=clock.now()
    )
    assert [one.payer for one in made] == [cora, theo]
    assert sums(inspection) == thirds == [393_34, 196_66]


def test_who_pays_a_part_cannot_leave_before_somebody_else_is_billed(
    office: cast.Office, inspection: Inspection
) -> None:
    made = add(office, inspection, Portion(cents=100_00))
    agent = cast.part(inspection, "Marisol Vega")
    with pytest.raises(changing.StillBilled, match="An invoice is billed to Marisol Vega"):
        changing.remove_person(participant=agent, by=office.owner, at=clock.now())
    rebilling.void(inspection=inspection, invoice=made, by=office.owner, at=clock.now())
    changing.remove_person(participant=agent, by=office.owner, at=clock.now())


def test_a_part_of_a_part_is_given_back_first(office: cast.Office, inspection: Inspection) -> None:
    made = add(office, inspection, Portion(cents=100_00))
    ways = [splitting.Way(made.payer, 50_00), splitting.Way(made.payer, 50_00)]
    splitting.split(inspection=inspection, invoice=made, ways=ways, by=office.owner, at=clock.now())
    assert sums(inspection) == [490_00, 50_00, 50_00]
    with pytest.raises(rebilling.TakenFrom):
        rebilling.void(inspection=inspection, invoice=made, by=office.owner, at=clock.now())


def test_a_service_cannot_move_when_others_pay_too_much_of_the_rest(
    office: cast.Office, inspection: Inspection
) -> None:
    add(office, inspection, Portion(cents=500_00))
    with pytest.raises(parting.MoreThanThere, match=r"Only \$90.00 is left"):
        add(office, inspection, Portion(lines=frozenset({line(inspection, "Chimney camera").pk})))
    assert sums(inspection) == [90_00, 500_00]
