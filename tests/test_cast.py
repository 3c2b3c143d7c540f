"""The cast is who it says it is."""

import pytest

from lintel.billing import invoicing
from lintel.core import clock
from lintel.messages import holding
from tests import cast

pytestmark = pytest.mark.django_db


def test_the_two_companies_and_their_people() -> None:
    cedar, juniper = cast.cedar_stone(), cast.juniper_ridge()
    assert not cedar.company.on_trial()
    assert juniper.company.on_trial()
    coras, prudences = cast.book(cedar), cast.book(juniper)
    assert cast.part(coras).contact.name == "Cora Whitfield"
    assert cast.part(prudences).contact.name == "Prudence Oakhurst"
    assert holding.would_hold(juniper.company, "prudence@oakhurst.example", at=clock.now()) == "trial"


def test_they_sign_and_pay() -> None:
    cast.cedar_stone()
    inspection = cast.book(cast.juniper_ridge())
    assert cast.sign(inspection).name == "Prudence Oakhurst"
    assert cast.pay(inspection, card=cast.DECLINED_CARD).state == "open"
    assert cast.pay(inspection).state == "paid"
    assert invoicing.balance(cast.invoice(inspection)) == 0


def test_a_check_in_the_hand() -> None:
    office = cast.cedar_stone()
    inspection = cast.book(office)
    cast.receive(inspection, 590_00, by=office.owner)
    assert invoicing.balance(cast.invoice(inspection)) == 0
