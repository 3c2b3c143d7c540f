"""Checkout sessions: https://docs.stripe.com/api/checkout/sessions. Only `mode=payment` with prices given inline."""

from decimal import Decimal

from tests.stripe.errors import Refused
from tests.stripe.store import Object, Store, page

LEAST = {"usd": 50, "cad": 50, "eur": 50, "gbp": 30, "jpy": 50, "kwd": 200, "isk": 70_00}
MOST = 999_999_99
THREE_PLACES = {"bhd", "jod", "kwd", "omr", "tnd"}
SOONEST, LATEST = 30 * 60, 24 * 60 * 60


def create(store: Store, asked: Object) -> Object:
    """Raises Refused for an amount, a time or a currency that Stripe does not take."""
    _fit_to_begin(store, asked)
    items = [_item(store, one) for one in asked["line_items"]]
    currency = items[0]["currency"]
    total = sum(one["amount_total"] for one in items)
    _takeable(total, currency)
    methods = asked.get("allowed_payment_method_types") or ["card", "link", "us_bank_account"]
    session = store.new(
        "checkout.session",
        amount_subtotal=total,
        amount_total=total,
        currency=currency,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        custom_fields=[],
        custom_text=dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        expires_at=asked.get("expires_at", store.now() + LATEST),
        mode="payment",
        payment_status="unpaid",
        payment_method_types=methods,
        allowed_payment_method_types=asked.get("allowed_payment_method_types"),
        shipping_options=[],
        status="open",
        ui_mode="hosted_page",
        success_url=asked["success_url"],
        cancel_url=asked.get("cancel_url"),
        client_reference_id=asked.get("client_reference_id"),
        customer_email=asked.get("customer_email"),
        metadata=asked.get("metadata", {}),
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
    )
    session["url"] = f"{store.address}/c/pay/{session['id']}"
    store.kept[session["id"]] = {"items": items, "intent": asked.get("payment_intent_data", {})}
    return session


def retrieve(store: Store, asked: Object, key: str) -> Object:
    return current(store, key)


def browse(store: Store, asked: Object) -> Object:
    for session in store.all("checkout.session", status="open"):
        current(store, session["id"])
    return page(
        store, "checkout.session", asked, url="/v1/checkout/sessions", like=("payment_intent", "status", "customer")
    )


def line_items(store: Store, asked: Object, key: str) -> Object:
    store.get("checkout.session", key)
    return items_of(store, key)


def items_of(store: Store, key: str) -> Object:
    url = f"/v1/checkout/sessions/{key}/line_items"
    return {"object": "list", "data": store.kept[key]["items"], "has_more": False, "url": url}


def expire(store: Store, asked: Object, key: str) -> Object:
    """Raises Refused unless it is open."""
    session = current(store, key)
    if session["status"] != "open":
        raise Refused(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
    return close(store, session)


def close(store: Store, session: Object) -> Object:
    session |= {"status": "expired", "url": None}
    intent = store.objects.get(session["payment_intent"] or "")
    if intent:
        intent |= {"status": "canceled", "canceled_at": store.now(), "cancellation_reason": "automatic"}
        intent |= {"next_action": None}
        store.tell("payment_intent.canceled", intent)
    store.tell("checkout.session.expired", session)
    return session


def current(store: Store, key: str) -> Object:
    """As it is by now: one whose hour has passed has expired."""
    session = store.get("checkout.session", key)
    if session["status"] == "open" and store.now() >= session["expires_at"]:
        close(store, session)
    return session


def _fit_to_begin(store: Store, asked: Object) -> None:
    if asked.get("mode") != "payment" or asked.get("ui_mode", "hosted_page") != "hosted_page":
        raise Refused("This Stripe knows `mode=payment` on its hosted page and nothing else.", param="mode")
    for name in ("line_items", "success_url"):
        if not asked.get(name):
            raise Refused(f"Missing required param: {name}.", code="parameter_missing", param=name)
    lasts = asked.get("expires_at", store.now() + LATEST) - store.now()
    if lasts < SOONEST:
        raise Refused(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", param="expires_at"
        )
    if lasts > LATEST:
        raise Refused(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", param="expires_at"
        )


def _item(store: Store, asked: Object) -> Object:
    price = asked.get("price_data")
    if not price or "product_data" not in price or "unit_amount" not in price:
        raise Refused("This Stripe knows inline prices and nothing else.", param="line_items")
    if "quantity" not in asked:
        raise Refused("Missing required param: quantity.", code="parameter_missing", param="line_items[0][quantity]")
    if price["unit_amount"] < 0:
        words = "Invalid non-negative integer"
        raise Refused(words, code="parameter_invalid_integer", param="line_items[0][price_data][unit_amount]")
    total = price["unit_amount"] * asked["quantity"]
    return store.new(
        "item",
        amount_discount=0,
        amount_subtotal=total,
        amount_tax=0,
        amount_total=total,
        currency=price["currency"].lower(),
        description=price["product_data"]["name"],
        quantity=asked["quantity"],
    )


def _takeable(total: int, currency: str) -> None:
    least = LEAST.get(currency)
    if least is None:
        raise Refused(f"Invalid currency: {currency}.", param="line_items[0][price_data][currency]")
    if currency in THREE_PLACES and total % 10:
        raise Refused(f"Invalid amount: {total}. In {currency} it must be evenly divisible by 10.", param="line_items")
    if total < least:
        raise Refused(
            f"The Checkout Session's total amount must convert to at least 50 cents. "
            f"{Decimal(total) / 100} {currency} converts to less.",
            code="amount_too_small",
        )
    if total > MOST:
        raise Refused(
            f"The Checkout Session's total amount due must add up to no more than {Decimal(MOST) / 100} {currency}.",
            code="amount_too_large",
        )
