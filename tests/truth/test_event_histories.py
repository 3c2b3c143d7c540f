"""Events come doubled, shuffled, late or never, and the worker dies in between: the ledger is Stripe's truth."""

import pytest

from lintel.billing.models import Attempt, Entry
from tests import cast
from tests.stripe.fake import Stripe
from tests.truth import LONG, chance
from tests.truth.dying import reaper
from tests.truth.history import History

HISTORIES, ACTS = LONG * 2 or 12, 25


def test_whatever_is_told_and_whoever_dies_the_ledger_is_stripes_truth(
    office: cast.Office, stripe: Stripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    luck = chance()
    death = reaper(monkeypatch, luck)
    for number in range(HISTORIES):
        history = History(office, stripe, luck, death)
        for _ in range(ACTS):
            history.act()
        history.ends()
        assert history.booked() == history.true(), f"history {number}"
        assert not Attempt.objects.exclude(state__in=Attempt.FINAL).exists()
        stripe.advance(hours=25)
    assert death.kills > HISTORIES / 4, "hardly anybody died, so little is proven"
    assert Entry.objects.filter(kind="payment").count() > HISTORIES / 4, "hardly anybody paid, so little is proven"
