"""Taxes: whatever is changed in whatever order, each tax line is what its lines say, and the parts make the whole."""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from lintel.billing import invoicing, taxing
from lintel.billing.invoicing import Fee
from lintel.billing.models import Entry, Line
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import adding, bills, pricing, rebilling
from lintel.run import invariants
from lintel.services import levying
from lintel.services.models import Tax
from tests import cast

CENTS = st.integers(-200_00, 900_00)
RATES = (5_000, 9_975, 13_000, 0, 100_000)
NO_TAX = len(RATES)
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "change", "off", "discount"]), CENTS, st.integers(0, NO_TAX), st.integers(0, 9)),
    min_size=1,
    max_size=8,
)


@given(st.lists(st.tuples(st.integers(0, NO_TAX), CENTS), max_size=12), st.randoms(use_true_random=False))
def test_a_tax_is_one_rounding_of_one_sum_in_any_order(lines: list[tuple[int, int]], shuffle: object) -> None:
    taxes: list[Tax | None] = [*(Tax(pk=place, name="t", rate=rate) for place, rate in enumerate(RATES, 1)), None]
    carried = [(taxes[which], cents) for which, cents in lines]
    due = taxing.due(carried)
    shuffle.shuffle(carried)  # type: ignore[attr-defined]
    assert taxing.due(carried) == due
    for tax, cents in due.items():
        exact = sum(amount for one, amount in carried if one == tax) * tax.rate
        assert abs(cents * 100_000 - exact) * 2 <= 100_000
        if abs(cents * 100_000 - exact) * 2 == 100_000:
            assert abs(cents) * 100_000 > abs(exact)
    fees = [Fee("x", cents, tax=tax) for tax, cents in carried]
    total = sum(fee.amount_cents for fee in taxing.taxed(fees))
    assert total == sum(cents for _, cents in carried) + sum(due.values())


@pytest.mark.parametrize(
    ("cents", "tax"), [(450_00, 22_50), (333_30, 16_67), (-333_30, -16_67), (10, 1), (9, 0), (0, 0)]
)
def test_half_a_cent_goes_away_from_zero(cents: int, tax: int) -> None:
    assert taxing.due([(Tax(pk=1, rate=5_000), cents)]) == {Tax(pk=1): tax}


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_changes_the_ledger_is_what_the_lines_say(office: cast.Office, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    taxes = [*Tax.objects.of(office.company).order_by("pk"), None]
    block = transaction.atomic()
    block.__enter__()
    try:
        inspection, at = cast.book(office, at=clock.now()), clock.now()
        invoice = cast.invoice(inspection)
        for act, cents, which, place in steps:
            lines = [one for one in invoicing.current_lines(invoice) if one.kind != Line.Kind.TAX]
            line = lines[place % len(lines)] if lines else None
            edit = _edit(act, cents, taxes[which], line)
            try:
                pricing.edit(inspection=inspection, what=edit, by=office.owner, at=at)
            except Refusal:
                continue
            _adds_up(invoice)
        assert bills.balance(inspection) >= 0
    finally:
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


def _edit(act: str, cents: int, tax: Tax | None, line: Line | None) -> pricing.Edit:
    if act == "discount":
        return pricing.Edit(discount=pricing.Discount("Discount", rate=abs(cents) % 100_000 or 1, tax=tax))
    if act == "add" or line is None:
        return pricing.Edit(added=[Fee("Fee", cents, tax=tax)])
    if act == "off":
        return pricing.Edit(off=frozenset({line.pk}))
    return pricing.Edit(lines={line.pk: pricing.Changed(cents, tax)})


def _adds_up(invoice: object) -> None:
    lines = invoicing.current_lines(invoice)  # type: ignore[arg-type]
    due = taxing.due((line.tax, line.amount_cents) for line in lines if line.kind != Line.Kind.TAX)
    assert {line.tax: line.amount_cents for line in lines if line.kind == Line.Kind.TAX} == due
    assert sum(line.amount_cents for line in lines) == invoicing.balance(invoice)  # type: ignore[arg-type]
    assert [*invariants.charges(clock.now()), *invariants.taxes(clock.now())] == []


@pytest.fixture
def office(db: None) -> cast.Office:
    made = cast.cedar_stone()
    for rate in RATES:
        what = levying.Levy(f"Tax {rate}", rate)
        levying.levy(company=made.company, what=what, by=made.owner, at=clock.now())
    return made


def test_the_difference_is_a_charge_like_every_line(office: cast.Office) -> None:
    tax = Tax.objects.of(office.company).get(rate=5_000)
    inspection, at = cast.book(office), clock.now()
    added = pricing.Edit(added=[Fee("Key", 100_00, tax=tax)])
    (line,) = pricing.edit(inspection=inspection, what=added, by=office.owner, at=at).added
    changed = pricing.Edit(lines={line.pk: pricing.Changed(50_00, tax)})
    pricing.edit(inspection=inspection, what=changed, by=office.owner, at=at)
    pricing.edit(inspection=inspection, what=pricing.Edit(off=frozenset({line.pk})), by=office.owner, at=at)
    charges = Entry.objects.filter(line__kind=Line.Kind.TAX).order_by("pk")
    assert [(one.kind, one.amount_cents) for one in charges] == [("charge", 5_00), ("charge", -2_50), ("charge", -2_50)]
    assert not [one for one in invoicing.current_lines(cast.invoice(inspection)) if one.kind == Line.Kind.TAX]


def test_a_service_billed_to_somebody_else_changes_no_cent(office: cast.Office) -> None:
    """Alone each would round up; the first that carries the tax makes up for it."""
    tax = Tax.objects.of(office.company).get(rate=5_000)
    fees = [
        replace(one, amount_cents=cents, tax=tax)
        for one, cents in zip(cast.usual_fees(office), (450_10, 140_10), strict=True)
    ]
    inspection = cast.book(office, fees=fees)
    (own,) = bills.of(inspection)
    camera = own.lines.get(description="Chimney camera")
    agent = cast.part(inspection, "Marisol Vega").contact
    portion = adding.Portion(lines=frozenset({camera.pk}))
    adding.add(inspection=inspection, payer=agent, portion=portion, by=office.owner, at=clock.now())
    assert [adding.charged_on(one) for one in bills.of(inspection)] == [472_60, 147_11]
    assert bills.balance(inspection) == 590_20 + 29_51
    assert list(invariants.taxes(clock.now())) == []
    rebilling.void(inspection=inspection, invoice=bills.of(inspection)[1], by=office.owner, at=clock.now())
    assert adding.charged_on(own) == 619_71
