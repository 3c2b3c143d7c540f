"""Edit Fees & Payments: every line in its place, services, fees and discounts to be added, one Save for all."""

import re

import pytest
from django.test import Client

from lintel.billing import invoicing
from lintel.billing.models import Line
from lintel.core import clock
from lintel.inspections import changing, placeholders, posting, proposing, showing
from lintel.inspections.models import Inspection
from lintel.services import levying, offering
from lintel.services.models import Service, Tax
from tests import cast
from tests.office_work import pages
from tests.office_work.test_changes import told
from tests.office_work.test_details import at, leave


def owed(inspection: Inspection) -> int:
    return invoicing.balance(cast.invoice(inspection))


def lines(inspection: Inspection) -> list[Line]:
    return invoicing.current_lines(cast.invoice(inspection))


def charged(inspection: Inspection) -> list[tuple[str, int]]:
    return [(line.description, line.amount_cents) for line in lines(inspection)]


def as_shown(browser: Client, inspection: Inspection) -> dict[str, str]:
    """Every field of the page as it stands in it."""
    page = browser.get(at(inspection, "fees/")).content.decode().split("<main", 1)[1]
    boxes = re.findall(r'<input type="(?:text|hidden)" name="([^"]+)"(?: value="([^"]*)")?', page)
    chosen = re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', page, re.DOTALL)
    return {name: value for name, value in (*boxes, *chosen) if name != "csrfmiddlewaretoken"}


def save(browser: Client, inspection: Inspection, **typed: str) -> str:
    """Type this into the page as it is now, and press Save. What is read afterwards."""
    sent = {**as_shown(browser, inspection), **{name.replace("__", "-"): value for name, value in typed.items()}}
    return pages.text(browser.post(at(inspection, "fees/"), sent, follow=True))


@pytest.fixture
def gst(cedar: cast.Office) -> Tax:
    """GST on the home inspection, from now on."""
    what = levying.Levy("GST", 5000, "123")
    tax = levying.levy(company=cedar.company, what=what, by=cedar.owner, at=clock.now())
    Service.objects.of(cedar.company).filter(name="Home inspection").update(tax=tax)
    return tax


# --- one Save ---------------------------------------------------------------------------------------------------------


def test_everything_typed_is_saved_at_once(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    house, chimney = lines(inspection)
    radon = Service.objects.of(cedar.company).get(name="Radon test")
    said = save(
        dana,
        inspection,
        **{f"l{house.pk}-amount": "425", f"l{chimney.pk}-off": "on", f"s-{radon.key}-on": "on"},
        fee__description="Key",
        fee__amount="12.50",
        discount__worth="20",
    )
    assert charged(inspection) == [
        ("Home inspection", 425_00),
        ("Radon test", radon.price_cents),
        ("Key", 12_50),
        ("Discount", -20_00),
    ]
    assert told(inspection)[-5:] == [
        "Chimney camera removed: $140.00",
        "Home inspection changed from $450.00 to $425.00",
        "Radon test added: $175.00",
        "Key added: $12.50",
        "Discount added: −$20.00",
    ]
    assert "Home inspection changed from $450.00 to $425.00" in said


def test_one_wrong_amount_keeps_everything_typed_and_saves_nothing(dana: Client, inspection: Inspection) -> None:
    house, chimney = lines(inspection)
    typed = {f"l{house.pk}-amount": "425", f"l{chimney.pk}-amount": "lots", "fee-description": "Key"}
    answer = dana.post(at(inspection, "fees/"), {**as_shown(dana, inspection), **typed, "fee-amount": "12"})
    assert "That is not an amount." in pages.text(answer)
    for name, value in typed.items():
        assert pages.value(answer, name) == value
    assert owed(inspection) == 590_00


def test_saving_what_is_shown_changes_nothing(dana: Client, inspection: Inspection) -> None:
    before = told(inspection)
    assert "Nothing was changed." in save(dana, inspection)
    assert told(inspection) == before


def test_a_double_click_adds_once(dana: Client, inspection: Inspection) -> None:
    sent = {**as_shown(dana, inspection), "fee-description": "Key", "fee-amount": "12.50"}
    dana.post(at(inspection, "fees/"), sent)
    again = dana.post(at(inspection, "fees/"), sent)
    assert "Somebody changed the fees a moment ago." in pages.text(again)
    assert owed(inspection) == 602_50


def test_what_somebody_else_changed_meanwhile_is_not_undone(
    dana: Client, cedar: cast.Office, inspection: Inspection
) -> None:
    house, chimney = lines(inspection)
    before = as_shown(dana, inspection)
    changing.change_fee(inspection=inspection, line=house, amount_cents=400_00, by=cedar.inspector, at=clock.now())
    asked = dana.post(at(inspection, "fees/"), {**before, f"l{chimney.pk}-amount": "150"})
    assert "Somebody changed the fees a moment ago." in pages.text(asked)
    assert pages.value(asked, f"l{chimney.pk}-amount") == "150"
    assert pages.value(asked, f"l{house.pk}-amount") == "400.00"
    sent = {name: pages.value(asked, name) for name in before if not name.startswith("s-")}
    dana.post(at(inspection, "fees/"), sent)
    assert charged(inspection) == [("Home inspection", 400_00), ("Chimney camera", 150_00)]


def test_an_absurd_price_is_questioned(dana: Client, inspection: Inspection) -> None:
    line = lines(inspection)[0]
    sent = {**as_shown(dana, inspection), f"l{line.pk}-amount": "42500"}
    asked = dana.post(at(inspection, "fees/"), sent)
    assert "$42,500.00 for Home inspection? It is usually $450.00." in pages.text(asked)
    (keep,), (mend,) = pages.answers(asked, "keep"), pages.answers(asked, "mend")
    assert owed(inspection) == 590_00
    mended = dana.post(at(inspection, "fees/"), {**sent, "mend": mend, "fee-description": "Key"})
    assert (pages.value(mended, f"l{line.pk}-amount"), pages.value(mended, "fee-description")) == ("450.00", "Key")
    dana.post(at(inspection, "fees/"), {**sent, "keep": keep})
    assert owed(inspection) == 42_640_00


def test_a_line_of_another_inspection_is_not_here(dana: Client, inspection: Inspection, couple: Inspection) -> None:
    line = lines(couple)[0]
    save(dana, inspection, **{f"l{line.pk}-amount": "1", f"l{line.pk}-off": "on"})
    assert owed(couple) == owed(inspection) == 590_00


def test_fees_below_zero_altogether_are_refused(dana: Client, inspection: Inspection) -> None:
    sent = {**as_shown(dana, inspection), "fee-description": "Too kind", "fee-amount": "-900"}
    answer = dana.post(at(inspection, "fees/"), sent)
    assert "The fees add up to less than $0.00." in pages.text(answer)
    assert pages.value(answer, "fee-description") == "Too kind"
    assert owed(inspection) == 590_00


def test_a_change_proposes_resend_and_refreshes_the_agreement(dana: Client, inspection: Inspection) -> None:
    leave(inspection)
    agreement = cast.part(inspection).papers.get().agreement
    save(dana, inspection, fee__description="Crawl space", fee__amount="75")
    proposed = proposing.proposal(inspection)
    assert proposed is not None
    assert "from $590.00 to $665.00" in proposed.words
    before = agreement.digest
    agreement.refresh_from_db()
    assert agreement.digest != before


# --- discounts --------------------------------------------------------------------------------------------------------


def test_a_percentage_is_of_services_and_fees_as_saved(dana: Client, inspection: Inspection) -> None:
    house = lines(inspection)[0]
    typed = {f"l{house.pk}-amount": "333.35", "fee-description": "Key", "fee-amount": "10"}
    save(dana, inspection, **typed, discount__description="Second house", discount__worth="7.5%")
    assert charged(inspection)[-1] == ("Second house, 7.5%", -36_25)  # of 483.35: 36.25125


@pytest.mark.parametrize(
    ("worth", "why"),
    [("120%", "between 0 and 100"), ("much", "not an amount"), ("0", "Write how much goes off"), ("0%", "Write how")],
)
def test_a_discount_of_nothing_or_of_nonsense_is_refused(
    dana: Client, inspection: Inspection, worth: str, why: str
) -> None:
    assert why in save(dana, inspection, discount__description="Gift", discount__worth=worth)
    assert owed(inspection) == 590_00


# --- taxes ------------------------------------------------------------------------------------------------------------


def test_an_inspection_is_priced_with_its_tax(gst: Tax, dana: Client, cedar: cast.Office) -> None:
    ticked = pages.order(cedar)
    assert "GST 5%, no. 123 $22.50" in pages.text(dana.post(pages.CHECK, ticked))
    dana.post(pages.NEW, ticked)
    made = pages.only_inspection(cedar)
    assert charged(made) == [("Home inspection", 450_00), ("GST 5%, no. 123", 22_50)]
    share = cast.share(made)
    shown = showing.fees(share, showing.money(share), whole=True)
    assert [(fee.description, fee.cents) for fee in shown] == charged(made)
    order = Client().get(cast.path(made, page="order/")).content.decode()
    assert "GST 5%, no. 123" in order
    assert "$472.50" in order
    filled = placeholders.fields(made, cast.part(made).contact, posting.fees(made))
    assert (filled["SERVICES"], filled["FEES"]) == ("Home inspection", "$472.50")


def test_tax_follows_every_change_and_is_told(gst: Tax, dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar))
    made = pages.only_inspection(cedar)
    house = lines(made)[0]
    save(dana, made, **{f"l{house.pk}-amount": "333.30"})
    assert charged(made)[-1] == ("GST 5%, no. 123", 16_67)  # 16.665: half a cent goes away from zero
    assert told(made)[-1] == "GST 5%, no. 123 changed from $22.50 to $16.67"
    save(dana, made, discount__worth="33.30")
    assert charged(made)[-1] == ("GST 5%, no. 123", 16_67)
    save(dana, made, discount__description="Taxed", discount__worth="100", discount__tax=gst.key)
    assert charged(made)[-1] == ("GST 5%, no. 123", 11_67)
    said = save(dana, made, **{f"l{house.pk}-tax": ""})
    assert "Home inspection: tax changed from GST 5% to none" in said
    assert charged(made)[-1] == ("GST 5%, no. 123", -5_00)


def test_an_exempt_client_pays_no_tax(gst: Tax, dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar))
    made = pages.only_inspection(cedar)
    save(dana, made, **{f"l{lines(made)[0].pk}-tax": ""})
    assert charged(made) == [("Home inspection", 450_00)]


def test_what_was_sold_keeps_the_rate_it_was_sold_with(gst: Tax, dana: Client, cedar: cast.Office) -> None:
    dana.post(pages.NEW, pages.order(cedar))
    made = pages.only_inspection(cedar)
    levying.correct(tax=gst, what=levying.Levy("GST", 7000, "123"), by=cedar.owner, at=clock.now())
    save(dana, made, **{f"l{lines(made)[0].pk}-amount": "100"})
    assert charged(made)[-1] == ("GST 5%, no. 123", 5_00)
    service = Service.objects.of(cedar.company).get(name="Home inspection")
    assert service.tax is not None
    assert service.tax.words() == "GST 7%, no. 123"


def test_the_page_says_how_tax_is_reckoned(gst: Tax, dana: Client, inspection: Inspection) -> None:
    said = pages.text(dana.get(at(inspection, "fees/")))
    assert "rounded to the cent once, half a cent away from zero" in said
    assert "A discount lowers that sum only where it is given the tax itself." in said


def test_a_tax_that_does_not_fit_below_zero_is_refused(gst: Tax, dana: Client, inspection: Inspection) -> None:
    """What would be even without its tax is below zero with it."""
    off = {f"l{line.pk}-off": "on" for line in lines(inspection)}
    typed = {"fee-description": "Key", "fee-amount": "100", "discount-worth": "100", "discount-tax": gst.key}
    assert "The fees add up to less than $0.00." in save(dana, inspection, **off, **typed)


def test_a_tax_on_a_service_that_was_offered_before(gst: Tax, cedar: cast.Office) -> None:
    what = offering.Offer("Chimney camera", 140_00, 30, tax=gst)
    changed = offering.correct(service=cedar.special, what=what, by=cedar.owner, at=clock.now())
    assert invoicing.Fee.of(changed, 140_00).tax == gst
