"""What the stories about letters share."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests import cast
from tests.cast import Office
from tests.messages import moody
from tests.messages.moody import Moody


@pytest.fixture
def cedar(db: None) -> Office:
    return cast.cedar_stone()


@pytest.fixture
def juniper(cedar: Office) -> Office:
    return cast.juniper_ridge()


@pytest.fixture
def real_mail(settings: Settings) -> Settings:
    """Mail leaves through SMTP, as it does outside of tests."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MAIL_CONFIGURED = "127.0.0.1", 9, True
    return settings


@pytest.fixture
def server(real_mail: Settings) -> Iterator[Moody]:
    """A mail server with moods, which Django's mail now uses."""
    with moody.listening(Moody()) as sink:
        real_mail.EMAIL_HOST, real_mail.EMAIL_PORT = sink.host, sink.port
        yield sink
