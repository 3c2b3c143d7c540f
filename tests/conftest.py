"""The fixtures that every test may ask for. What they are made of stands in tests/rig."""

from collections.abc import Iterator
from copy import deepcopy

import hypothesis
import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker, Settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from lintel.access import uses
from lintel.web.portal.misses import asked_for, asked_from, misses
from tests.rig import browser as browsers, databases, site, smtp
from tests.rules import handing
from tests.rules.world import World

hypothesis.settings.register_profile("lintel", deadline=None)  # a busy machine is not a fault
hypothesis.settings.load_profile("lintel")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["tests.rig.passwords.Quick"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def files_are_found_once() -> Iterator[None]:
    """Every test client loads the middleware anew; what WhiteNoise then finds is the same each time."""
    found: dict[str, StaticFile] = {}
    find = WhiteNoiseMiddleware.add_files_from_finders

    def find_once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            find(middleware)
            found.update(middleware.files)
        middleware.files = dict(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", find_once)
        yield


@pytest.fixture(autouse=True)
def fetches_wait(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What fetching a page teaches is written when a test says so, not by a thread in the middle of it."""
    monkeypatch.setattr(uses, "EVERY_SECONDS", 3600.0)
    yield
    uses.waiting.uses.clear()


@pytest.fixture(autouse=True)
def nobody_tried_before() -> Iterator[None]:
    """What one test does too often makes nobody wait in the next."""
    yield
    for limit in (misses, asked_for, asked_from):
        limit.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database of ordinary tests, each of which is rolled back: this process's own copy of the template."""
    with django_db_blocker.unblock(), databases.own_copy():
        yield


@pytest.fixture
def _django_db_helper(request: pytest.FixtureRequest) -> None:
    """What `db` and the django_db mark stand on; in a test that commits, they mean its own database, and in one that
    goes through the houses, theirs.
    """
    if "committed_db" in request.fixturenames:
        request.getfixturevalue("committed_db")
        return
    if "in_the_houses" in request.fixturenames:
        request.getfixturevalue("in_the_houses")
    request.getfixturevalue("_django_db_helper")


@pytest.fixture(scope="session")
def houses(
    quick_passwords: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, World]]:
    """The database of the walks and what is in it, built once for each process of the run: it takes seconds."""
    with django_db_blocker.unblock(), databases.another_copy() as name:
        with databases.leading_to(name):
            built = handing.build()
        yield name, built


@pytest.fixture
def in_the_houses(houses: tuple[str, World], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), databases.leading_to(houses[0]):
        yield


@pytest.fixture
def there(houses: tuple[str, World], in_the_houses: None, db: None) -> World:
    """Both companies with everything that companies keep, and one link of each kind. What a test does to them is
    rolled back.
    """
    return deepcopy(houses[1])


@pytest.fixture
def transactional_db() -> None:
    pytest.fail("The ledger cannot be flushed: ask for committed_db, a database of the test's own.")


@pytest.fixture
def committed_db(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A migrated database of the test's own, for threads, other processes and browsers: what it commits is real.

    Other fixtures that ask for `db` write into it too. Yields its address; processes started by the test
    find it, and the secrets, in their environment.
    """
    with django_db_blocker.unblock(), databases.own_copy() as address:
        monkeypatch.setenv("LINTEL_DATABASE_URL", address)
        yield address


@pytest.fixture
def live_site(committed_db: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the running site, which is also its public origin; plain http, so cookies are not `secure`."""
    with site.served() as address:
        settings.PUBLIC_ORIGIN = settings.PUBLIC_ORIGIN_OR_LOCAL = address
        settings.CSRF_TRUSTED_ORIGINS = [address]
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
        settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
        settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
        monkeypatch.setenv("LINTEL_PUBLIC_ORIGIN", address)
        yield address


@pytest.fixture
def smtp_sink(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[smtp.Sink]:
    """A mail server on this machine, which Django's mail and every process started by the test now use."""
    with smtp.listening() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
        settings.MAIL_CONFIGURED = True
        monkeypatch.setenv("LINTEL_EMAIL_URL", sink.url)
        yield sink


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with browsers.chromium() as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser, live_site: str) -> Iterator[Page]:
    """A desk's window onto the live site, 1280 by 800."""
    with browsers.window(browser, browsers.DESK, live_site) as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser, live_site: str) -> Iterator[Page]:
    """A phone's window onto the live site, 390 by 844, with cookies of its own."""
    with browsers.window(browser, browsers.PHONE, live_site, has_touch=True, is_mobile=True) as opened:
        yield opened
