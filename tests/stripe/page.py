"""The hosted page: no card is typed, each outcome has its button."""

from html import escape

from tests.stripe import money, sessions
from tests.stripe.errors import Refused
from tests.stripe.store import Object, Store

WAYS = {
    "card": "Pay",
    "wallet": "Pay with a wallet",
    "decline": "Pay with a card that is declined",
    "confirm": "Pay with a card that asks for confirmation",
    "debit": "Pay by bank debit",
    "abandon": "Back",
}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>{title}</h1>{words}</main></body></html>"""


def show(store: Store, key: str, said: str = "") -> tuple[int, str]:
    """Status and HTML of a session's page."""
    try:
        session = sessions.current(store, key)
    except Refused:
        return 404, PAGE.format(title="Something went wrong", words="<p>The page you were looking for is not here.</p>")
    if session["status"] != "open":
        return 200, PAGE.format(title="You’re all done here", words="<p>This checkout session has ended.</p>")
    items = "".join(f"<li>{escape(one['description'])}: {one['amount_total']}</li>" for one in store.kept[key]["items"])
    buttons = "".join(
        f'<p><button name="how" value="{how}">{words}</button></p>' for how, words in _ways(store, session)
    )
    words = f'<ul>{items}</ul><p role="status">{escape(said)}</p><form method="post">{buttons}</form>'
    return 200, PAGE.format(title=f"Pay {session['amount_total']} {session['currency'].upper()}", words=words)


def act(store: Store, key: str, how: str) -> tuple[str, str]:
    """Press a button: where the browser is sent, or what the page says."""
    try:
        session = money.pay(store, key, how)
    except (money.Closed, Refused):
        return "", ""
    if how == "abandon":
        return session["cancel_url"] or "", ""
    if session["status"] == "complete":
        return session["success_url"].replace("{CHECKOUT_SESSION_ID}", key), ""
    return "", money.DECLINED if how == "decline" else "Your bank asks you to confirm."


def _ways(store: Store, session: Object) -> list[tuple[str, str]]:
    allowed = session["payment_method_types"]
    intent = store.objects.get(session["payment_intent"] or "")
    asks = bool(intent and intent["status"] == "requires_action")
    ways = dict(WAYS) | ({"confirm": "Confirm"} if asks else {})
    return [
        (how, words)
        for how, words in ways.items()
        if (how != "debit" or "us_bank_account" in allowed) and (how != "abandon" or session["cancel_url"])
    ]
