"""Signing: the very words, by the person they were written for."""

import pytest

from lintel.access import opening
from lintel.agreements import preparing
from lintel.agreements.models import Agreement, Signature
from lintel.billing import invoicing
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import changing, signing
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))


def sign(inspection: Inspection, holder: str, agreement: Agreement, **changes: object) -> Signature:
    share, asked = cast.share(inspection, holder), {"name": "Cora Whitfield", "seen": agreement.digest, **changes}
    return signing.sign(
        share=share,
        agreement_id=agreement.pk,
        typed=cast.typed(share, **asked),  # type: ignore[arg-type]
        visitor=cast.PHONE,
        at=clock.now(),
    )


def coras(inspection: Inspection) -> Agreement:
    return Agreement.objects.get(signer__name="Cora Whitfield", paper__participant__inspection=inspection)


def test_a_signature_keeps_the_words_and_who_and_where(inspection: Inspection) -> None:
    agreement = coras(inspection)
    signature = sign(inspection, "Cora Whitfield", agreement, name="  Cora   Whitfield ")
    assert signature.name == "Cora Whitfield"
    assert preparing.digest(signature.words) == signature.digest == agreement.digest
    assert signature.address == cast.PHONE.address
    assert "iPhone" in signature.browser
    assert signature.link_public_id == cast.link(inspection, "Cora Whitfield").public_id
    assert signature.consent == preparing.CONSENT


def test_the_office_is_told_of_each_and_of_the_last(inspection: Inspection) -> None:
    cast.sign(inspection, "Cora Whitfield")
    cast.sign(inspection, "Theo Whitfield")
    notices = Message.objects.filter(kind="notice-signed", to_name="Dana Ortiz").order_by("pk")
    assert [letter.subject for letter in notices] == [
        "Cora Whitfield signed: 1214 Harrison Boulevard",
        "Theo Whitfield signed: 1214 Harrison Boulevard",
    ]
    assert "Not everyone has signed yet." in str(notices[0].body)
    assert "All agreements are signed." in str(notices[1].body)
    assert inspection.moments.filter(words="All agreements are signed").count() == 1


def test_words_that_changed_meanwhile_are_not_signed(office: cast.Office, inspection: Inspection) -> None:
    seen = coras(inspection).digest
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    with pytest.raises(preparing.WordsChanged, match="new text"):
        sign(inspection, "Cora Whitfield", coras(inspection), seen=seen)
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"name": " "}, preparing.NameNeeded),
        ({"agreed": False}, preparing.ConsentNeeded),
        ({"consented": False}, preparing.ElectronicNeeded),
        ({"told": "x"}, preparing.TermsChanged),
    ],
)
def test_a_name_and_a_tick_are_needed(
    inspection: Inspection, changes: dict[str, object], refused: type[Refusal]
) -> None:
    with pytest.raises(refused):
        sign(inspection, "Cora Whitfield", coras(inspection), **changes)
    assert not Signature.objects.exists()


def test_nobody_signs_for_somebody_else(inspection: Inspection) -> None:
    with pytest.raises(signing.NothingToSign):
        sign(inspection, "Theo Whitfield", coras(inspection))
    with pytest.raises(opening.LinkClosed):
        sign(inspection, "Marisol Vega", coras(inspection))
    assert not Signature.objects.exists()


def test_the_second_click_is_told_that_it_is_signed(inspection: Inspection) -> None:
    cast.sign(inspection, "Cora Whitfield")
    with pytest.raises(preparing.AlreadySigned):
        sign(inspection, "Cora Whitfield", coras(inspection))


def test_another_name_under_it_is_told_with_whose_agreement_it_is(inspection: Inspection) -> None:
    sign(inspection, "Cora Whitfield", coras(inspection), name="Bob Smith")
    words = "Cora Whitfield (as “Bob Smith”) signed"
    assert inspection.moments.filter(words__startswith=words).count() == 1
    assert Message.objects.filter(kind="notice-signed", subject__startswith=words).count() == 2
