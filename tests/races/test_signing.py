"""Many hands on one agreement and on one button."""

from functools import partial
from types import SimpleNamespace

import pytest
from django.db import IntegrityError

from lintel.agreements import chaining, preparing
from lintel.agreements.models import Agreement, Signature
from lintel.companies.models import Company
from lintel.core import clock
from lintel.inspections import announcing, changing, signing
from lintel.inspections.models import Inspection, Moment
from lintel.messages.models import Message
from tests import cast
from tests.races import doubles
from tests.races.doubles import parted
from tests.rig.together import together

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def coras() -> Inspection:
    return cast.book(cast.cedar_stone())


def test_eight_clicks_on_sign_are_one_signature(coras: Inspection) -> None:
    signed, refused = parted(together(*[lambda: cast.sign(coras)] * 8))
    assert len(signed) == 1
    assert {type(one) for one in refused} == {preparing.AlreadySigned}
    assert Signature.objects.count() == 1
    assert Moment.objects.filter(kind=Moment.Kind.ALL_SIGNED).count() == 1
    staff_who_are_told = 2
    assert Message.objects.filter(kind="notice-signed").count() == staff_who_are_told


def test_without_locks_only_the_database_stops_the_second_signature(
    coras: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both sign, and one breaks on the constraint instead of being told."""
    asked = doubles.meeting(lambda **which: Signature.objects.filter(**which).exists())
    signatures = SimpleNamespace(
        filter=lambda **which: SimpleNamespace(exists=partial(asked, **which)), create=Signature.objects.create
    )
    monkeypatch.setattr(signing, "sign", doubles.bare(signing.sign))
    monkeypatch.setattr(signing, "Inspection", unlockable(Inspection))
    monkeypatch.setattr(preparing, "Agreement", unlockable(Agreement))
    monkeypatch.setattr(chaining, "Company", unlockable(Company))
    monkeypatch.setattr(preparing, "Signature", SimpleNamespace(objects=signatures))
    _, broken = parted(together(*[lambda: cast.sign(coras)] * 2))
    assert {type(one) for one in broken} == {IntegrityError}


def test_words_that_change_while_somebody_signs_are_never_signed_unseen(coras: Inspection) -> None:
    """Whoever is first: the signed words are those that were seen, or it is refused with the new ones."""
    line = cast.invoice(coras).lines.get(description="Home inspection")
    seen = Agreement.objects.get().digest

    def dearer() -> None:
        changing.change_fee(inspection=coras, line=line, amount_cents=480_00, by=coras.booked_by, at=clock.now())

    result, _ = together(lambda: cast.sign(coras, seen=seen), dearer)
    if isinstance(result, Signature):
        assert "$590.00" in result.words
        assert result.digest == preparing.digest(result.words)
    else:
        assert isinstance(result, preparing.WordsChanged)
    signature = Signature.objects.first()
    agreement = Agreement.objects.get()
    assert agreement.words == (signature.words if signature else agreement.words)


def test_eight_clicks_on_resend_are_one_letter_and_one_line_of_the_story(coras: Inspection) -> None:
    cora = cast.part(coras)

    def resend() -> None:
        announcing.resend(inspection=coras, participant=cora, by=coras.booked_by, once="one form", at=clock.now())

    _, refused = parted(together(*[resend] * 8))
    assert refused == []
    assert Message.objects.filter(kind="resend").count() == 1
    assert Moment.objects.filter(kind=Moment.Kind.LETTER_SENT_AGAIN).count() == 1


def unlockable(model: type[Inspection] | type[Agreement] | type[Company]) -> SimpleNamespace:
    """Stands for a model whose rows cannot be locked."""
    return SimpleNamespace(objects=SimpleNamespace(select_for_update=lambda **_: model._default_manager.all()))
