"""STOP counts at once and everywhere in the company, with one confirmation; other words are read by somebody."""

import pytest
from django.test import Client

from lintel.core.refusal import Refusal
from lintel.inspections import changing, texting
from lintel.inspections.models import Inspection, Moment
from lintel.messages import consenting, handling, sending
from lintel.messages.models import Message, TextAccount, TextConsent, TextHeard
from tests import cast
from tests.office_work import pages
from tests.office_work.conftest import signed_in
from tests.texts.conftest import CORA, NOON, Call, Drain, share
from tests.texts.twilio import Twilio

STOPPED = "Cedar & Stone Home Inspections: you get no more texts from us. Text START to have them again."
STARTED = "Cedar & Stone Home Inspections: you get our texts again. Text STOP to end them, HELP for help."


@pytest.fixture
def dana(office: cast.Office) -> Client:
    return signed_in(office.owner.user)


def replies() -> list[str]:
    return [text.body[0]["text"] for text in Message.objects.filter(kind="text-reply").order_by("pk")]


class TestStop:
    def test_what_waits_does_not_leave_and_only_the_confirmation_does(
        self, inspection: Inspection, twilio: Twilio, drain: Drain, call: Call
    ) -> None:
        text = share(inspection)
        assert call(twilio.inbound(CORA, "Stop please!")).status_code == 200
        drain()
        drain()
        assert twilio.to(CORA) == [STOPPED]
        text.refresh_from_db()
        assert (text.state, text.held_because) == ("held", "opted out of texts")

    def test_it_counts_in_every_inspection_of_the_company_and_not_next_door(
        self, office: cast.Office, inspection: Inspection, twilio: Twilio, call: Call
    ) -> None:
        juniper = cast.juniper_ridge()
        other = cast.book(office, at=NOON, days=20)
        theirs = cast.book(juniper, at=NOON, people=(cast.CORA,))
        texting.agree(participant=cast.part(theirs), how="by phone", by=juniper.owner, at=NOON)
        call(twilio.inbound(CORA, "STOP"))
        with pytest.raises(consenting.NoConsent, match="asked for no more texts"):
            share(other)
        assert consenting.holds(juniper.company, CORA) == ""

    def test_one_confirmation_however_often_they_or_twilio_say_it(
        self, inspection: Inspection, twilio: Twilio, call: Call
    ) -> None:
        form = twilio.inbound(CORA, "STOP")
        for _ in range(3):
            call(form)
        call(twilio.inbound(CORA, "stop"))
        assert replies() == [STOPPED]
        assert TextHeard.objects.count() == 2

    def test_where_twilio_has_answered_we_do_not(self, inspection: Inspection, twilio: Twilio, call: Call) -> None:
        call(twilio.inbound(CORA, "STOP", OptOutType="STOP"))
        assert replies() == []
        assert consenting.holds(inspection.company, CORA) == "opted out of texts"

    def test_only_their_start_or_their_word_opens_the_way_again(
        self, office: cast.Office, inspection: Inspection, twilio: Twilio, drain: Drain, call: Call
    ) -> None:
        text = share(inspection)
        call(twilio.inbound(CORA, "STOP"))
        drain()
        with pytest.raises(handling.StillHeld, match="once they text START"):
            handling.let_go(messages=[text], by=office.owner, at=NOON)
        call(twilio.inbound(CORA, "Yes"))
        assert replies() == [STOPPED, STARTED]
        assert handling.let_go(messages=[text], by=office.owner, at=NOON) == 1
        drain()
        assert len(twilio.to(CORA)) == 3

    def test_what_was_said_stays_on_record(self, inspection: Inspection, twilio: Twilio, call: Call) -> None:
        for words in ("STOP", "START"):
            call(twilio.inbound(CORA, words))
        rows = TextConsent.objects.order_by("pk").values_list("agreed", "words", "source")
        assert list(rows) == [
            (True, "by phone", "staff"),
            (False, "STOP", "their own text"),
            (True, "START", "their own text"),
        ]
        told = list(Moment.objects.filter(kind="text.received").order_by("pk").values_list("words", flat=True))
        assert told[0] == "Cora Whitfield texted: “STOP” No more texts go to this number."

    def test_help_is_answered_even_to_who_stopped(self, inspection: Inspection, twilio: Twilio, call: Call) -> None:
        call(twilio.inbound(CORA, "STOP"))
        call(twilio.inbound(CORA, "help"))
        assert replies()[1].startswith(
            "Cedar & Stone Home Inspections: texts about your appointment. Call (208) 555-0114."
        )

    def test_a_stop_that_only_twilio_knows_of_is_kept_too(
        self, inspection: Inspection, twilio: Twilio, drain: Drain
    ) -> None:
        text = share(inspection)
        twilio.mood = "21610"
        drain()
        text.refresh_from_db()
        assert (text.state, text.held_because) == ("held", "opted out of texts")
        assert TextConsent.objects.latest("pk").source == "provider"

    def test_a_stop_after_the_claim_still_counts(
        self, inspection: Inspection, twilio: Twilio, drain: Drain, monkeypatch: pytest.MonkeyPatch, call: Call
    ) -> None:
        share(inspection)
        marked = sending._mark

        def stop_meanwhile(*given: object) -> list[Message]:
            found = marked(*given)  # type: ignore[arg-type]
            call(twilio.inbound(CORA, "STOP", OptOutType="STOP"))
            return found

        monkeypatch.setattr(sending, "_mark", stop_meanwhile)
        drain()
        assert twilio.to(CORA) == []


class TestWords:
    def test_somebody_has_to_read_them(
        self, office: cast.Office, inspection: Inspection, twilio: Twilio, call: Call, dana: Client
    ) -> None:
        call(twilio.inbound(CORA, "Is there parking?\0"))
        today = pages.text(dana.get("/office/"))
        assert "Cora Whitfield texted" in today
        assert "“Is there parking?”" in today
        assert "Cora Whitfield texted: “Is there parking?”" in pages.text(
            dana.get(f"/office/inspections/{inspection.key}/")
        )
        heard = TextHeard.objects.get()
        dana.post(f"/office/texts/{heard.pk}/answered/")
        assert "Is there parking?" not in pages.text(dana.get("/office/"))
        heard.refresh_from_db()
        assert heard.answered_by == office.owner
        assert replies() == []

    def test_of_a_stranger_only_the_number_is_known(
        self, office: cast.Office, twilio: Twilio, call: Call, dana: Client
    ) -> None:
        cast.book(office)
        call(twilio.inbound("+12085550144", "Wrong house?"))
        assert "(208) 555-0144 texted" in pages.text(dana.get("/office/"))
        assert Moment.objects.filter(kind="text.received").count() == 0


class TestForgeries:
    @pytest.mark.parametrize("change", ["signature", "body", "account", "none"])
    def test_what_twilio_did_not_sign_is_nothing(
        self, inspection: Inspection, twilio: Twilio, call: Call, change: str
    ) -> None:
        form = twilio.inbound(CORA, "STOP")
        right = twilio.signed(f"https://lintel.example/hooks/twilio/{_key()}/", form)
        match change:
            case "signature":
                right = right[:-3] + ("A" if right[-3] != "A" else "B") + right[-2:]
            case "body":
                form["Body"] = "START"
            case "account":
                form["AccountSid"] = "AC" + "0" * 32
                right = twilio.signed(f"https://lintel.example/hooks/twilio/{_key()}/", form)
            case "none":
                right = "-"
        assert call(form, signed=right).status_code == 403
        assert TextHeard.objects.count() == 0
        assert consenting.holds(inspection.company, CORA) == ""

    def test_where_nobody_listens(self, office: cast.Office, client: Client) -> None:
        assert client.post(f"/hooks/twilio/{'z' * 32}/", {}).status_code == 503


def _key() -> str:
    return TextAccount.objects.get().hook_key


class TestConsent:
    def test_without_it_no_text_is_written_and_that_is_said(self, office: cast.Office, twilio: Twilio) -> None:
        made = cast.book(office, at=NOON)
        with pytest.raises(consenting.NoConsent, match="not on record that Cora Whitfield agreed"):
            share(made)
        assert not Message.objects.filter(channel="text").exists()

    def test_dana_records_it_on_the_person_s_page(self, office: cast.Office, dana: Client) -> None:
        made = cast.book(office)
        where = f"/office/inspections/{made.key}/people/{cast.part(made).pk}/"
        assert "not on record that Cora agreed" in pages.text(dana.get(where))
        said = pages.text(dana.post(f"{where}texts/", {"how": "in person"}, follow=True))
        assert "Agreed to texts at (208) 555-0171: in person" in said
        assert "noted by Dana Ortiz" in said
        said = pages.text(dana.post(f"{where}texts/", {"act": "stop"}, follow=True))
        assert "No texts go to (208) 555-0171" in said

    def test_it_is_recorded_while_scheduling(self, office: cast.Office, dana: Client) -> None:
        dana.post(pages.NEW, pages.order(office, c0__texts="by phone"))
        row = TextConsent.objects.get()
        assert (row.number, row.words, row.by, row.contact.name if row.contact else "") == (
            "+12085550119",
            "by phone",
            office.owner,
            "Sabine Aldana",
        )
        said = pages.text(
            dana.post(pages.NEW, pages.order(office, days=9, once="other", c0__texts="by phone", c0__phone=""))
        )
        assert "Write the number that the texts go to." in said

    def test_a_new_number_needs_a_new_yes(self, office: cast.Office, inspection: Inspection, drain: Drain) -> None:
        text = share(inspection)
        cora = cast.part(inspection)
        changing.correct_person(
            participant=cora,
            name=cora.contact.name,
            email=cora.contact.email,
            phone="208 555 0199",
            by=office.owner,
            at=NOON,
        )
        drain()
        text.refresh_from_db()
        assert (text.to_address, text.held_because) == ("+12085550199", "no consent to texts")

    def test_who_has_no_number_is_named(self, office: cast.Office, inspection: Inspection) -> None:
        with pytest.raises(Refusal, match="Marisol Vega has no phone number yet"):
            texting.agree(participant=cast.part(inspection, "Marisol Vega"), how="by phone", by=office.owner, at=NOON)
