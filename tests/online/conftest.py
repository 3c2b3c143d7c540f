"""Cedar & Stone with an account at the tests' own Stripe, and Cora who is to pay."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from lintel.core import clock
from lintel.inspections import connecting
from lintel.inspections.models import Inspection
from tests import cast
from tests.stripe import fake
from tests.stripe.fake import Stripe


@pytest.fixture
def stripe(settings: Settings) -> Iterator[Stripe]:
    with fake.serving() as served:
        settings.STRIPE_API = served.address
        yield served


@pytest.fixture
def unconnected(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def office(unconnected: cast.Office, stripe: Stripe) -> cast.Office:
    """Connected, with the webhook's secret."""
    at, by = clock.now(), unconnected.owner
    connecting.connect(company=unconnected.company, key=stripe.secret_key, by=by, at=at)
    connecting.keep_secret(company=unconnected.company, secret=stripe.hook_secret, by=by, at=at)
    return unconnected


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))


@pytest.fixture
def dana(unconnected: cast.Office) -> Client:
    """Dana's browser, signed in."""
    browser = Client()
    browser.force_login(unconnected.owner.user)
    return browser
