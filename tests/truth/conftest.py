"""Cedar & Stone, connected with the tests' own Stripe."""

import logging
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from lintel.core import clock
from lintel.inspections import connecting
from tests import cast
from tests.stripe import fake
from tests.stripe.fake import Stripe


@pytest.fixture
def stripe(settings: Settings) -> Iterator[Stripe]:
    logging.getLogger("stripe").setLevel(logging.WARNING)
    with fake.serving() as served:
        settings.STRIPE_API = served.address
        yield served


@pytest.fixture
def office(request: pytest.FixtureRequest, stripe: Stripe) -> cast.Office:
    """In a database of the test's own where it asks for `committed_db`."""
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
    found = cast.cedar_stone()
    connect(found, stripe)
    return found


def connect(office: cast.Office, stripe: Stripe) -> None:
    at, by = clock.now(), office.owner
    connecting.connect(company=office.company, key=stripe.secret_key, by=by, at=at)
    connecting.keep_secret(company=office.company, secret=stripe.hook_secret, by=by, at=at)
