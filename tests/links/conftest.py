"""Dana's desk, with Cora's inspection on it; and a browser that shows it."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from lintel.inspections.models import Inspection
from tests import cast
from tests.office.desk import Desk, sit_down


@pytest.fixture
def cedar(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def dana(cedar: cast.Office) -> Desk:
    return sit_down(cedar.owner)


@pytest.fixture
def inspection(cedar: cast.Office) -> Inspection:
    """Cora's, with Marisol as her agent."""
    return cast.book(cedar)


@pytest.fixture
def office(committed_db: str) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def desk(page: Page, office: cast.Office, live_site: str) -> Page:
    """A browser in which Dana has signed in."""
    return signed_in(page, office, live_site)


def signed_in(page: Page, office: cast.Office, live_site: str) -> Page:
    """The owner's session in this window."""
    browser = Client()
    browser.force_login(office.owner.user)
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_site}])
    return page
