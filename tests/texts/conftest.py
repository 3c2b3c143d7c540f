"""Cedar & Stone with an account at the tests' own Twilio, and Cora, who agreed to texts. It is noon in Boise."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from lintel.companies.models import Company, Member
from lintel.inspections import texting
from lintel.inspections.models import Inspection
from lintel.messages import sending, text_accounts
from lintel.messages.models import Message, TextAccount
from lintel.messages.providers.text import Texts
from tests import cast
from tests.texts import twilio as fake
from tests.texts.twilio import NUMBER, Twilio

NOON = datetime(2027, 5, 12, 18, tzinfo=UTC)
CORA = "+12085550171"
Drain = Callable[..., int]
Call = Callable[..., Any]


@pytest.fixture
def twilio(settings: Settings) -> Iterator[Twilio]:
    with fake.serving() as served:
        served.now = lambda: NOON
        settings.TWILIO_API = served.address
        yield served


@pytest.fixture
def unconnected(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def account(unconnected: cast.Office, twilio: Twilio) -> TextAccount:
    checked = text_accounts.check(
        company=unconnected.company, account_sid=twilio.account_sid, token=twilio.token, sender=NUMBER
    )
    return text_accounts.connect(company=unconnected.company, checked=checked, by=unconnected.owner, at=NOON)


@pytest.fixture
def office(unconnected: cast.Office, account: TextAccount) -> cast.Office:
    return unconnected


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    """Cora's, who told Dana that she likes texts."""
    made = cast.book(office, at=NOON)
    texting.agree(participant=cast.part(made), how="by phone", by=office.owner, at=NOON)
    return made


@pytest.fixture
def awake(office: cast.Office) -> None:
    """Texts at any hour, for what the pages write at the hour that it is."""
    Company.objects.filter(pk=office.company.pk).update(quiet_from="00:00", quiet_until="00:00")


@pytest.fixture
def drain() -> Iterator[Drain]:
    with closing(Texts()) as post:

        def drained(at: datetime = NOON) -> int:
            return sending.drain(through=post, clock=lambda: at)

        yield drained


@pytest.fixture
def call(twilio: Twilio, account: TextAccount) -> Call:
    """Twilio calls, signed: about a text that came in, or about one of ours."""
    browser = Client()

    def calling(form: dict[str, str], message: Message | None = None, *, signed: str = "") -> Any:
        path = f"/hooks/twilio/{account.hook_key}/" + (f"sent/{message.key}/" if message else "")
        signed = signed or twilio.signed(f"https://lintel.example{path}", form)
        return browser.post(path, form, headers={"X-Twilio-Signature": signed})

    return calling


def share(inspection: Inspection, words: str = "{{FIRST_NAME}}, sign here: {{LINK}}", once: str = "one") -> Message:
    """Dana texts Cora her link."""
    (text,) = texting.share(
        inspection=inspection,
        participants=[cast.part(inspection)],
        draft=texting.Draft(words, "whole portal"),
        consent=None,
        without_link=False,
        by=Member.objects.get(company=inspection.company, role="owner"),
        once=once,
        at=NOON,
    )
    return Message.objects.get(dedupe_key=text.dedupe_key)
