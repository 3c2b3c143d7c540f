"""New invoice, as it is filled in."""

import pytest

from lintel.billing import invoicing
from lintel.billing.models import Invoice
from lintel.services.models import Service
from tests import cast
from tests.office.desk import Desk, text

PAGE = "/office/invoices/new/"
FORM = {
    "act": "save",
    "once": "abc",
    "p-name": "Sage Relocation",
    "p-email": "bills@sage.example",
    "what": "Return trip",
    "street": "5 Elm Street",
    "locality": "Boise, ID 83702",
    "day": "2027-05-14",
    "fee-description": "Second visit",
    "fee-amount": "75.00",
    "reference_kind": "file",
    "reference": "F-12",
    "due_on": "2027-06-01",
}


def test_it_is_saved_and_leads_to_send_and_the_link(dana: Desk, office: cast.Office) -> None:
    radon = Service.objects.of(office.company).get(name="Radon test")
    ticked = {f"s-{radon.key}-on": "on", f"s-{radon.key}-price": "150.00"}
    said = text(dana.post(PAGE, {**FORM, **ticked}, follow=True).content)
    assert "Saved, not sent. Send it, or copy its link." in said
    made = Invoice.objects.get()
    assert [line.description for line in invoicing.current_lines(made)] == ["Radon test", "Second visit"]
    assert invoicing.balance(made) == 225_00
    assert (made.reference, made.reference_kind, str(made.due_on)) == ("F-12", "file", "2027-06-01")
    for words in (
        "For Return trip",
        "Property 5 Elm Street Boise, ID 83702",
        "Friday, May 14, 2027",
        "File number F-12",
    ):
        assert words in said


def test_a_double_click_is_one_invoice(dana: Desk, office: cast.Office) -> None:
    for _ in range(2):
        dana.post(PAGE, FORM)
    assert Invoice.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"p-name": ""}, "Who pays? Write a name."),
        ({"what": ""}, "Say what it is for"),
        ({"fee-amount": "", "fee-description": ""}, "Tick a service, or write a Manual Fee"),
        ({"fee-amount": "a lot"}, "is not an amount"),
        ({"due_on": "2020-01-01"}, "That day is over."),
        ({"p-email": "bills@gmial.com"}, "Is gmial.com right?"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(
    dana: Desk, office: cast.Office, changed: dict[str, str], sentence: str
) -> None:
    answer = dana.post(PAGE, {**FORM, **changed})
    assert sentence in text(answer.content)
    page = answer.content.decode()
    for name in ("street", "locality", "reference"):
        assert f'value="{FORM[name]}"' in page
    assert not Invoice.objects.exists()


def test_who_is_on_file_is_offered_and_put_in(dana: Desk, office: cast.Office) -> None:
    cast.book(office)
    cora = cast.part(cast.book(office, days=12)).contact
    offered = dana.post(PAGE, {**FORM, "act": "look", "p-name": "Cora", "p-email": ""}).content.decode()
    assert f'value="p:{cora.key}"' in offered
    filled = dana.post(PAGE, {**FORM, "act": "", "pick": f"p:{cora.key}"}).content.decode()
    assert 'value="cora@whitfield.example"' in filled
    assert 'value="Return trip"' in filled
