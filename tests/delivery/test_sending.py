"""Letters leave through a mail service as they do through a mail server: held, leased, tried again, and told about."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django import Settings

from config import mailing
from lintel.messages.models import Message
from lintel.messages.providers import NotNow, Unreachable
from lintel.messages.providers.email import Email, deliver_account
from tests import cast
from tests.accounts.pages import words
from tests.cast import Office
from tests.delivery.conftest import ADDRESSES, CORA, coras, send
from tests.delivery.services import MailService

REFUSALS: dict[str, tuple[int, dict[str, Any]]] = {
    "postmark": (
        422,
        {
            "ErrorCode": 406,
            "Message": f"Found inactive addresses: {CORA}.\n Inactive recipients are ones that bounced.",
        },
    ),
    "mailgun": (400, {"message": "to parameter is not a valid address. please check documentation"}),
    "resend": (422, {"statusCode": 422, "name": "validation_error", "message": "Invalid `to` field."}),
    "brevo": (400, {"code": "invalid_parameter", "message": "email is not valid in to"}),
}
UNTRACKED: dict[str, dict[str, Any]] = {
    "postmark": {"TrackLinks": "None", "TrackOpens": False},
    "mailgun": {"o:tracking-clicks": "no", "o:tracking-opens": "no"},
}


def test_a_letter_leaves_with_its_words_its_message_id_and_nothing_tracked(cedar: Office, service: MailService) -> None:
    inspection = cast.book(cedar)
    send()
    letter, (arrived,) = coras(inspection), service.to(CORA)
    given = json.dumps(arrived.given)
    assert letter.state == Message.State.SENT
    assert letter.service_id == arrived.service_id
    assert letter.message_id in given
    assert cast.link(inspection).token() in given
    assert "Cedar & Stone" in given
    tracking = UNTRACKED.get(service.name, {})
    assert {name: arrived.given[name] for name in tracking} == tracking


def test_its_key_travels_with_it(cedar: Office, service: MailService) -> None:
    inspection = cast.book(cedar)
    send()
    key, given = coras(inspection).key, service.to(CORA)[0].given
    assert {
        "postmark": lambda: given["Metadata"] == {"letter": key},
        "mailgun": lambda: given["v:letter"] == key,
        "resend": lambda: given["tags"] == [{"name": "letter", "value": key}],
        "brevo": lambda: json.loads(given["headers"]["X-Mailin-custom"]) == {"letter": key},
    }[service.name]()


def test_a_calendar_goes_along(cedar: Office, service: MailService) -> None:
    inspection = cast.book(cedar)
    send()
    given = service.to(CORA)[0].given
    assert coras(inspection).calendar
    kept = {"postmark": "Attachments", "mailgun": "attachment", "resend": "attachments", "brevo": "attachment"}
    assert given[kept[service.name]]


def test_a_no_about_the_recipient_is_for_good(cedar: Office, service: MailService, dana: Client) -> None:
    inspection = cast.book(cedar)
    Message.objects.exclude(to_address=CORA).update(state="withdrawn", due_at=None, withdrawn_at="2026-01-01T00:00Z")
    service.says = [REFUSALS[service.name]]
    send()
    letter = coras(inspection)
    assert letter.state == Message.State.FAILED
    said = REFUSALS[service.name][1]
    assert " ".join((said.get("Message") or said["message"]).split()) in letter.last_error
    assert letter.last_error.isprintable()
    assert service.asked == 1
    assert "Cora Whitfield’s letter came back" in words(dana.get("/office/"))


@pytest.mark.parametrize("status", [429, 500, 503, 0])
def test_what_passes_is_tried_again_and_nothing_is_lost(cedar: Office, service: MailService, status: int) -> None:
    inspection = cast.book(cedar)
    service.says = [(status, {"message": "later", "Message": "later", "ErrorCode": 0})]
    send()
    Message.objects.filter(due_at__isnull=False).update(due_at="2026-01-01T00:00Z")
    send()
    assert coras(inspection).state == Message.State.SENT
    assert not Message.objects.filter(state=Message.State.FAILED).exists()
    assert len(service.to(CORA)) == 1


def test_a_wrong_key_stops_everything_and_is_said(
    cedar: Office, service: MailService, settings: Settings, dana: Client
) -> None:
    inspection = cast.book(cedar)
    (key,) = [name for name in settings.ANYMAIL if name.endswith(("_KEY", "_TOKEN"))]
    right = settings.ANYMAIL
    settings.ANYMAIL = right | {key: "another"}
    send()
    letter = coras(inspection)
    assert (letter.state, service.letters) == (Message.State.QUEUED, [])
    assert "says 401" in letter.last_error
    assert service.asked == 1
    assert "another" not in letter.last_error
    settings.ANYMAIL = right
    Message.objects.filter(due_at__isnull=False).update(due_at="2026-01-01T00:00Z")
    send()
    assert coras(inspection).state == Message.State.SENT


def test_a_fault_of_the_senders_is_not_the_recipients(cedar: Office, postmark: MailService) -> None:
    inspection = cast.book(cedar)
    said = {"ErrorCode": 400, "Message": "The 'From' address you supplied is not a Sender Signature on your account."}
    postmark.says = [(422, said)] * 9
    send()
    assert coras(inspection).state == Message.State.QUEUED
    assert "Sender Signature" in coras(inspection).last_error


def test_nobody_there(cedar: Office, postmark: MailService, settings: Settings) -> None:
    inspection = cast.book(cedar)
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": "http://127.0.0.1:9/"}
    send()
    assert coras(inspection).state == Message.State.QUEUED
    assert "Postmark cannot be reached" in coras(inspection).last_error
    with pytest.raises(Unreachable):
        deliver_account(EmailMultiAlternatives("Reset", "Words", "a@x.example", [CORA]), to=CORA)


def test_a_server_that_hangs_is_left(cedar: Office, postmark: MailService, monkeypatch: pytest.MonkeyPatch) -> None:
    inspection = cast.book(cedar)
    monkeypatch.setattr("anymail.backends.base_requests.requests.Session.request", _hanging)
    send()
    assert "Postmark stopped answering" in coras(inspection).last_error


def _hanging(*_: object, **__: object) -> None:
    import requests

    raise requests.ReadTimeout("20 s")


def test_a_trial_sends_nothing_through_it(cedar: Office, postmark: MailService) -> None:
    type(cedar.company).objects.update(subscribed_at=None)
    cedar.company.refresh_from_db()
    cast.book(cedar)
    send()
    assert postmark.to(CORA) == []


def test_letters_about_signing_in_are_not_tracked_either(postmark: MailService) -> None:
    deliver_account(EmailMultiAlternatives("Reset", "Words", "a@x.example", [CORA]), to=CORA)
    (arrived,) = postmark.to(CORA)
    assert (arrived.given["TrackLinks"], arrived.given["TrackOpens"]) == ("None", False)


def test_opens_are_asked_for_where_the_installation_asks(
    cedar: Office, settings: Settings, postmark: MailService, installed: Callable[[MailService], None]
) -> None:
    settings.MAIL_OPENS = True
    installed(postmark)
    cast.book(cedar)
    send()
    (arrived,) = postmark.to(CORA)
    assert (arrived.given["TrackLinks"], arrived.given["TrackOpens"]) == ("None", True)


def test_a_letter_to_a_script_that_a_service_cannot_carry(cedar: Office, postmark: MailService) -> None:
    postmark.says = [(200, {"nonsense": True})]
    with pytest.raises(NotNow):
        Email()._send(EmailMultiAlternatives("S", "W", "a@x.example", [CORA]))


@pytest.mark.parametrize(
    ("given", "service"),
    [*((address, name) for name, address in ADDRESSES.items()), ("ses://AKIA:p%2Fw@eu-west-1", "ses"), ("", "")],
)
def test_an_address_names_its_service(given: str, service: str) -> None:
    assert mailing.read(given) == given
    assert mailing.service(given) == service


def test_keys_keep_their_capitals_and_ses_is_a_mail_server() -> None:
    assert mailing.settings("resend://re_AbC", opens=False)["ANYMAIL"]["RESEND_API_KEY"] == "re_AbC"
    assert mailing.settings("mailgun+eu://k@m.example", opens=False)["ANYMAIL"]["MAILGUN_API_URL"].startswith(
        "https://api.eu."
    )
    ses = mailing.settings("ses://AKIA:p%2Fw@eu-west-1", opens=False)
    assert ses["EMAIL_HOST"] == "email-smtp.eu-west-1.amazonaws.com"
    assert (ses["EMAIL_HOST_PASSWORD"], ses["EMAIL_PORT"], ses["EMAIL_USE_TLS"]) == ("p/w", 587, True)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("postmark://", "postmark://KEY"),
        ("brevo://user@key", "brevo://KEY"),
        ("mailgun://key", "mailgun://KEY@DOMAIN"),
        ("ses://AKIA@eu-west-1", "ses://USER:PASSWORD@REGION"),
        ("ses://AKIA:p@mail.example", "ses://USER:PASSWORD@REGION"),
        ("sendgrid://key", "postmark://"),
        ("smtp://", "smtp+tls://"),
    ],
)
def test_a_wrong_address_is_said_in_a_sentence(given: str, told: str) -> None:
    with pytest.raises(ValueError, match=told.replace("+", r"\+")):
        mailing.read(given)


def test_a_secret_that_is_easily_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        mailing.read_secret("hunter2")
