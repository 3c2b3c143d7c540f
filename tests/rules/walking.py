"""Asking for an address as somebody, and saying what was wrong with the answer. Nothing that is asked lasts."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from lintel.core.reading import CHANGES
from lintel.web import assets
from lintel.web.portal.misses import asked_for, asked_from, misses
from tests.rig import documents
from tests.rules.recipes import RECIPES, Recipe, filled
from tests.rules.urlmap import Address
from tests.rules.world import House, Ids

SESSIONS = '"django_session"'
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|nonce-[A-Za-z0-9+/=_-]+|<symbol.*?</symbol>', re.DOTALL
)
FRAMES = {
    *("office:letter_frame", "office:resend_frame", "office:share_preview", "office:held_frame", "demo:frame"),
    *("office:invoice_letter_frame", "office:invoice_send_preview", "office:publish_preview"),
    "office:wording_preview",
    "office:plan_preview",
}
NOTHING: Ids = {"nothing": "nothing", "somewhere": "somewhere/else/"}


@dataclass(slots=True)
class Answer:
    """What came back, whole (of a PDF or a ZIP the words in it), and what was written to bring it about."""

    status: int
    body: bytes
    headers: dict[str, str]
    cookies: list[str]
    wrote: list[str] = field(default_factory=list)
    left: Any = None
    broke: str = ""

    @property
    def text(self) -> str:
        """Everything the visitor receives."""
        return "\n".join([self.body.decode(errors="replace"), *self.headers.values()])

    def alike(self, ids: Ids) -> tuple[int, str, str]:
        """What must be the same for two addresses that are not there: without the nonce, the drawings and the ids."""
        body = CHANGING.sub("", self.body.decode(errors="replace"))
        where = self.headers.get("location", "")
        for value in sorted(map(str, ids.values()), key=len, reverse=True):
            for shape in ("/{}/", "/{}.", "%2F{}%2F", '"{}"'):
                body = body.replace(shape.format(value), shape.format("*"))
                where = where.replace(shape.format(value), shape.format("*"))
        return self.status, body, where


def path(address: Address, ids: Ids) -> str:
    """Where it is for these ids. Raises NoReverseMatch where they do not fit."""
    given = {**NOTHING, "asset": assets.address("portal.css").rsplit("/", 1)[1], **ids}
    return reverse(address.name, kwargs=RECIPES[address.name].address(given))


def ask(
    client: Client,
    method: str,
    where: str,
    data: dict[str, str] | None = None,
    afterwards: Callable[[], Any] | None = None,
    **headers: str,
) -> Answer:
    """One request, over https, rolled back with all it did; `afterwards` looks at the rows before that."""
    cache.clear()
    for limit in (misses, asked_for, asked_from):
        limit.forget()
    cookies, wrote = deepcopy(client.cookies), list[str]()
    with transaction.atomic(), noted(wrote):
        response = client.generic(
            method, where, urlencode(data or {}), "application/x-www-form-urlencoded", secure=True, headers=headers
        )
        answer = read(response, wrote)
        if afterwards and wrote and not connection.needs_rollback:
            answer.left = afterwards()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def read(response: HttpResponseBase, wrote: list[str]) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = {name.lower(): value for name, value in response.items()}
    body = documents.words_in(body, headers.get("content-type", ""))
    error = getattr(response, "exc_info", None)
    broke = f"{error[0].__name__}: {error[1]}" if error and response.status_code >= 500 else ""
    return Answer(response.status_code, body, headers, list(response.cookies), wrote, broke=broke)


@contextmanager
def noted(wrote: list[str]) -> Iterator[None]:
    """Every statement that changes rows, as it is made; sessions apart."""

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if sql.lstrip().upper().startswith(CHANGES) and SESSIONS not in sql:
            wrote.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def typed(client: Client, address: Address, recipe: Recipe, ids: Ids, *, chosen: Ids | None = None) -> dict[str, str]:
    """What a POST carries: the form as its page shows it, and what the recipe types in, with the ids `chosen`."""
    where = path(address, ids)
    shown = ask(client, "GET", where) if recipe.looks else None
    fields = Forms.of(shown.body.decode(errors="replace"), where) if shown and shown.status == 200 else {}
    chosen = chosen or ids
    return {**fields, **{filled(name, chosen): filled(value, chosen) for name, value in (recipe.sends or {}).items()}}


class Forms(HTMLParser):
    """The fields of the forms on a page that are sent to the page itself or to `where`."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where, self.inside = where, False
        self.fields: dict[str, str] = {}
        self.area, self.select = "", ""

    @classmethod
    def of(cls, html: str, where: str) -> dict[str, str]:
        forms = cls(where)
        forms.feed(html)
        return forms.fields

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self.inside = given.get("method") == "post" and given.get("action", "") in {"", self.where}
        elif not self.inside:
            return
        elif tag == "input" and name and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.fields[name] = value if given.get("type") != "checkbox" or value else "on"
        elif tag == "textarea" and name:
            self.area, self.fields[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.fields):
            self.fields[self.select] = value

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One way of filling an address, and the form sent there."""

    label: str
    ids: Ids
    typed: Ids


def ways(recipe: Recipe, own: House, other: Ids, none: Ids) -> list[tuple[Asked, Asked]]:
    """Each name of a row in turn next door's, and absent; and all of them. Proofs stay one's own."""
    names = recipe.names()
    sets = [(name,) for name in names] + ([tuple(names)] if len(names) > 1 else [])
    pairs = []
    for strange in sets:
        which = [recipe.fills[name] for name in strange]
        foreign = {**own.ids, **{name: other[name] for name in which if name in other}}
        absent = {**own.ids, **{name: none[name] for name in which if name in none}}
        if foreign != own.ids:
            label = "+".join(strange)
            pairs.append((Asked(f"foreign {label}", foreign, other), Asked(f"absent {label}", absent, none)))
    return pairs


def faults_of_headers(address: Address, answer: Answer) -> list[str]:
    """What every answer must say to the browser, whoever asked."""
    found, told = [], answer.headers
    policy = {
        part.strip().split(" ")[0]: part for part in told.get("content-security-policy", "").split(";") if part.strip()
    }
    framed = address.name in FRAMES and answer.status == 200
    wanted = {
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN" if framed else "DENY",
        "cross-origin-opener-policy": "same-origin",
    }
    found += [f"{name} is {told.get(name)!r}" for name, value in wanted.items() if told.get(name) != value]
    if "max-age=31536000" not in told.get("strict-transport-security", ""):
        found.append("no HSTS")
    if "default-src" not in policy or "'none'" not in policy["default-src"]:
        found.append("no default-src 'none'")
    if framed:
        found += [] if "sandbox" in policy and "script-src" not in policy else ["a frame without its sandbox"]
        found += [] if policy.get("frame-ancestors", "").split()[1:] == ["'self'"] else ["frame-ancestors"]
    else:
        found += ["unsafe"] if "unsafe" in told.get("content-security-policy", "") else []
        for name in ("object-src", "base-uri", "frame-ancestors"):
            found += [] if policy.get(name, "").split()[1:] == ["'none'"] else [name]
    if address.door in {"portal", "bank"}:
        found += faults_of_secrecy(answer)
    elif "no-store" not in told.get("cache-control", "") and address.door in {"office", "member", "invitation"}:
        found.append("may be stored")
    if told.get("referrer-policy") not in {"same-origin", "no-referrer"}:
        found.append("passes its address on")
    return found


def faults_of_secrecy(answer: Answer) -> list[str]:
    """The address of a client's page is a key."""
    told, found = answer.headers, []
    if told.get("referrer-policy") != "no-referrer":
        found.append("not no-referrer")
    if "no-store" not in told.get("cache-control", ""):
        found.append("not no-store")
    if "noindex" not in told.get("x-robots-tag", ""):
        found.append("not noindex")
    if answer.cookies:
        found.append(f"sets cookies {answer.cookies}")
    return found
