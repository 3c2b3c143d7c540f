"""A Stripe of the test's own, and the SDK pointed at it as our adapter points it."""

from collections.abc import Iterator

import pytest
from stripe import StripeClient

from tests.stripe import fake
from tests.stripe.fake import Stripe


@pytest.fixture
def stripe() -> Iterator[Stripe]:
    with fake.serving() as served:
        yield served


@pytest.fixture
def sdk(stripe: Stripe) -> StripeClient:
    return StripeClient(stripe.secret_key, base_addresses={"api": stripe.address}, max_network_retries=0)
