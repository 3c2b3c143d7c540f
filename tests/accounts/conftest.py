"""What the accounts' tests begin with: a fresh count of tries, and the two companies."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests import cast


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def cedar(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def juniper(cedar: cast.Office) -> cast.Office:
    return cast.juniper_ridge()


@pytest.fixture
def dana(cedar: cast.Office) -> Client:
    """Dana's browser, signed in."""
    return signed_in(cedar.owner.user)


@pytest.fixture
def olga(cedar: cast.Office) -> Client:
    """Olga keeps the office and changes no settings."""
    assert cedar.staff
    return signed_in(cedar.staff.user)


def signed_in(user: object) -> Client:
    browser = Client()
    browser.force_login(user)  # type: ignore[arg-type]
    return browser
