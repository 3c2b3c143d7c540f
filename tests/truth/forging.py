"""Forty ways to forge a call of Stripe's. Each makes a body and headers out of a true event and some chance."""

import gzip
import hashlib
import hmac
import json
import random
from collections.abc import Callable
from typing import Any

from tests.stripe.fake import Stripe
from tests.stripe.store import Object
from tests.stripe.webhooks import payload, sign

Call = tuple[bytes, dict[str, str]]
Forgery = Callable[[Stripe, Object, random.Random], Call]
FORGERIES: dict[str, Forgery] = {}


def forgery(make: Forgery) -> Forgery:
    FORGERIES[make.__name__.replace("_", " ")] = make
    return make


def signed(body: bytes, header: str | None) -> Call:
    return body, {} if header is None else {"Stripe-Signature": header}


def well_signed(stripe: Stripe, event: Any) -> Call:
    body = event if isinstance(event, bytes) else payload(event)
    return signed(body, stripe.webhooks.signature(body))


# --- the signature is not there, or is no signature ------------------------------------------------------------------

HEADERS: dict[str, str | None] = {  # {t} is the true time, {v} the true signature, {w} all but its last letter
    "no signature": None,
    "an empty signature": "",
    "words for a signature": "Bearer of good news",
    "a signature without its time": "v1={v}",
    "a time without a signature": "t={t}",
    "a signature of another scheme alone": "t={t},v0={v}",
    "an empty v1": "t={t},v1=",
    "a v1 of noughts": "t={t},v1=" + "0" * 64,
    "a v1 that lost its end": "t={t},v1={w}",
    "a v1 that goes on": "t={t},v1={v}0",
    "a v1 that is not hexadecimal": "t={t},v1={w}z",
    "a time in words": "t=now,v1={v}",
    "a time below zero": "t=-{t},v1={v}",
    "a time beyond all clocks": "t={t}" + "9" * 300 + ",v1={v}",
    "a time with a point": "t={t}.0,v1={v}",
    "another time": "t=1{t},v1={v}",
    "two times, the true one second": "t=1,t={t},v1={v}",
    "a thousand signatures": "t={t}" + ",v1=00" * 1000,
    "a signature with odd letters": "t={t},v1=\u00e9{w}",
    "a signature that is commas": "," * 200,
}


def _with_header(words: str | None) -> Forgery:
    def made(stripe: Stripe, event: Object, luck: random.Random) -> Call:
        body, at = payload(event), stripe.store.now()
        true = sign(body, stripe.hook_secret, at)
        return signed(body, words and words.format(t=at, v=true, w=true[:-1]))

    return made


FORGERIES |= {name: _with_header(words) for name, words in HEADERS.items()}

# --- signed, but not with our secret, not now, or not this body ------------------------------------------------------


@forgery
def another_secret(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return signed(payload(event), stripe.webhooks.signature(payload(event), secret=f"whsec_{luck.random()}"))


@forgery
def an_empty_secret(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    at = stripe.store.now()
    return signed(payload(event), f"t={at},v1={sign(payload(event), '', at)}")


@forgery
def the_secret_without_its_beginning(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    secret = stripe.hook_secret.removeprefix("whsec_")
    return signed(payload(event), stripe.webhooks.signature(payload(event), secret=secret))


@forgery
def the_companys_key_for_a_secret(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return signed(payload(event), stripe.webhooks.signature(payload(event), secret=stripe.secret_key))


@forgery
def another_hash(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    at, body = stripe.store.now(), payload(event)
    made = hmac.new(stripe.hook_secret.encode(), f"{at}.".encode() + body, hashlib.sha1).hexdigest()
    return signed(body, f"t={at},v1={made}")


@forgery
def a_hash_without_the_time(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    made = hmac.new(stripe.hook_secret.encode(), payload(event), hashlib.sha256).hexdigest()
    return signed(payload(event), f"t={stripe.store.now()},v1={made}")


@forgery
def heard_before(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    at = stripe.store.now() - luck.randint(320, 10**6)
    return signed(payload(event), stripe.webhooks.signature(payload(event), at=at))


@forgery
def from_the_future(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    at = stripe.store.now() + luck.randint(320, 10**6)
    return signed(payload(event), stripe.webhooks.signature(payload(event), at=at))


@forgery
def another_body(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    _, headers = well_signed(stripe, event)
    return payload(event | {"id": f"evt_{luck.random()}"}), headers


@forgery
def one_blank_more(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    body, headers = well_signed(stripe, event)
    return body + b" ", headers


@forgery
def written_anew(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    _, headers = well_signed(stripe, event)
    return json.dumps(event, separators=(",", ":")).encode(), headers


@forgery
def zipped(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    body, headers = well_signed(stripe, event)
    return gzip.compress(body), headers | {"Content-Encoding": "gzip"}


# --- signed with our secret, but no event of ours: whoever sends it must not reach anything ---------------------------


@forgery
def no_json(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return well_signed(stripe, bytes(luck.randrange(256) for _ in range(luck.randint(1, 400))))


@forgery
def nothing_at_all(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return well_signed(stripe, b"")


@forgery
def json_too_deep(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return well_signed(stripe, b"[" * 100_000)


@forgery
def json_of_another_kind(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return well_signed(stripe, luck.choice([b"[]", b"null", b"1e999", b'"evt_1"', b"true", b"{}"]))


@forgery
def an_id_that_is_none(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return well_signed(stripe, event | {"id": luck.choice([None, 7, [], {"a": 1}, "", "x" * 500, "evt_\u0000"])})


@forgery
def a_type_that_is_none(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return well_signed(stripe, event | {"type": luck.choice([None, 7, [], {}, "", "x" * 500, "a\u0000b"])})


@forgery
def data_that_is_none(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return well_signed(stripe, event | {"data": luck.choice([None, 7, [], "x", {"object": 7}, {"object": []}])})


@forgery
def the_other_mode(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return well_signed(stripe, event | {"livemode": luck.choice([True, None, "false", 0])})


@forgery
def another_account(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return well_signed(stripe, event | {"account": luck.choice(["acct_of_somebody", 7, ["acct_1"]])})


@forgery
def no_event(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return well_signed(stripe, event | {"object": luck.choice(["charge", None, 7, ["event"]])})


@forgery
def far_too_long(stripe: Stripe, event: Object, luck: random.Random) -> Call:
    return well_signed(stripe, event | {"id": "evt_long", "padding": "x" * 2_000_000})
