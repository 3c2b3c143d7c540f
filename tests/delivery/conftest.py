"""What the stories about mail services share."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from config import mailing
from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.messages import sending
from lintel.messages.models import Message
from lintel.messages.providers.email import Email
from tests import cast
from tests.cast import Office
from tests.delivery import services
from tests.delivery.events import SECRETS, Call
from tests.delivery.services import DOMAIN, KEYS, MailService

ADDRESSES = {
    "postmark": f"postmark://{KEYS['postmark']}",
    "mailgun": f"mailgun://{KEYS['mailgun']}@{DOMAIN}",
    "resend": f"resend://{KEYS['resend']}",
    "brevo": f"brevo://{KEYS['brevo']}",
}
CORA = cast.CORA.email


@pytest.fixture
def cedar(db: None) -> Office:
    return cast.cedar_stone()


@pytest.fixture
def dana(cedar: Office) -> Client:
    browser = Client()
    browser.force_login(cedar.owner.user)
    return browser


@pytest.fixture
def installed(settings: Settings) -> Callable[[MailService], None]:
    """Mail leaves through a service, as an installation does that names it."""

    def install(service: MailService) -> None:
        chosen = mailing.settings(ADDRESSES[service.name], opens=settings.MAIL_OPENS)
        settings.EMAIL_BACKEND = chosen["EMAIL_BACKEND"]
        settings.ANYMAIL = chosen["ANYMAIL"] | service.settings
        settings.MAIL_SERVICE, settings.MAIL_CONFIGURED = mailing.service(ADDRESSES[service.name]), True
        settings.MAIL_HOOK_SECRET = SECRETS[service.name]

    return install


@pytest.fixture(params=["postmark", "mailgun", "resend", "brevo"])
def service(request: pytest.FixtureRequest, installed: Callable[[MailService], None]) -> Iterator[MailService]:
    with services.serving(MailService(request.param)) as running:
        installed(running)
        yield running
        assert running.broken == []


@pytest.fixture
def postmark(installed: Callable[[MailService], None]) -> Iterator[MailService]:
    with services.serving(MailService("postmark")) as running:
        installed(running)
        yield running
        assert running.broken == []


def send() -> None:
    with closing(Email()) as post:
        while sending.drain(through=post, clock=clock.now):
            pass


def coras(inspection: Inspection) -> Message:
    return Message.objects.filter(thread=inspection.thread, kind="confirmation", to_address=CORA).latest("pk")


def tell(call: Call) -> HttpResponse:
    """The call as it reaches us."""
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in call.headers.items()}
    caller = Client(raise_request_exception=True)
    address = f"/hooks/mail/{call.service}/"
    return caller.generic("POST", address, call.body, call.kind, **headers)  # type: ignore[return-value,arg-type]
