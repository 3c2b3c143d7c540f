"""Settings: the taxes on what is sold, and the company's own ways of being paid by hand."""

import pytest
from django.test import Client

from lintel.billing.models import Way
from lintel.services.models import Service, Tax
from tests import cast
from tests.accounts.pages import words

NEW, WAYS = "/office/settings/taxes/new/", "/office/settings/payments/by-hand/"
QST = {"name": "QST", "rate": "9.975 %", "number": "1234567890 TQ0001"}


def test_a_tax_is_added_and_chosen_on_a_service(cedar: cast.Office, dana: Client) -> None:
    said = words(dana.post(NEW, QST, follow=True))
    assert "QST No. 1234567890 TQ0001 9.975%" in said
    assert "A discount has no tax of its own unless it is given one." in said
    tax = Tax.objects.of(cedar.company).get()
    assert (tax.rate, tax.words()) == (9_975, "QST 9.975%, no. 1234567890 TQ0001")
    typed = {"name": "Chimney camera", "price": "140", "minutes": "30", "tax": tax.key}
    dana.post(f"/office/settings/services/{cedar.special.key}/", typed)
    assert Service.objects.get(pk=cedar.special.pk).tax == tax


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", " ", "A tax needs a name"),
        ("rate", "", "How many percent?"),
        ("rate", "lots", "That is not a percentage between 0 and 100."),
        ("rate", "101", "That is not a percentage between 0 and 100."),
        ("name", "gst", "There is a tax of that name already."),
    ],
)
def test_what_is_wrong_with_a_tax_is_said_and_kept(dana: Client, field: str, typed: str, said: str) -> None:
    dana.post(NEW, {"name": "GST", "rate": "5"})
    answer = dana.post(NEW, {**QST, field: typed})
    assert said in words(answer)
    assert "1234567890 TQ0001" in answer.content.decode()
    assert [tax.name for tax in Tax.objects.all()] == ["GST"]


def test_a_corrected_tax_takes_the_old_ones_place(cedar: cast.Office, dana: Client) -> None:
    dana.post(NEW, QST)
    old = Tax.objects.get()
    Service.objects.filter(pk=cedar.special.pk).update(tax=old)
    dana.post(f"/office/settings/taxes/{old.key}/", {**QST, "rate": "10"})
    (new,) = Tax.objects.of(cedar.company).raised()
    assert Service.objects.get(pk=cedar.special.pk).tax == new
    assert (new.rate, Tax.objects.get(pk=old.pk).rate) == (10_000, 9_975)
    assert dana.get(f"/office/settings/taxes/{old.key}/").status_code == 404


def test_a_withdrawn_tax_is_on_no_service(cedar: cast.Office, dana: Client) -> None:
    dana.post(NEW, QST)
    tax = Tax.objects.get()
    Service.objects.filter(pk=cedar.special.pk).update(tax=tax)
    assert "No tax is added to what is sold." in words(
        dana.post(f"/office/settings/taxes/{tax.key}/withdraw/", follow=True)
    )
    assert Service.objects.get(pk=cedar.special.pk).tax is None


def test_a_way_is_added_and_withdrawn(cedar: cast.Office, dana: Client) -> None:
    assert "Zelle can be chosen under Received Payment." in words(dana.post(WAYS, {"name": "Zelle"}, follow=True))
    assert "That way of paying is there already." in words(dana.post(WAYS, {"name": "zelle"}))
    assert "That way of paying is there already." in words(dana.post(WAYS, {"name": "Cash"}))
    assert "Say what it is called" in words(dana.post(WAYS, {"name": ""}))
    way = Way.objects.of(cedar.company).get()
    dana.post(f"{WAYS}{way.key}/withdraw/")
    assert "Zelle Withdraw" not in words(dana.get(WAYS))
