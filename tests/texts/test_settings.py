"""Settings → Texts and Share Details by text, as Dana uses them."""

import pytest
from django.db import connection
from django.test import Client

from lintel.companies.models import Company
from lintel.inspections.models import Inspection
from lintel.messages import text_accounts
from lintel.messages.models import Message, TextAccount
from tests import cast
from tests.office_work import pages
from tests.office_work.conftest import signed_in
from tests.texts.conftest import CORA, Drain
from tests.texts.twilio import LANDLINE, NUMBER, Twilio

PAGE = "/office/settings/texts/"


@pytest.fixture
def dana(unconnected: cast.Office) -> Client:
    return signed_in(unconnected.owner.user)


def typed(twilio: Twilio, **changed: str) -> dict[str, str]:
    return {"account_sid": twilio.account_sid, "token": twilio.token, "sender": "(208) 555-0100", **changed}


class TestAccount:
    def test_dana_connects_twilio_and_the_token_is_nowhere_to_be_read(self, twilio: Twilio, dana: Client) -> None:
        said = dana.post(f"{PAGE}account/", typed(twilio), follow=True)
        assert "Twilio accepts it" in pages.text(said)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM outbox_textaccount")
            rows = str(cursor.fetchall())
        account = TextAccount.objects.get()
        assert account.sender == NUMBER
        shown = dana.get(PAGE).content.decode()
        assert f"https://lintel.example/hooks/twilio/{account.hook_key}/" in shown
        for place in (shown, said.content.decode(), rows):
            assert twilio.token not in place

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"account_sid": "SM123"}, "It begins with AC"),
            ({"token": "short"}, "It has 32 characters"),
            ({"token": "0" * 32}, "does not accept this account SID with this token"),
            ({"sender": ""}, "Write the number that your texts come from"),
            ({"sender": "555"}, "is not a telephone number"),
            ({"sender": "(208) 555-0111"}, "does not belong to this account"),
            ({"sender": LANDLINE}, "cannot send texts"),
            ({"sender": "MG" + "0" * 32}, "no such messaging service"),
        ],
    )
    def test_what_twilio_does_not_accept_is_not_kept(
        self, twilio: Twilio, dana: Client, changed: dict[str, str], words: str
    ) -> None:
        answer = dana.post(f"{PAGE}account/", typed(twilio, **changed))
        assert answer.status_code == 422
        assert words in pages.text(answer)
        assert twilio.token not in answer.content.decode()
        assert not TextAccount.objects.exists()

    def test_another_sender_needs_no_token_and_keeps_the_address(self, twilio: Twilio, dana: Client) -> None:
        dana.post(f"{PAGE}account/", typed(twilio))
        before = TextAccount.objects.get()
        dana.post(f"{PAGE}account/", typed(twilio, token="", sender=twilio.service_sid))
        after = TextAccount.objects.get()
        assert (after.sender, after.hook_key) == (twilio.service_sid, before.hook_key)

    def test_disconnected_texts_are_held(
        self, office: cast.Office, inspection: Inspection, dana: Client, drain: Drain
    ) -> None:
        dana.post(f"{PAGE}disconnect/")
        assert text_accounts.of(office.company) is None
        assert "Disconnected" in pages.text(dana.get(PAGE))

    def test_only_an_owner_comes_here(self, unconnected: cast.Office) -> None:
        ike = signed_in(unconnected.inspector.user)
        assert ike.get(PAGE).status_code == 403


class TestTrying:
    def test_a_text_to_me(self, office: cast.Office, twilio: Twilio, dana: Client, drain: Drain) -> None:
        dana.post(f"{PAGE}test/", {"number": "208-555-0123", "once": "abc"})
        dana.post(f"{PAGE}test/", {"number": "208-555-0123", "once": "abc"})
        Message.objects.filter(channel="text").update(due_at="2027-05-12T00:00Z")
        drain()
        assert len(twilio.to("+12085550123")) == 1
        assert "this is a test" in twilio.to("+12085550123")[0]

    def test_on_trial_none_leaves(self, unconnected: cast.Office, twilio: Twilio) -> None:
        mina = signed_in(cast.juniper_ridge().owner.user)
        mina.post(f"{PAGE}account/", typed(twilio))
        answer = mina.post(f"{PAGE}test/", {"number": "303 555 0188"})
        assert "on trial, so no text leaves" in pages.text(answer)
        assert not Message.objects.filter(channel="text").exists()

    def test_quiet_hours(self, unconnected: cast.Office, dana: Client) -> None:
        assert 'value="21:00"' in dana.get(PAGE).content.decode()
        assert dana.post(f"{PAGE}quiet/", {"begins": "late", "ends": ""}).status_code == 422
        dana.post(f"{PAGE}quiet/", {"begins": "20:00", "ends": "09:30"})
        company = Company.objects.get(pk=unconnected.company.pk)
        assert (f"{company.quiet_from:%H:%M}", f"{company.quiet_until:%H:%M}") == ("20:00", "09:30")


class TestShareByText:
    def send(self, dana: Client, inspection: Inspection, **more: str) -> str:
        form = {"act": "send", "who": str(cast.part(inspection).pk), "body": "Sign here: {{LINK}}", **more}
        return pages.text(dana.post(f"/office/inspections/{inspection.key}/share/text/", form, follow=True))

    def test_cora_gets_it(
        self, inspection: Inspection, awake: None, twilio: Twilio, dana: Client, drain: Drain
    ) -> None:
        assert "Text to Cora Whitfield is on its way" in self.send(dana, inspection)
        Message.objects.filter(channel="text").update(due_at="2027-05-12T00:00Z")
        drain()
        assert twilio.to(CORA)[0].startswith("Sign here: https://lintel.example/p/")
        page = pages.text(dana.get(f"/office/inspections/{inspection.key}/"))
        assert "Shared with Cora Whitfield ((208) 555-0171) by text: whole portal" in page

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"who": ""}, "Choose whom the text goes to"),
            ({"body": ""}, "Write what the text says"),
            ({"body": "Hello {{NOBODY}} {{LINK}}"}, "Not a placeholder here: {{NOBODY}}"),
            ({"body": "No link"}, "Send without the link?"),
            ({"body": "long " * 390 + "{{LINK}}"}, "longer than 10 texts"),
        ],
    )
    def test_what_cannot_be_sent_stays_typed(
        self, inspection: Inspection, awake: None, dana: Client, more: dict[str, str], words: str
    ) -> None:
        said = self.send(dana, inspection, **more)
        assert words in said
        assert more.get("body", "").strip()[:40] in said
        assert not Message.objects.filter(channel="text").exists()

    def test_it_is_counted_while_typing(self, inspection: Inspection, dana: Client) -> None:
        form = {"who": str(cast.part(inspection).pk), "body": "ж {{LINK}}"}
        where = f"/office/inspections/{inspection.key}/share/text/"
        looked = pages.text(dana.post(where, form, headers={"HX-Request": "true"}))
        assert "2 texts" in looked
        assert "With “ж” in it a text holds 70 characters" in looked

    def test_an_agent_sees_the_status_and_not_more_unless_somebody_agreed(
        self, inspection: Inspection, awake: None, dana: Client
    ) -> None:
        marisol = cast.part(inspection, "Marisol Vega")
        said = self.send(dana, inspection, who=str(marisol.pk), preset="report only")
        assert "Say who agreed to share them" in said
        assert "Marisol Vega has no phone number yet" in said

    def test_on_trial_it_is_held(self, unconnected: cast.Office) -> None:
        juniper = cast.juniper_ridge()
        made, mina = cast.book(juniper), signed_in(juniper.owner.user)
        who = cast.part(made)
        mina.post(f"/office/inspections/{made.key}/people/{who.pk}/texts/", {"how": "by phone"})
        said = self.send(mina, made)
        assert "Held: trial" in said
