"""Texts leave through Twilio, once, with the recipient's own link; what Twilio says becomes words."""

import base64
from urllib.parse import urlsplit

import pytest

from lintel.access import addresses
from lintel.companies.models import Member
from lintel.inspections.models import Inspection
from lintel.messages import handling
from lintel.messages.models import Message, TextAccount
from tests import cast
from tests.texts.conftest import CORA, NOON, Call, Drain, share
from tests.texts.twilio import NUMBER, Twilio


def now(text: Message) -> Message:
    text.refresh_from_db()
    return text


def due(text: Message) -> None:
    Message.objects.filter(pk=text.pk).update(due_at=NOON)


def test_cora_gets_her_own_link_and_no_database_holds_it(inspection: Inspection, twilio: Twilio, drain: Drain) -> None:
    text = share(inspection)
    link = addresses.of(cast.link(inspection))
    assert link not in str(text.body)
    assert drain() == 1
    assert twilio.to(CORA) == [f"Cora, sign here: {link}"]
    assert twilio.texts[0]["from"] == NUMBER
    assert now(text).state == "sent"
    callback = urlsplit(twilio.callbacks[0])
    assert callback.netloc == "lintel.example"
    assert callback.path.endswith(f"/sent/{text.key}/")


def test_it_leaves_by_the_messaging_service_where_there_is_one(
    inspection: Inspection, account: TextAccount, twilio: Twilio, drain: Drain
) -> None:
    TextAccount.objects.update(sender=twilio.service_sid)
    share(inspection)
    drain()
    assert (twilio.texts[0]["messaging_service_sid"], twilio.texts[0]["from"]) == (twilio.service_sid, None)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("21614", "This number cannot take texts: it is a landline, or does not exist. (Twilio 21614)"),
        ("21408", "may not text this country"),
        ("29999", "Error 29999 (Twilio 29999)"),
    ],
)
def test_what_twilio_refuses_comes_back_in_words_and_is_not_tried_again(
    inspection: Inspection, twilio: Twilio, drain: Drain, code: str, words: str
) -> None:
    text = share(inspection)
    twilio.mood = code
    drain()
    assert now(text).state == "failed"
    assert words in text.last_error
    assert drain() == 0


@pytest.mark.parametrize("mood", ["busy", "cut"])
def test_a_busy_twilio_is_asked_again(inspection: Inspection, twilio: Twilio, drain: Drain, mood: str) -> None:
    text = share(inspection)
    twilio.mood = mood
    drain()
    assert now(text).state == "queued"
    assert "Twilio" in text.last_error
    twilio.mood = ""
    due(text)
    drain()
    assert len(twilio.to(CORA)) == 1


def test_an_answer_that_is_lost_does_not_send_it_twice(inspection: Inspection, twilio: Twilio, drain: Drain) -> None:
    text = share(inspection)
    twilio.mood = "lost"
    drain()
    assert now(text).state == "queued"
    twilio.mood = ""
    due(text)
    drain()
    assert now(text).state == "sent"
    assert len(twilio.to(CORA)) == 1


def test_a_token_that_is_refused_stops_this_company_s_texts_and_says_so(
    inspection: Inspection, account: TextAccount, twilio: Twilio, drain: Drain
) -> None:
    text = share(inspection)
    right, twilio.token = twilio.token, "changed at Twilio"
    drain()
    account.refresh_from_db()
    assert account.refused_at == NOON
    assert "does not accept the company’s account and token" in now(text).last_error
    twilio.token = right
    due(text)
    drain()
    assert now(text).state == "sent"
    assert TextAccount.objects.get().refused_at is None


class TestDelivery:
    def test_what_became_of_it_stands_in_its_history(
        self, inspection: Inspection, twilio: Twilio, drain: Drain, call: Call
    ) -> None:
        text = share(inspection)
        drain()
        for status in ("sent", "delivered", "delivered", "queued"):
            assert call(twilio.told(twilio.texts[0], status), text).status_code == 200
        assert set(text.text_states.values_list("state", flat=True)) == {"queued", "sent", "delivered"}
        assert now(text).state == "sent"

    @pytest.mark.parametrize("order", [("sent", "undelivered"), ("undelivered", "sent"), ("undelivered",)])
    def test_one_that_did_not_arrive_comes_back_with_the_reason(
        self, inspection: Inspection, twilio: Twilio, drain: Drain, call: Call, order: tuple[str, ...]
    ) -> None:
        text = share(inspection)
        drain()
        for status in order:
            call(twilio.told(twilio.texts[0], status, 30005 if status == "undelivered" else None), text)
        assert now(text).state == "failed"
        assert text.last_error == "Nobody has this number. (Twilio 30005)"

    def test_delivered_counts_before_everything_that_is_told_late(
        self, inspection: Inspection, twilio: Twilio, drain: Drain, call: Call
    ) -> None:
        text = share(inspection)
        drain()
        for status in ("undelivered", "delivered", "failed"):
            call(twilio.told(twilio.texts[0], status, 30008), text)
        assert now(text).state == "sent"

    def test_a_second_try_is_not_judged_by_the_first(
        self, inspection: Inspection, twilio: Twilio, drain: Drain, call: Call
    ) -> None:
        text = share(inspection)
        drain()
        call(twilio.told(twilio.texts[0], "undelivered", 30003), text)
        owner = Member.objects.get(company=inspection.company, role="owner")
        handling.retry(message=now(text), by=owner, at=NOON)
        drain()
        call(twilio.told(twilio.texts[1], "sent"), text)
        assert now(text).state == "sent"
        assert len(twilio.texts) == 2

    def test_unknown_ones_are_answered_like_known_ones(
        self, inspection: Inspection, twilio: Twilio, drain: Drain, call: Call
    ) -> None:
        text = share(inspection)
        drain()
        known = call(twilio.told(twilio.texts[0], "sent"), text)
        unknown = call(twilio.told({**twilio.texts[0], "sid": "SM" + "0" * 32}, "sent"), Message(key="nobody"))
        strange = call(twilio.told(twilio.texts[0], "a new state"), text)
        assert known.status_code == unknown.status_code == strange.status_code == 200
        assert known.content == unknown.content == strange.content

    def test_nobody_else_can_say_it(self, inspection: Inspection, twilio: Twilio, drain: Drain, call: Call) -> None:
        text = share(inspection)
        drain()
        form = twilio.told(twilio.texts[0], "failed", 30003)
        assert call(form, text, signed=base64.b64encode(b"forged").decode()).status_code == 403
        assert now(text).state == "sent"
