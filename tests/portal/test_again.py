"""Send me the link again: one answer for everybody, letters to addresses on file alone, and not too often."""

import pytest
from django.test import Client

from lintel.access import opening
from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from lintel.web.portal import again
from tests import cast
from tests.portal import pages

CORA, NOBODY = "cora@whitfield.example", "nobody@nowhere.example"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "ANSWERS_AFTER_SECONDS", 0.0)


def letters() -> list[tuple[str, str]]:
    return list(Message.objects.filter(kind="again").values_list("to_address", "state"))


def ask(client: Client, address: str) -> tuple[int, bytes, dict[str, str]]:
    answer = client.post("/again/", {"email": address})
    assert not answer.cookies
    return answer.status_code, answer.content, dict(answer.headers)


def test_the_dead_page_asks_and_the_link_comes_to_who_holds_it(cora: Client, inspection: Inspection) -> None:
    assert 'action="/again/"' in cora.get("/p/nothing/").content.decode()
    status, content, _ = ask(cora, " Cora@Whitfield.example ")
    assert status == 200
    assert "If that address belongs to an inspection, its link is on its way." in pages.text(content)
    assert letters() == [(CORA, "queued")]
    assert Message.objects.get(kind="again").link == cast.link(inspection)


def test_a_browser_that_writes_the_domain_in_ascii_finds_it_too(cora: Client, inspection: Inspection) -> None:
    contact = cast.part(inspection).contact
    contact.email = "cora@bücher.example"
    contact.save()
    ask(cora, "cora@xn--bcher-kva.example")
    assert letters() == [("cora@bücher.example", "queued")]


def test_known_unknown_and_revoked_addresses_get_the_same_answer(cora: Client, inspection: Inspection) -> None:
    opening.revoke(cast.link(inspection, "Theo Whitfield"), at=clock.now())
    answers = [ask(cora, address) for address in (CORA, NOBODY, "theo@whitfield.example")]
    assert answers[0] == answers[1] == answers[2]
    assert letters() == [(CORA, "queued")]
    assert not [word for word in cast.CEDARS_WORDS if word in answers[0][1].decode()]


def test_known_and_unknown_take_the_same_time(
    cora: Client, inspection: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(again, "ANSWERS_AFTER_SECONDS", 60.0)
    monkeypatch.setattr("lintel.web.portal.again.time.sleep", slept.append)
    ask(cora, CORA)
    ask(cora, NOBODY)
    assert [55 < seconds < 60 for seconds in slept] == [True, True]


def test_one_address_is_asked_for_three_times_an_hour_known_or_not(cora: Client, inspection: Inspection) -> None:
    for address in (CORA, NOBODY):
        assert [ask(cora, address)[0] for _ in range(4)] == [200, 200, 200, 429]
    assert len(letters()) == 1


def test_one_network_asks_ten_times_an_hour(inspection: Inspection) -> None:
    near, far = Client(REMOTE_ADDR="203.0.113.5"), Client(REMOTE_ADDR="198.51.100.9")
    neighbour = Client(REMOTE_ADDR="203.0.113.200")
    assert {ask(near, f"n{number}@nowhere.example")[0] for number in range(10)} == {200}
    status, _, headers = ask(neighbour, CORA)
    assert status == 429
    assert 3000 < int(headers["Retry-After"]) <= 3600
    assert letters() == []
    assert ask(far, CORA)[0] == 200


@pytest.mark.parametrize(
    "address", ["", "cora", "cora@", "a@b", "x" * 300 + "@nowhere.example", "\x00@nowhere.example"]
)
def test_what_is_no_address_is_said_and_nothing_is_counted(cora: Client, address: str) -> None:
    for _ in range(12):
        status, content, _ = ask(cora, address)
    assert status == 422
    assert 'aria-invalid="true"' in content.decode()


def test_a_form_of_another_site_asks_for_nothing(inspection: Inspection) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert Client(headers=headers).post("/again/", {"email": CORA}).status_code == 403
    assert letters() == []


def test_looking_shows_the_form_alone(cora: Client) -> None:
    answer = cora.get("/again/")
    assert answer.status_code == 200
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "form-action 'self'" in answer["Content-Security-Policy"]
