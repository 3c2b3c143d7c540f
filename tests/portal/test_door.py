"""The door: one answer for every link that opens nothing, and an address that is told to nobody."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from lintel.access import keys, opening, uses
from lintel.access.models import Link, Use
from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.web import doors
from lintel.web.portal import urls
from tests import cast
from tests.portal import pages

OTHER_SITE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}


def answer_of(client: Client, path: str) -> tuple[int, bytes, dict[str, str]]:
    answer = client.get(path)
    return answer.status_code, answer.content, dict(answer.headers)


def test_unknown_mistyped_cut_revoked_and_expired_links_answer_alike(cora: Client, inspection: Inspection) -> None:
    good = cast.link(inspection)
    revoked, expired = cast.link(inspection, "Theo Whitfield"), cast.link(inspection, "Marisol Vega")
    opening.revoke(revoked, at=clock.now())
    Link.objects.filter(pk=expired.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    token = good.token()
    asked = [
        keys.token(keys.new_public_id()),
        revoked.token(),
        expired.token(),
        token[:-1],
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token + ".",
        token.swapcase(),
        "x",
        "né",
    ]
    answers = [answer_of(cora, f"/p/{one}/") for one in asked]
    assert answers[0][0] == 404
    assert b"Send me the link again" in answers[0][1]
    assert all(answer == answers[0] for answer in answers)
    assert answer_of(cora, "/return/made-up-code/") == answers[0]
    assert answer_of(cora, f"/p/{token}/payment/{token}/") == answers[0]
    for word in (*cast.CEDARS_WORDS, token):
        assert word.encode() not in answers[0][1]


@pytest.mark.parametrize("page", ["", "order/", "documents/", "payment/", "payment/processing/", "agreement/1/"])
def test_every_page_of_a_dead_link_is_dead(cora: Client, inspection: Inspection, page: str) -> None:
    dead = cora.get("/p/nothing/").content
    opening.revoke(cast.link(inspection), at=clock.now())
    answer = cora.get(cast.path(inspection, page=page))
    assert (answer.status_code, answer.content) == (404, dead)


def test_a_cut_slash_is_mended(cora: Client, inspection: Inspection) -> None:
    answer = cora.get(cast.path(inspection).rstrip("/"), follow=True)
    assert answer.status_code == 200


def test_the_address_is_told_to_nobody(cora: Client, inspection: Inspection) -> None:
    for path in (cast.path(inspection), cast.path(inspection, page="order/"), "/p/nothing/"):
        answer = cora.get(path)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert not answer.cookies
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert b"http" not in answer.content.replace(b"http-equiv", b"")


def test_no_host_of_a_request_gets_into_a_page(inspection: Inspection) -> None:
    poisoned = Client(headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    answer = poisoned.get(cast.path(inspection))
    assert answer.status_code == 400
    fair = Client(headers={"X-Forwarded-Host": "evil.example"}).get(cast.path(inspection))
    assert b"evil" not in fair.content


def test_after_thirty_misses_a_minute_an_address_waits_and_living_links_still_open(
    cora: Client, inspection: Inspection
) -> None:
    for _ in range(30):
        assert cora.get("/p/nothing/").status_code == 404
    answer = cora.get("/p/nothing/")
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert Client(REMOTE_ADDR="198.51.100.9").get("/p/nothing/").status_code == 404
    assert cora.get(cast.path(inspection)).status_code == 200


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_misses_are_counted_by_what_the_proxy_says(inspection: Inspection) -> None:
    for number in range(31):
        answer = Client(headers={"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.5"}).get("/p/nothing/")
    assert answer.status_code == 429
    other = Client(headers={"X-Forwarded-For": "203.0.113.5, 203.0.113.6"}).get("/p/nothing/")
    assert other.status_code == 404


def test_without_a_proxy_a_visitor_cannot_choose_their_address(inspection: Inspection) -> None:
    for number in range(31):
        answer = Client(headers={"X-Forwarded-For": f"10.0.0.{number}"}).get("/p/nothing/")
    assert answer.status_code == 429


def test_a_form_of_another_site_does_nothing(inspection: Inspection) -> None:
    path = cast.path(inspection, page="payment/")
    for headers in (
        OTHER_SITE,
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ):
        answer = Client(headers=headers).post(path, {"amount": "59000"})
        assert answer.status_code == 403
        assert "Nothing was sent" in pages.text(answer.content)
    assert not Use.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://testserver"},
        {"Origin": "https://lintel.example"},
    ],
)
def test_our_own_forms_work_without_any_cookie(inspection: Inspection, headers: dict[str, str]) -> None:
    path = cast.path(inspection, page="payment/")
    answer = Client(enforce_csrf_checks=True, headers=headers).post(path, {"amount": "59000"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("https://lintel.example/bank/")


def test_looking_writes_nothing_but_what_the_process_remembers(cora: Client, inspection: Inspection) -> None:
    cora.get(cast.path(inspection))
    cora.head(cast.path(inspection))
    assert not Use.objects.exists()
    assert uses.waiting.write() == 1
    use = Use.objects.get()
    assert (use.kind, use.link, use.device) == ("fetched", cast.link(inspection), "Safari on iPhone")
    assert use.network == "127.0.0.0"


def test_fetches_that_wait_together_are_told_once_for_each_device(cora: Client, inspection: Inspection) -> None:
    for page in ("", "order/", "documents/", ""):
        cora.get(cast.path(inspection, page=page))
        Client(headers={"User-Agent": "LinkScanner/2"}).get(cast.path(inspection, page=page))
    cora.get(cast.path(inspection, "Theo Whitfield"))
    assert uses.waiting.write() == 3
    assert sorted(Use.objects.values_list("device", flat=True)) == ["Safari on iPhone", "Safari on iPhone", "a program"]
    cora.get(cast.path(inspection))
    assert uses.waiting.write() == 1


def test_the_oldest_fetch_gives_way_when_too_many_wait(monkeypatch: pytest.MonkeyPatch, inspection: Inspection) -> None:
    monkeypatch.setattr(uses, "MOST_WAITING", 2)
    for browser in ("Firefox", "Chrome", "Safari"):
        uses.fetched(cast.link(inspection), visitor=uses.Visitor("", browser), at=clock.now())
    assert uses.waiting.write() == 2
    assert set(Use.objects.values_list("device", flat=True)) == {"Chrome", "Safari"}


def test_a_thread_writes_fetches_down_and_ends_when_none_come(
    committed_db: str, monkeypatch: pytest.MonkeyPatch, inspection: Inspection
) -> None:
    monkeypatch.setattr(uses, "EVERY_SECONDS", 0.05)
    waiting = uses.Waiting()
    monkeypatch.setattr(uses, "waiting", waiting)
    for browser in ("Firefox", "Chrome"):
        uses.fetched(cast.link(inspection), visitor=uses.Visitor("", browser), at=clock.now())
        writer = waiting._writer
        assert writer is not None
        writer.join(timeout=10)
        assert not writer.is_alive()
        assert Use.objects.filter(device=browser).count() == 1


def test_a_person_is_counted_when_they_touch_the_page(cora: Client, inspection: Inspection) -> None:
    path = cast.path(inspection, page="opened/")
    assert cora.get(path).status_code == 405
    assert cora.post(path).status_code == 204
    assert Use.objects.get(kind="opened").link == cast.link(inspection)
    cora.post(path)
    assert Use.objects.count() == 1
    Client(headers={"User-Agent": "Firefox on Linux"}).post(path)
    Use.objects.update(at=clock.now() - uses.VISIT)
    cora.post(path)
    assert Use.objects.count() == 3


def test_an_agent_sees_where_things_stand_and_nothing_else(cora: Client, inspection: Inspection) -> None:
    answer = cora.get(cast.path(inspection, "Marisol Vega"))
    said = pages.text(answer.content)
    assert "Report status" in said
    assert pages.steps(answer.content) == [("Sign", "busy"), ("Pay", "busy"), ("Report", "wait")]
    assert "$" not in said
    assert "Cora" not in said
    assert "<form" not in answer.content.decode()
    for page in ("order/", "documents/", "payment/", "payment/processing/", "calendar.ics", "agreement/1/"):
        refused = cora.get(cast.path(inspection, "Marisol Vega", page))
        assert refused.status_code == 404
        assert "not behind your link" in pages.text(refused.content)


def test_the_agent_learns_when_it_is_signed_and_paid(cora: Client, inspection: Inspection) -> None:
    cast.sign(inspection)
    cast.sign(inspection, "Theo Whitfield")
    cast.pay(inspection)
    answer = cora.get(cast.path(inspection, "Marisol Vega"))
    assert pages.steps(answer.content) == [("Sign", "done"), ("Pay", "done"), ("Report", "wait")]
    assert "$" not in pages.text(answer.content)


def test_nothing_of_next_door_opens(cora: Client, inspection: Inspection) -> None:
    next_door = cast.book(cast.juniper_ridge())
    theirs = pages.agreement_of(next_door).rsplit("/", 2)[1]
    mine = cora.get(cast.path(inspection, page=f"agreement/{theirs}/"))
    absent = cora.get(cast.path(inspection, page="agreement/999999/"))
    assert (mine.status_code, mine.content) == (404, absent.content)
    said = pages.text(cora.get(cast.path(inspection)).content)
    assert not [word for word in cast.JUNIPERS_WORDS if word in said]


def test_the_other_clients_agreement_is_theirs_alone(cora: Client, inspection: Inspection) -> None:
    theirs = pages.agreement_of(inspection, "Theo Whitfield").rsplit("/", 2)[1]
    assert cora.get(cast.path(inspection, page=f"agreement/{theirs}/")).status_code == 404


def test_every_page_of_the_portal_is_behind_its_door() -> None:
    assert {doors.of(pattern.callback) for pattern in urls.urlpatterns} == {"portal"}


def test_a_view_cannot_be_marked_with_a_door_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="no door"):
        doors.mark(HttpResponse, "window")
