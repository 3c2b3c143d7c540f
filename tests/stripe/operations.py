"""What the API answers to: each path with the SDK's type of its parameters, of its answer, and what it does."""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import stripe
from stripe import PaymentIntent, WebhookEndpoint, params
from stripe._list_object import ListObject
from stripe.checkout import Session
from stripe.params import checkout as asked_of

from tests.stripe import money, sessions
from tests.stripe.errors import Refused
from tests.stripe.store import Object, Store, page

ID = "/{id}"
SESSIONS, INTENTS, ENDPOINTS = "/v1/checkout/sessions", "/v1/payment_intents", "/v1/webhook_endpoints"
KEPT_SECONDS = 30 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` has `{id}` where the id of the object stands."""

    name: str
    method: str
    path: str
    takes: Any
    gives: Any
    do: Callable[..., Object]

    def matches(self, method: str, path: str) -> list[str] | None:
        """The ids in the path, when it is this operation's."""
        found = re.fullmatch(self.path.replace("{id}", "([^/]+)"), path)
        return list(found.groups()) if found and method == self.method else None


def _one(kind: str) -> Callable[[Store, Object, str], Object]:
    return lambda store, _asked, key: store.get(kind, key)


def _list(kind: str, url: str, *like: str) -> Callable[[Store, Object], Object]:
    return lambda store, asked: page(store, kind, asked, url=url, like=like)


def _account(store: Store, asked: Object) -> Object:
    return store.account


def _events(store: Store, asked: Object) -> Object:
    """Stripe keeps them for thirty days."""
    kinds = asked.get("types") or [asked.get("type", "*")]
    begins = store.now() - KEPT_SECONDS
    return page(
        store,
        "event",
        asked,
        url="/v1/events",
        only=lambda one: one["created"] >= begins and any(_is(one["type"], kind) for kind in kinds),
    )


def _is(kind: str, asked: str) -> bool:
    """`charge.*` asks for all of a kind."""
    return kind.startswith(asked[:-1]) if asked.endswith("*") else kind == asked


_intent, _charge, _refund = _one("payment_intent"), _one("charge"), _one("refund")
_dispute, _event, _endpoint = _one("dispute"), _one("event"), _one("webhook_endpoint")
_intents = _list("payment_intent", INTENTS, "customer")
_charges = _list("charge", "/v1/charges", "customer", "payment_intent")
_refunds = _list("refund", "/v1/refunds", "charge", "payment_intent")
_disputes = _list("dispute", "/v1/disputes", "charge", "payment_intent")
_endpoints = _list("webhook_endpoint", ENDPOINTS)

OPERATIONS = [
    Operation(name, method, path, takes, gives, do)
    for name, method, path, takes, gives, do in (
        ("account.retrieve", "GET", "/v1/account", params.AccountRetrieveCurrentParams, stripe.Account, _account),
        ("sessions.create", "POST", SESSIONS, asked_of.SessionCreateParams, Session, sessions.create),
        ("sessions.list", "GET", SESSIONS, asked_of.SessionListParams, ListObject[Session], sessions.browse),
        ("sessions.retrieve", "GET", SESSIONS + ID, asked_of.SessionRetrieveParams, Session, sessions.retrieve),
        ("sessions.expire", "POST", SESSIONS + ID + "/expire", asked_of.SessionExpireParams, Session, sessions.expire),
        (
            "sessions.line_items",
            "GET",
            SESSIONS + ID + "/line_items",
            asked_of.SessionLineItemListParams,
            ListObject[stripe.LineItem],
            sessions.line_items,
        ),
        ("intents.list", "GET", INTENTS, params.PaymentIntentListParams, ListObject[PaymentIntent], _intents),
        ("intents.retrieve", "GET", INTENTS + ID, params.PaymentIntentRetrieveParams, PaymentIntent, _intent),
        ("charges.list", "GET", "/v1/charges", params.ChargeListParams, ListObject[stripe.Charge], _charges),
        ("charges.retrieve", "GET", "/v1/charges" + ID, params.ChargeRetrieveParams, stripe.Charge, _charge),
        ("refunds.create", "POST", "/v1/refunds", params.RefundCreateParams, stripe.Refund, money.refund),
        ("refunds.list", "GET", "/v1/refunds", params.RefundListParams, ListObject[stripe.Refund], _refunds),
        ("refunds.retrieve", "GET", "/v1/refunds" + ID, params.RefundRetrieveParams, stripe.Refund, _refund),
        ("disputes.list", "GET", "/v1/disputes", params.DisputeListParams, ListObject[stripe.Dispute], _disputes),
        ("disputes.retrieve", "GET", "/v1/disputes" + ID, params.DisputeRetrieveParams, stripe.Dispute, _dispute),
        ("events.list", "GET", "/v1/events", params.EventListParams, ListObject[stripe.Event], _events),
        ("events.retrieve", "GET", "/v1/events" + ID, params.EventRetrieveParams, stripe.Event, _event),
        ("endpoints.list", "GET", ENDPOINTS, params.WebhookEndpointListParams, ListObject[WebhookEndpoint], _endpoints),
        ("endpoints.retrieve", "GET", ENDPOINTS + ID, params.WebhookEndpointRetrieveParams, WebhookEndpoint, _endpoint),
    )
]


def expand(store: Store, answer: Object, asked: list[str]) -> Object:
    """`expand[]=payment_intent.latest_charge`: ids become the objects they name. Raises Refused where there is none."""
    answer = copy.deepcopy(answer)
    for path in asked:
        _expand(store, [answer], path, path.split("."))
    return answer


def _expand(store: Store, places: list[Object], path: str, keys: list[str]) -> None:
    for place in places:
        key = keys[0]
        if key == "data" and place.get("object") == "list":
            _expand(store, place["data"], path, keys[1:])
            continue
        if key == "line_items" and place["object"] == "checkout.session":
            place[key] = sessions.items_of(store, place["id"])
        elif key not in place:
            raise Refused(f"This property cannot be expanded ({path}).", param="expand")
        elif isinstance(place[key], str):
            place[key] = copy.deepcopy(store.objects[place[key]])
        if len(keys) > 1 and place[key] is not None:
            _expand(store, [place[key]], path, keys[1:])
