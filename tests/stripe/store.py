"""What the fake keeps: objects by id behind one lock, its own clock, and an event for whatever happens."""

import copy
import secrets
import string
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import stripe
from stripe import checkout
from stripe._stripe_object import StripeObject

from tests.stripe import shapes
from tests.stripe.errors import Refused, missing

Object = dict[str, Any]
LETTERS = string.ascii_letters + string.digits
KINDS: dict[str, tuple[str, type[StripeObject]]] = {
    "checkout.session": ("cs_{mode}_a1", checkout.Session),
    "payment_intent": ("pi_3", stripe.PaymentIntent),
    "charge": ("ch_3", stripe.Charge),
    "refund": ("re_3", stripe.Refund),
    "dispute": ("du_1", stripe.Dispute),
    "event": ("evt_1", stripe.Event),
    "balance_transaction": ("txn_3", stripe.BalanceTransaction),
    "webhook_endpoint": ("we_1", stripe.WebhookEndpoint),
    "account": ("acct_1", stripe.Account),
    "item": ("li_1", stripe.LineItem),
}


LEFT_OUT = {  # never null: Stripe leaves them out while they say nothing
    "payment_intent": {"amount_details", "presentment_details"},
    "charge": {"authorization_code", "level3", "presentment_details", "radar_options", "transfer"},
    "refund": {
        "description",
        "failure_balance_transaction",
        "failure_reason",
        "instructions_email",
        "next_action",
        "pending_reason",
        "presentment_details",
    },
    "event": {"account", "context"},
    "checkout.session": {"phone_number_collection", "presentment_details", "tax_id_collection"},
    "item": {"discounts", "taxes"},
    "account": {
        *("capabilities", "company", "controller", "created", "external_accounts", "future_requirements", "groups"),
        *("individual", "requirements", "tos_acceptance"),
    },
}


class Store:
    """Whoever changes anything holds `lock`."""

    def __init__(self, *, live: bool) -> None:
        self.lock = threading.RLock()
        self.live = live
        self.address = ""
        self.ahead = timedelta()
        self.objects: dict[str, Object] = {}
        self.of_kind: dict[str, list[Object]] = {kind: [] for kind in KINDS}
        self.kept: dict[str, Object] = {}  # what a session was made with and does not show
        self.account = self.new(
            "account",
            email="office@cedarstone.example",
            country="US",
            default_currency="usd",
            charges_enabled=True,
            payouts_enabled=True,
            details_submitted=True,
            type="standard",
            business_profile={"name": "Cedar & Stone Home Inspections"},
        )

    def now(self) -> int:
        return int(time.time() + self.ahead.total_seconds())

    def new(self, kind: str, **said: Any) -> Object:
        """A new object with an id of its own; what is not said is null or left out."""
        prefix, shape = KINDS[kind]
        key = prefix.format(mode="live" if self.live else "test") + random_letters(22)
        silent = LEFT_OUT.get(kind, set())
        made: Object = {name: None for name in shapes.blank(shape) if name not in silent}
        made |= {"id": key, "object": kind, "created": self.now()}
        if "livemode" in shapes.parts(shape):
            made["livemode"] = self.live
        if "metadata" in shapes.parts(shape):
            made["metadata"] = {}
        made |= said
        self.objects[key] = made
        self.of_kind[kind].append(made)
        return made

    def get(self, kind: str, key: str) -> Object:
        """Raises Refused as Stripe does for what does not exist."""
        found = self.objects.get(key)
        if found is None or found["object"] != kind:
            raise missing(kind, key)
        return found

    def all(self, kind: str, **like: Any) -> list[Object]:
        """The newest first."""
        found = reversed(self.of_kind[kind])
        return [one for one in found if all(one[key] == value for key, value in like.items())]

    def tell(self, kind: str, about: Object) -> None:
        """Something happened to an object, which the event remembers as it is now."""
        self.new(
            "event",
            type=kind,
            api_version=stripe.api_version,
            data={"object": copy.deepcopy(about)},
            pending_webhooks=1,
            request={"id": None, "idempotency_key": None},
        )


def random_letters(many: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(many))


def page(
    store: Store,
    kind: str,
    asked: Object,
    *,
    url: str,
    like: tuple[str, ...] = (),
    only: Callable[[Object], bool] = bool,
) -> Object:
    """A page of a list: newest first, up to `limit` (10), `starting_after` and `ending_before` an id."""
    found = store.all(kind, **{key: asked[key] for key in like if key in asked})
    found = [one for one in found if only(one) and _created(one["created"], asked.get("created"))]
    keys = [one["id"] for one in found]
    limit = asked.get("limit", 10)
    if not 1 <= limit <= 100:
        raise Refused("Invalid integer: limit must be between 1 and 100", param="limit")
    for edge in ("starting_after", "ending_before"):
        if edge in asked and asked[edge] not in keys:
            store.get(kind, asked[edge])
            return {"object": "list", "data": [], "has_more": False, "url": url}
    if "ending_before" in asked:
        found = found[: keys.index(asked["ending_before"])]
        return {"object": "list", "data": found[-limit:], "has_more": len(found) > limit, "url": url}
    if "starting_after" in asked:
        found = found[keys.index(asked["starting_after"]) + 1 :]
    return {"object": "list", "data": found[:limit], "has_more": len(found) > limit, "url": url}


def _created(at: int, asked: Any) -> bool:
    if not isinstance(asked, dict):
        return asked is None or at == asked
    tests = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
    return all(tests[key](at, int(edge)) for key, edge in asked.items())
