"""No request names a host that gets into a page, a redirect or a letter, and nothing leads away from the site."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from lintel.core import clock
from lintel.messages import sending
from lintel.messages.models import Message
from tests import cast
from tests.rules import recipes, urlmap, walking, world
from tests.rules.world import World

pytestmark = pytest.mark.django_db

HOSTS = [
    "elsewhere.example",
    "lintel.example.elsewhere.example",
    "elsewhere.example:443",
    "elsewhere.example#lintel.example",
    "elsewhere.example/lintel.example",
    "lintel.example@elsewhere.example",
    "lintel.example:443@elsewhere.example",
    "lintel.example:elsewhere.example",
    "elsewhere.example?lintel.example",
    "elsewhere.example\\lintel.example",
    " elsewhere.example",
    "[::1]elsewhere.example",
    "xn--elsewhere.example",
    "ELSEWHERE.EXAMPLE.",
]
FORWARDED = {
    "X-Forwarded-Host": "elsewhere.example",
    "X-Host": "elsewhere.example",
    "X-Forwarded-Server": "elsewhere.example",
    "X-Original-URL": "https://elsewhere.example/",
    "X-Rewrite-URL": "https://elsewhere.example/",
    "Forwarded": "host=elsewhere.example;proto=https",
    "X-Forwarded-Proto": "http",
    "Referer": "https://elsewhere.example/",
}
AWAY = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example/",
    "/\\elsewhere.example/",
    "\\\\elsewhere.example/",
    "/\t/elsewhere.example/",
    "https:elsewhere.example",
    "https:///elsewhere.example/",
    "javascript:alert(1)//elsewhere.example",
    "https://lintel.example@elsewhere.example/",
    "https://lintel.example.elsewhere.example/",
    " //elsewhere.example/",
    "\x00//elsewhere.example/",
]
LEADING = re.compile(r"https?://([^/\s\"'<>)]+)")


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.mark.once
def test_a_host_that_is_not_ours_is_refused_and_repeated_nowhere() -> None:
    office = cast.cedar_stone()
    client, portal = world.visiting(office.owner), cast.path(cast.book(office))
    for host in HOSTS:
        for where in ("/", "/office/", "/accounts/login/", "/accounts/password/reset/", portal):
            answer = walking.ask(client, "GET", where, None, None, Host=host)
            assert answer.status == 400, (host, where)
            assert "elsewhere" not in answer.text.lower(), (host, where)
        reset = {"email": "dana@cedarstone.example"}
        assert walking.ask(client, "POST", "/accounts/password/reset/", reset, None, Host=host).status == 400, host
    assert mail.outbox == []


@pytest.mark.once
def test_what_a_proxy_might_say_changes_no_address(there: World) -> None:
    """By every address and method: nothing of these headers comes back, and no row remembers them."""
    client = world.visiting(there.cedar.office.owner)
    for address in urlmap.addresses():
        where = walking.path(address, there.cedar.ids)
        recipe = recipes.RECIPES[address.name]
        ways: list[tuple[str, dict[str, str] | None]] = [("GET", None)]
        if recipe.sends is not None and address.door in {"office", "public", "account", "member"}:
            ways.append(("POST", walking.typed(client, address, recipe, there.cedar.ids)))
        for method, data in ways:
            answer = walking.ask(client, method, where, data, letters, **FORWARDED)
            assert "elsewhere.example" not in answer.text, (address.name, method)
            assert answer.left in (None, ""), (address.name, method)


def test_every_letter_leads_to_the_configured_origin_alone(settings: Settings, there: World) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Client(headers={"Host": "elsewhere.example"}).post(
        "/accounts/password/reset/", {"email": "dana@cedarstone.example"}, secure=True
    )
    (reset,) = mail.outbox
    texts = [str(reset.body)]
    for message in Message.objects.filter(company=there.cedar.company).select_related("company", "link"):
        made = sending.WIRES[message.channel].made(message, clock.now())
        texts += [made] if isinstance(made, str) else [str(made.body), *(str(part[0]) for part in made.alternatives)]
    hosts = {host for text in texts for host in LEADING.findall(text)}
    assert len(texts) > 20
    assert hosts == {"lintel.example"}


@pytest.mark.parametrize("away", AWAY)
def test_signing_in_and_out_leads_nowhere_else(away: str) -> None:
    office = cast.cedar_stone()
    sent = {"login": "dana@cedarstone.example", "password": cast.PASSWORD, "next": away}
    for where, data in (("/accounts/login/", sent), ("/accounts/logout/", {"next": away})):
        client = world.visiting() if "login" in where else world.visiting(office.owner)
        answer = client.post(where, data, secure=True)
        assert answer.status_code == 302
        assert leads_home(answer["Location"]), answer["Location"]
        assert leads_home(client.get(where, {"next": away}, secure=True).headers.get("Location", "/"))


def test_leading_away_would_be_noticed() -> None:
    """The control."""
    assert [away for away in AWAY if leads_home(away)] == []
    assert leads_home("/office/?next=//elsewhere.example/")


def leads_home(location: str) -> bool:
    """Whether a browser that gets this Location stays on the site."""
    plain = re.sub(r"[\x00-\x20]", "", location).replace("\\", "/")
    return plain.startswith("/") and not plain.startswith("//")


def letters() -> str:
    """What letters remember of another host."""
    return "".join(str(row) for row in Message.objects.values_list("body", "message_id") if "elsewhere" in str(row))
