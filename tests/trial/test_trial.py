"""What a trial holds back, how it ends, what becomes of the letters held, and the letters that are never held."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.management import CommandError, call_command
from pytest_django import Settings

from lintel.billing.invoicing import Fee
from lintel.companies import trial
from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.inspections import bills, changing, ending, scheduling
from lintel.inspections.models import Inspection
from lintel.messages import sending
from lintel.messages.models import Message
from lintel.messages.providers import Refused, email
from tests import cast
from tests.messages import moody
from tests.office.desk import Desk, sit_down

pytestmark = pytest.mark.django_db
HELD = "/office/held/"
SETTLE = "/office/held/settle/"
UPGRADE = "/office/settings/upgrade/"


def held(inspection: Inspection, name: str = "Prudence Oakhurst") -> Message:
    return Message.objects.filter(thread=inspection.thread, to_name=name).earliest("pk")


def subscribe(*words: str, lapse: bool = False) -> str:
    told = io.StringIO()
    call_command("subscribe", *words, lapse=lapse, stdout=told)
    return told.getvalue()


class TestTheBanner:
    @pytest.mark.parametrize("page", ["/office/", "/office/inspections/", "/office/settings/account/", HELD])
    def test_every_page_says_how_many_letters_are_held_and_offers_upgrade(
        self, mina: Desk, inspection: Inspection, page: str
    ) -> None:
        content = mina.get(page).content.decode()
        assert "Trial: nothing leaves this company." in content
        assert f'href="{HELD}">Three letters are held.' in content
        assert f'href="{UPGRADE}">Upgrade' in content

    def test_a_subscribed_company_sees_none(self, mina: Desk, juniper: cast.Office) -> None:
        trial.subscribe(juniper.company, at=clock.now())
        assert "Trial: nothing leaves" not in mina.read("/office/")

    def test_a_lapse_is_called_one(self, mina: Desk, juniper: cast.Office) -> None:
        trial.subscribe(juniper.company, at=clock.now())
        trial.lapse(juniper.company, at=clock.now())
        assert "The subscription ended: nothing leaves this company." in mina.read("/office/")


class TestUpgrade:
    def test_in_the_demo_it_is_granted_at_once_and_leads_to_what_was_held(
        self, mina: Desk, inspection: Inspection, in_the_demo: Settings
    ) -> None:
        answer = mina.post(UPGRADE)
        assert answer["Location"] == HELD
        inspection.company.refresh_from_db()
        assert not inspection.company.on_trial()
        assert Message.objects.held().count() == 3, "nothing old leaves by itself"

    def test_elsewhere_it_is_a_request_that_the_operator_grants(
        self, mina: Desk, inspection: Inspection, juniper: cast.Office
    ) -> None:
        page = mina.post(UPGRADE, follow=True).content.decode()
        assert "Asked. As soon as whoever runs this Lintel grants it" in page
        assert "It waits on whoever runs this Lintel." in page
        juniper.company.refresh_from_db()
        assert juniper.company.on_trial()
        assert "Juniper Ridge Inspectors, asked" in subscribe()
        told = subscribe("juniper ridge inspectors")
        assert "is subscribed: new letters leave from now on. Held until they are sent or discarded" in told
        assert told.rstrip().endswith("in the office: 3.")
        juniper.company.refresh_from_db()
        assert not juniper.company.on_trial()
        assert "No company asks" in subscribe()

    def test_looking_asks_for_nothing(self, mina: Desk, juniper: cast.Office) -> None:
        mina.get(UPGRADE)
        juniper.company.refresh_from_db()
        assert juniper.company.upgrade_asked_at is None


class TestTheCommand:
    def test_by_key_and_back_again(self, juniper: cast.Office) -> None:
        assert "is subscribed" in subscribe(juniper.company.key)
        assert "already" in subscribe(juniper.company.key)
        assert "has ended" in subscribe(juniper.company.key, lapse=True)
        assert "has no subscription" in subscribe(juniper.company.key, lapse=True)
        juniper.company.refresh_from_db()
        assert juniper.company.on_trial()

    def test_nobody_and_two_of_a_name(self, juniper: cast.Office) -> None:
        with pytest.raises(CommandError, match="There is no company Nobody"):
            subscribe("Nobody")
        Company.objects.update(name="Twins")
        with pytest.raises(CommandError, match="2 companies are called Twins"):
            subscribe("Twins")


class TestHeldLetters:
    @pytest.fixture
    def upgraded(self, inspection: Inspection, juniper: cast.Office) -> Inspection:
        trial.subscribe(juniper.company, at=clock.now())
        return inspection

    def test_each_says_what_changed_meanwhile(self, mina: Desk, upgraded: Inspection, juniper: cast.Office) -> None:
        assert mina.read(HELD).count("Nothing changed since") == 3
        changing.add_fee(inspection=upgraded, fee=Fee("Key", 10_00), by=juniper.owner, at=clock.now())
        page = mina.read(HELD)
        assert page.count("Key added") == 3
        assert "Nothing changed since" not in page

    def test_signed_and_paid_cancelled_past_and_revoked_are_said(
        self, mina: Desk, upgraded: Inspection, juniper: cast.Office
    ) -> None:
        cast.sign(upgraded)
        cast.receive(upgraded, bills.balance(upgraded), by=juniper.owner)
        ending.revoke(link=cast.link(upgraded, "Balthazar Quill"), by=juniper.owner, at=clock.now())
        page = mina.read(HELD)
        assert page.count("Everything is signed and paid") == 1
        Inspection.objects.filter(pk=upgraded.pk).update(
            starts_at=clock.now() - timedelta(days=1), ends_at=clock.now() - timedelta(hours=20)
        )
        assert "The inspection has begun or is over" in mina.read(HELD)

    def test_a_cancelled_inspections_letters_are_not_there_any_more(
        self, mina: Desk, upgraded: Inspection, juniper: cast.Office
    ) -> None:
        scheduling.cancel(inspection=upgraded, because="rain", by=juniper.owner, at=clock.now())
        assert "No letter is held." in mina.read(HELD)

    def test_one_by_one(self, mina: Desk, upgraded: Inspection) -> None:
        letter = held(upgraded)
        answer = mina.post(SETTLE, {"send": letter.key}, follow=True)
        assert b"One letter leaves now." in answer.content
        letter.refresh_from_db()
        assert letter.state == Message.State.QUEUED
        assert Message.objects.held().count() == 2

    def test_those_that_are_ticked(self, mina: Desk, upgraded: Inspection) -> None:
        keys = [held(upgraded).key, held(upgraded, "Balthazar Quill").key]
        assert b"2 letters leave now." in mina.post(SETTLE, {"act": "send", "letter": keys}, follow=True).content
        assert Message.objects.held().count() == 1

    def test_all_that_nothing_has_overtaken(self, mina: Desk, upgraded: Inspection, juniper: cast.Office) -> None:
        ending.revoke(link=cast.link(upgraded), by=juniper.owner, at=clock.now())
        Message.objects.filter(to_name="Prudence Oakhurst").update(
            state="held", held_because="trial", withdrawn_at=None, withdrawn_because=""
        )
        assert "Its link opens nothing any more" in mina.read(HELD)
        mina.post(SETTLE, {"act": "unchanged"})
        assert [one.to_name for one in Message.objects.held()] == ["Prudence Oakhurst"]

    def test_discarding_asks_first_and_keeps_the_letter_to_be_read(self, mina: Desk, upgraded: Inspection) -> None:
        letter = held(upgraded)
        question = mina.post(SETTLE, {"discard": letter.key})
        assert b"Discard one letter?" in question.content
        assert Message.objects.held().count() == 3
        mina.post(SETTLE, {"act": "discard", "sure": "yes", "letter": [letter.key]})
        letter.refresh_from_db()
        assert (letter.state, letter.withdrawn_because) == ("withdrawn", "discarded by Wilhelmina Ashgrove")

    def test_nothing_ticked_is_said(self, mina: Desk, upgraded: Inspection) -> None:
        assert b"Tick the letters first." in mina.post(SETTLE, {"act": "send"}, follow=True).content

    def test_still_on_trial_nothing_is_sent_but_can_be_discarded(self, mina: Desk, inspection: Inspection) -> None:
        letter = held(inspection)
        assert b"Upgrade to send them." in mina.post(SETTLE, {"send": letter.key}, follow=True).content
        mina.post(SETTLE, {"act": "discard", "sure": "yes", "letter": [letter.key]})
        assert Message.objects.held().count() == 2

    def test_where_nothing_can_leave_it_says_what_is_needed_instead_of_send(
        self, mina: Desk, upgraded: Inspection, settings: Settings
    ) -> None:
        assert 'name="send"' in mina.get(HELD).content.decode()
        settings.MAIL_CONFIGURED = False
        page = mina.get(HELD).content.decode()
        assert "once LINTEL_EMAIL_URL names a mail server" in page
        assert 'name="send"' not in page
        assert 'value="unchanged"' not in page
        letter = held(upgraded)
        answer = mina.post(SETTLE, {"send": letter.key}, follow=True).content.decode()
        assert "Still held: no mail server." in answer
        assert "leaves now" not in answer
        assert Message.objects.held().count() == 3

    def test_next_door_sees_and_settles_none_of_them(self, upgraded: Inspection) -> None:
        dana = sit_down(Member.objects.get(user__email="dana@cedarstone.example"))
        letter = held(upgraded)
        assert "Prudence" not in dana.get(HELD).content.decode()
        assert dana.get(f"{HELD}{letter.key}/").status_code == 404
        assert dana.get(f"{HELD}{letter.key}/frame/").status_code == 404
        dana.post(SETTLE, {"send": letter.key})
        assert Message.objects.held().count() == 3

    def test_many_cost_what_few_do(self, mina: Desk, upgraded: Inspection, juniper: cast.Office) -> None:
        few = len(mina.statements(HELD))
        for days in (11, 12, 13):
            cast.book(juniper, days=days)
        Message.objects.filter(state="queued").update(state="held", held_because="trial", due_at=None)
        assert len(mina.statements(HELD)) == few


def test_after_a_lapse_the_next_letter_is_held_and_what_was_let_go_before_has_left(
    juniper: cast.Office, real_mail: Settings, server: moody.Moody
) -> None:
    def drain() -> None:
        transport = email.Email()
        while sending.drain(through=transport, clock=clock.now):
            pass
        transport.close()

    real_mail.PUBLIC_ORIGIN = real_mail.PUBLIC_ORIGIN_OR_LOCAL = "https://lintel.example"
    trial.subscribe(juniper.company, at=clock.now())
    cast.book(juniper)
    drain()
    assert Message.objects.filter(to_address="prudence@oakhurst.example", state="sent").count() == 1
    trial.lapse(juniper.company, at=clock.now())
    cast.book(juniper, days=12)
    drain()
    assert Message.objects.filter(to_address="prudence@oakhurst.example", state="sent").count() == 1
    assert Message.objects.held(Message.Held.TRIAL).filter(to_address="prudence@oakhurst.example").count() == 1


class TestAccountLetters:
    """They are no rows: they go at once, through the same transport, to the address that is proved and nobody else."""

    def test_a_reset_goes_at_once_to_somebody_of_a_company_on_trial(
        self, juniper: cast.Office, mailoutbox: list[EmailMessage], settings: Settings, client: Desk
    ) -> None:
        settings.MAIL_CONFIGURED = True
        client.post("/accounts/password/reset/", {"email": "mina@juniperridge.example"})
        assert [mail.to for mail in mailoutbox] == [["mina@juniperridge.example"]]
        assert not Message.objects.exists()

    @pytest.mark.parametrize(
        "more",
        [
            {"to": ["mina@juniperridge.example", "prudence@oakhurst.example"]},
            {"to": ["prudence@oakhurst.example"]},
            {"cc": ["prudence@oakhurst.example"]},
            {"bcc": ["prudence@oakhurst.example"]},
            {"attachments": [("report.pdf", "x", "text/plain")]},
        ],
    )
    def test_nothing_else_passes_as_one(
        self, more: dict[str, list[str]], settings: Settings, mailoutbox: list[EmailMessage]
    ) -> None:
        to = "mina@juniperridge.example"
        mail = EmailMultiAlternatives("Reset", "Words", "lintel@lintel.example", **{"to": [to], **more})  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="alone"):
            email.deliver_account(mail, to=to)
        assert mailoutbox == []

    def test_a_refusal_breaks_no_page(self, juniper: cast.Office, server: moody.Moody, client: Desk) -> None:
        server.refuse("mina@juniperridge.example")
        answer = client.post("/accounts/password/reset/", {"email": "mina@juniperridge.example"})
        assert answer.status_code == 302
        with pytest.raises(Refused):
            email.deliver_account(
                EmailMessage("Reset", "Words", "lintel@lintel.example", ["mina@juniperridge.example"]),
                to="mina@juniperridge.example",
            )


@pytest.fixture
def real_mail(settings: Settings) -> Settings:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_CONFIGURED = True
    return settings


@pytest.fixture
def server(real_mail: Settings) -> Iterator[moody.Moody]:
    with moody.listening(moody.Moody()) as sink:
        real_mail.EMAIL_HOST, real_mail.EMAIL_PORT = sink.host, sink.port
        yield sink
