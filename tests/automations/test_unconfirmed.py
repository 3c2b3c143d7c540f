"""A time that is only kept: nobody hears of it until somebody confirms it, and then everybody does, once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lintel.automations.models import Plan
from lintel.inspections import announcing, changing, confirming, scheduling
from lintel.inspections.models import Inspection, Moment
from lintel.inspections.scheduling import Person
from lintel.messages.models import Message
from lintel.run import invariants
from tests import cast
from tests.automations.works import Works, rule


@pytest.fixture
def kept(office: cast.Office, works: Works) -> Inspection:
    made = cast.book(office, at=works.now, unconfirmed=True)
    works.turn()
    return made


def written(inspection: Inspection) -> list[str]:
    return sorted(Message.objects.filter(thread=inspection.thread).values_list("kind", flat=True))


def confirm(inspection: Inspection, office: cast.Office, works: Works) -> None:
    confirming.confirm(inspection=Inspection.objects.get(pk=inspection.pk), by=office.owner, at=works.now)
    works.turn()


def test_nobody_is_written_to_and_nothing_is_planned(office: cast.Office, works: Works, kept: Inspection) -> None:
    by: dict[str, Any] = {"by": office.owner, "at": works.now}
    changing.add_person(inspection=kept, person=Person("Nell Late", "nell@late.example"), **by)
    later = kept.starts_at + timedelta(hours=2)
    scheduling.reschedule(inspection=kept, starts_at=later, minutes=120, inspector=office.owner, **by)
    works.turn()
    assert not Plan.objects.filter(thread=kept.thread).exists()
    works.until(kept.ends_at + timedelta(days=3))
    assert written(kept) == []
    assert works.sink.letters == []
    assert [*invariants.letters(works.now)] == []


def test_the_time_is_kept(office: cast.Office, works: Works, kept: Inspection) -> None:
    with pytest.raises(scheduling.InspectorBusy):
        cast.book(office, at=works.now)


def test_confirmed_everybody_is_written_to_once(office: cast.Office, works: Works, kept: Inspection) -> None:
    confirm(kept, office, works)
    confirm(kept, office, works)
    assert written(kept) == ["agent", "assigned", "confirmation"]
    assert len(works.sink.to(cast.CORA.email)) == 1
    names = {plan.rule.name for plan in Plan.objects.filter(thread=kept.thread).waiting().select_related("rule")}
    assert names == {"Reminder, the day before", "Still to sign", "Still to pay"}
    kinds = [one.kind for one in kept.moments.order_by("at", "pk")]
    assert kinds == [Moment.Kind.RESERVED, Moment.Kind.CONFIRMED]


def test_rules_hear_of_it_when_it_is_confirmed(office: cast.Office, works: Works, kept: Inspection) -> None:
    for moment in ("scheduled", "confirmed"):
        rule(office, works.now, name=moment, way="at once", moment=moment, letter="reminder", to=["inspector"])
    straight = cast.book(office, at=works.now, days=12)
    confirm(kept, office, works)
    ours = Plan.objects.filter(rule__name__in=["scheduled", "confirmed"])
    called = [set(ours.filter(thread=one.thread).values_list("rule__name", flat=True)) for one in (kept, straight)]
    assert called == [{"scheduled", "confirmed"}, {"scheduled"}]


def test_a_confirmation_that_was_skipped_stays_skipped(office: cast.Office, works: Works) -> None:
    kept = cast.book(office, at=works.now, unconfirmed=True, skip="Cora was told by telephone")
    confirm(kept, office, works)
    assert written(kept) == ["agent", "assigned"]
    assert [*invariants.letters(works.now)] == []


def test_cancelled_it_goes_without_a_word(office: cast.Office, works: Works, kept: Inspection) -> None:
    scheduling.cancel(inspection=kept, because="never confirmed", by=office.owner, at=works.now)
    works.turn()
    assert written(kept) == []


def test_the_link_is_not_sent_again_before(office: cast.Office, works: Works, kept: Inspection) -> None:
    with pytest.raises(announcing.NotConfirmed):
        announcing.resend(inspection=kept, participant=cast.part(kept), by=office.owner, once="form", at=works.now)


class TestPages:
    def test_the_page_says_so_and_confirms(self, dana: Client, office: cast.Office) -> None:
        kept = cast.book(office, unconfirmed=True)
        where = f"/office/inspections/{kept.key}/"
        assert "Not confirmed. The time is kept, and nobody has been written to." in dana.get(where).content.decode()
        assert "Not confirmed yet" in Client().get(cast.path(kept)).content.decode()
        assert "Not confirmed" in dana.get("/office/inspections/").content.decode()
        page = dana.post(f"{where}confirm/", follow=True).content.decode()
        assert "Confirmed. Everyone’s letter is written." in page
        assert "Not confirmed" not in page
        assert written(kept) == ["agent", "assigned", "confirmation"]

    def test_today_asks_when_it_is_near(self, dana: Client, office: cast.Office) -> None:
        cast.book(office, days=9, unconfirmed=True)
        assert "is not confirmed" not in dana.get("/office/").content.decode()
        near = cast.book(office, days=1, hour=23, minutes=30, unconfirmed=True)
        page = dana.get("/office/").content.decode()
        assert f"{cast.HARRISON.street} is not confirmed" in page
        assert f"/{near.key}/confirm/" in page

    def test_before_saving_it_says_that_nobody_is_written_to(self, dana: Client) -> None:
        typed = {"client": "c0", "c0-name": "Cora Whitfield", "c0-email": "cora@whitfield.example"}
        check = "/office/inspections/new/check/"
        assert "cora@whitfield.example" in dana.post(check, typed).content.decode()
        page = dana.post(check, {**typed, "unconfirmed": "on"}).content.decode()
        assert "Nobody, until you confirm it." in page
