"""The Links box: what each link opens, its QR code, its uses, its end, and its revocation."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lintel.access import addresses as links, opening, uses
from lintel.access.models import Link, Use
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, ending, posting, sharing
from lintel.inspections.models import Inspection, Moment
from lintel.messages import rendering
from lintel.messages.models import Message
from tests import cast
from tests.office.desk import Desk, sit_down
from tests.rules import walking, world
from tests.rules.recipes import RECIPES
from tests.rules.urlmap import addresses
from tests.rules.world import World

pytestmark = pytest.mark.django_db


def at(inspection: Inspection, page: str = "") -> str:
    return f"/office/inspections/{inspection.key}/{page}"


def of(inspection: Inspection, name: str = "", page: str = "") -> str:
    return at(inspection, f"links/{cast.link(inspection, name).pk}/{page}")


def box(desk: Desk, inspection: Inspection) -> str:
    return desk.read(at(inspection)).partition(" Links ")[2]


class TestTheBox:
    def test_it_says_for_whom_with_which_rights_by_whom_and_how_often(self, dana: Desk, inspection: Inspection) -> None:
        for _ in range(3):
            uses.record(cast.link(inspection), Use.Kind.OPENED, visitor=cast.PHONE, at=clock.now())
        shown = box(dana, inspection)
        assert "Cora Whitfield, client Whole portal: sign, pay, read Used three times, last" in shown
        assert "Marisol Vega, buyer’s agent Status only Not used by a person yet Made by Dana Ortiz," in shown

    def test_uses_are_counted_however_many_there_are(self, dana: Desk, inspection: Inspection) -> None:
        link = cast.link(inspection)
        for _ in range(210):
            uses.record(link, Use.Kind.OPENED, visitor=cast.PHONE, at=clock.now())
        assert "Used 210 times" in box(dana, inspection)

    def test_the_id_in_the_database_is_not_shown(self, dana: Desk, inspection: Inspection) -> None:
        page = dana.get(at(inspection)).content.decode()
        assert links.of(cast.link(inspection)) in page
        assert cast.link(inspection).public_id not in page

    def test_who_may_not_change_is_offered_no_revoking(self, inspection: Inspection, cedar: cast.Office) -> None:
        assert cedar.inspector.may("change") == ("Revoke" in box(sit_down(cedar.inspector), inspection))

    def test_many_links_cost_no_more_statements(self, dana: Desk, inspection: Inspection) -> None:
        one = len(dana.statements(at(inspection)))
        for number in range(4):
            share(inspection, f"guest{number}@elsewhere.example")
        assert len(dana.statements(at(inspection))) == one


class TestQR:
    def test_the_code_is_a_picture_at_an_address_of_its_own(self, dana: Desk, inspection: Inspection) -> None:
        answer = dana.get(of(inspection, page="qr.svg"))
        assert answer["Content-Type"] == "image/svg+xml"
        assert "no-store" in answer["Cache-Control"]
        assert answer.content.startswith(b"<svg")
        assert answer.content == drawn(links.of(cast.link(inspection)))
        assert of(inspection, page="qr.svg") in dana.get(of(inspection, page="qr/")).content.decode()

    def test_there_is_none_of_a_link_that_opens_nothing(self, dana: Desk, inspection: Inspection) -> None:
        dana.post(of(inspection, page="revoke/"))
        assert dana.get(of(inspection, page="qr.svg")).status_code == 404
        assert "opens nothing any more" in dana.read(of(inspection, page="qr/"))


class TestUses:
    def test_each_is_told_with_its_time_its_network_its_device_and_whether_a_person(
        self, dana: Desk, inspection: Inspection
    ) -> None:
        link = cast.link(inspection)
        uses.record(link, Use.Kind.OPENED, visitor=cast.PHONE, at=clock.now())
        uses.fetched(link, visitor=uses.Visitor("2001:db8:1234:5678::9", "LinkScanner/2"), at=clock.now())
        uses.waiting.write()
        page = dana.read(of(inspection))
        assert re.search(r"Opened by a person \w{3}, \w{3} \d+, [\d:]+\s[AP]M 203\.0\.113\.0 Safari on iPhone", page)
        assert re.search(r"Fetched by a machine .{10,30} 2001:db8:1234:: a program", page)
        assert "203.0.113.77" not in page

    def test_none_is_said(self, dana: Desk, inspection: Inspection) -> None:
        assert "Nobody yet." in dana.read(of(inspection))


class TestTheEnd:
    def test_a_day_is_set_and_the_link_opens_until_it_is_over(self, dana: Desk, inspection: Inspection) -> None:
        day = (inspection.local_start() + timedelta(days=3)).date()
        page = dana.post(of(inspection, page="until/"), {"until": day.isoformat()}, follow=True)
        assert "link ends with that day." in page.content.decode()
        link = cast.link(inspection)
        assert link.expires_at is not None
        local = link.expires_at.astimezone(inspection.local_start().tzinfo)
        assert (local.date(), local.hour) == (day + timedelta(days=1), 0)
        assert f'value="{day.isoformat()}"' in page.content.decode()
        assert f"Opens until the end of {day:%a, %b} {day.day}" in box(dana, inspection)
        assert Moment.objects.filter(inspection=inspection, kind="link.limited").count() == 1

    def test_it_is_cleared_again(self, dana: Desk, inspection: Inspection) -> None:
        day = (inspection.local_start() + timedelta(days=3)).date()
        dana.post(of(inspection, page="until/"), {"until": day.isoformat()})
        dana.post(of(inspection, page="until/"), {"until": ""})
        assert cast.link(inspection).expires_at is None
        assert "opens without an end again" in dana.read(at(inspection))

    def test_a_day_that_is_over_is_refused(self, dana: Desk, inspection: Inspection) -> None:
        answer = dana.post(of(inspection, page="until/"), {"until": "2020-01-01"})
        assert b"That day is over." in answer.content
        assert cast.link(inspection).expires_at is None

    def test_an_expired_link_is_said_and_opens_nothing(self, dana: Desk, inspection: Inspection) -> None:
        Link.objects.filter(pk=cast.link(inspection).pk).update(expires_at=clock.now())
        assert "Expired" in box(dana, inspection)
        assert Client().get(cast.path(inspection)).status_code == 404

    def test_no_day_opens_what_was_revoked(self, inspection: Inspection, cedar: cast.Office) -> None:
        ending.revoke(link=cast.link(inspection), by=cedar.owner, at=clock.now())
        with pytest.raises(ending.AlreadyRevoked):
            ending.limit(link=cast.link(inspection), last_day=None, by=cedar.owner, at=clock.now())


class TestRevoking:
    def test_it_asks_by_name_and_looking_revokes_nothing(self, dana: Desk, inspection: Inspection) -> None:
        assert "Revoke Marisol Vega’s link?" in dana.read(of(inspection, "Marisol Vega", "revoke/"))
        assert cast.link(inspection, "Marisol Vega").revoked_at is None

    def test_one(self, dana: Desk, inspection: Inspection) -> None:
        page = dana.post(of(inspection, "Marisol Vega", "revoke/"), follow=True).content.decode()
        assert "Marisol Vega’s link opens nothing any more." in page
        assert Client().get(cast.path(inspection, "Marisol Vega")).status_code == 404
        assert Client().get(cast.path(inspection)).status_code == 200
        assert "Revoked" in box(dana, inspection)
        assert "by Dana Ortiz: opens nothing any more" in box(dana, inspection)

    def test_all_but_the_clients(self, dana: Desk, inspection: Inspection) -> None:
        share(inspection, "gideon@statemutual.example")
        page = dana.read(at(inspection, "links/revoke/"))
        assert "Marisol Vega, buyer’s agent" in page
        assert "gideon" in page
        assert "Cora" not in page
        answer = dana.post(at(inspection, "links/revoke/"), follow=True)
        assert b"2 links are revoked." in answer.content
        alive = Link.objects.filter(share__inspection=inspection, revoked_at=None)
        assert [link.holder.name for link in alive] == ["Cora Whitfield"]
        assert "Revoke all but the clients" not in dana.read(at(inspection))

    @pytest.mark.parametrize(
        "headers",
        [{}, {"If-None-Match": "*"}, {"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"}, {"Range": "bytes=0-9"}],
    )
    def test_from_the_next_request_on_no_address_of_the_portal_opens(
        self, headers: dict[str, Any], there: World
    ) -> None:
        ids, visitor = there.cedar.ids, world.visiting()
        behind = [one for one in addresses() if RECIPES[one.name].fills.get("token", "").startswith("link of ")]
        assert len(behind) >= 8
        before = {one.name: walking.ask(visitor, "GET", walking.path(one, ids), **headers) for one in behind}
        ending.revoke(
            link=cast.link(there.cedar.inspection, "Cora Whitfield"), by=there.cedar.office.owner, at=clock.now()
        )
        for other in ("other client", "payer"):
            opening.revoke(there.cedar.links[other], at=clock.now())
        for one in behind:
            given = dict(headers)
            if etag := before[one.name].headers.get("etag"):
                given["If-None-Match"] = etag
            for method in ("GET", "HEAD", "POST"):
                answer = walking.ask(visitor, method, walking.path(one, ids), {}, **given)
                assert answer.status in {404, 405}, (one.name, method, answer.status)
                assert "590" not in answer.text
                assert answer.wrote == []

    def test_a_resend_afterwards_brings_a_new_link(self, inspection: Inspection, cedar: cast.Office) -> None:
        revoked = cast.link(inspection)
        ending.revoke(link=cast.link(inspection), by=cedar.owner, at=clock.now())
        for _ in range(2):
            announcing.resend(
                inspection=inspection, participant=cast.part(inspection), by=cedar.owner, once="x", at=clock.now()
            )
        letter = Message.objects.get(kind="resend")
        assert letter.link is not None
        assert letter.link != revoked
        assert set(letter.link.rights) == set(revoked.rights)
        assert Client().get(f"/p/{letter.link.token()}/").status_code == 200

    def test_letters_to_who_holds_no_link_have_no_button(self, inspection: Inspection, cedar: cast.Office) -> None:
        ending.revoke(link=cast.link(inspection, "Marisol Vega"), by=cedar.owner, at=clock.now())
        post = posting.Post(inspection, at=clock.now())
        post.to_participant(cast.part(inspection, "Marisol Vega"), "rescheduled", {"BUTTON": "See it"}, once="r9")
        assert "See it" not in rendering.render(post.messages[0], address=None).text


def test_strangers_links_are_not_there(dana: Desk, inspection: Inspection) -> None:
    juniper = cast.juniper_ridge()
    theirs = cast.link(cast.book(juniper)).pk
    other = cast.link(cast.book(juniper, days=12)).pk
    for page in ("", "qr/", "qr.svg", "revoke/", "until/"):
        assert dana.get(at(inspection, f"links/{theirs}/{page}")).status_code == 404
    assert dana.post(at(inspection, f"links/{other}/revoke/")).status_code == 404
    assert Link.objects.filter(pk__in=[theirs, other], revoked_at=None).count() == 2


def share(inspection: Inspection, address: str) -> None:
    try:
        sharing.share(
            inspection=inspection,
            recipients=[sharing.Recipient(address)],
            draft=sharing.starter(inspection.company, "status only"),
            consent=None,
            without_button=False,
            by=inspection.booked_by,
            once=address,
            at=clock.now(),
        )
    except Refusal as refusal:  # pragma: no cover - the test's own mistake, said
        raise AssertionError(refusal.say) from refusal


def drawn(address: str) -> bytes:
    import segno

    whole = io.BytesIO()
    segno.make(address, error="m", micro=False).save(whole, kind="svg", scale=6, light="#fff", xmldecl=False)
    return whole.getvalue()
