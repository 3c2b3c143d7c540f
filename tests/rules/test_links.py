"""What each kind of link opens. The table is the promise: a new page of the portal without a row fails.

Columns are kinds of link: the client's own, the other client's, the agent's (status alone), one that has expired,
one that was revoked, one whose proof was made with another key, and one for nobody.
"""

import base64
import logging
from io import StringIO

import pytest
from django.db import connection
from django.test import override_settings

from config import logs
from lintel.access import keys, opening
from lintel.core import clock
from tests.rules import walking, world
from tests.rules.recipes import RECIPES
from tests.rules.urlmap import addresses
from tests.rules.walking import Answer
from tests.rules.world import Ids, World

pytestmark = pytest.mark.django_db

COLUMNS = ("client", "other client", "agent", "expired", "revoked", "forged", "nobody's")
TABLE = """
portal:dashboard   GET   any        200 200 200 404 404 404 404
portal:dashboard   POST  any        405 405 405 405 405 405 405
portal:order       GET   any        200 200 404 404 404 404 404
portal:order       POST  any        405 405 405 405 405 405 405
portal:documents   GET   any        200 200 404 404 404 404 404
portal:documents   POST  any        405 405 405 405 405 405 405
portal:calendar    GET   any        200 200 404 404 404 404 404
portal:calendar    POST  any        405 405 405 405 405 405 405
portal:agreement   GET   client's   200 404 404 404 404 404 404
portal:agreement   POST  client's   302 404 404 404 404 404 404
portal:agreement   GET   other's    404 200 404 404 404 404 404
portal:agreement   POST  other's    404 302 404 404 404 404 404
portal:agreement   GET   next-door  404 404 404 404 404 404 404
portal:agreement   POST  next-door  404 404 404 404 404 404 404
portal:payment     GET   any        200 200 404 404 404 404 404
portal:payment     POST  any        302 302 404 404 404 404 404
portal:processing  GET   any        200 302 404 404 404 404 404
portal:processing  POST  any        302 302 404 404 404 404 404
portal:opened      GET   any        405 405 405 405 405 405 405
portal:opened      POST  any        204 204 204 404 404 404 404
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
MONEY = ("$", "590", "450", "665")
BANKS_OWN = "billing_sandboxsession"
NO_TOKEN = {"portal:again", "portal:return", "portal:nowhere"}
DEAD = ("expired", "revoked", "forged", "nobody's")


def test_every_page_behind_a_link_has_its_rows() -> None:
    behind = {one.name for one in addresses() if one.door == "portal"} - NO_TOKEN
    assert {row[0] for row in ROWS} == behind
    assert {(row[0], row[1]) for row in ROWS} == {(name, method) for name in behind for method in ("GET", "POST")}


@pytest.mark.parametrize("house", ["cedar", "juniper"])
def test_each_link_opens_what_the_table_says_and_nothing_else(house: str) -> None:
    there = world.build()
    with override_settings(DEMO=True):
        found = [
            " ".join([*row[:3], *(str(cell(there, house, row, column).status) for column in COLUMNS)]) for row in ROWS
        ]
    assert found == [" ".join(row) for row in ROWS]


def test_an_agents_link_tells_no_sum_no_words_and_no_address_of_the_client() -> None:
    there = world.build()
    client = there.cedar.links["client"].holder
    for row in ROWS:
        answer = cell(there, "cedar", row, "agent")
        secrets = ("This agreement is between", client.email, client.phone, *(MONEY if answer.status == 200 else ()))
        assert [secret for secret in secrets if secret in answer.text] == [], row


def test_no_page_tells_the_token_of_another_link() -> None:
    there = world.build()
    for row in ROWS:
        for column in COLUMNS[:3]:
            text = cell(there, "cedar", row, column).text
            others = [link.token() for kind, link in there.cedar.links.items() if kind != column]
            assert [token for token in [*others, *there.juniper.secrets] if token in text] == [], (row, column)


def test_dead_links_are_told_apart_by_nobody() -> None:
    there = world.build()
    for row in ROWS:
        answers = {cell(there, "cedar", row, column).alike({"link": token(there, "cedar", column)}) for column in DEAD}
        headers = {str(sorted(steady(cell(there, "cedar", row, column).headers))) for column in DEAD}
        assert len(answers) == len(headers) == 1, row


def test_a_mistyped_link_is_as_dead_as_the_others() -> None:
    there = world.build()
    client, right = world.visiting(), token(there, "cedar", "client")
    expired = walking.ask(client, "GET", f"/p/{token(there, 'cedar', 'expired')}/").alike({})[:2]
    wrong = [
        right[:-1],
        right + "A",
        right.swapcase(),
        right[:20] + "%00" + right[21:],
        "A" * 43,
        "x",
        "%F0%9F%8F%A0" * 9,
    ]
    assert {walking.ask(client, "GET", f"/p/{one}/").alike({})[:2] for one in wrong} == {expired}


def test_a_link_dies_with_the_next_request_and_takes_no_other_with_it() -> None:
    there, client = world.build(), world.visiting()
    mine, other = (f"/p/{token(there, 'cedar', kind)}/" for kind in ("client", "other client"))
    assert walking.ask(client, "GET", mine).status == 200
    opening.revoke(there.cedar.links["client"], at=clock.now())
    assert walking.ask(client, "GET", mine).status == 404
    assert walking.ask(client, "GET", other).status == 200


def test_no_token_rests_in_the_database() -> None:
    there = world.build()
    everything = dump()
    for house in (there.cedar, there.juniper):
        for secret in house.secrets:
            assert [form for form in forms(secret) if form in everything] == []


def test_a_token_that_did_rest_there_would_be_found() -> None:
    """The control."""
    there = world.build()
    there.cedar.inspection.moments.update(words=f"See {there.cedar.secrets[0]}")
    assert there.cedar.secrets[0] in dump()


def test_no_token_is_written_to_the_log() -> None:
    there = world.build()
    told, bare = StringIO(), StringIO()
    handlers = [logging.StreamHandler(told), logging.StreamHandler(bare)]
    handlers[0].setFormatter(logs.Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        for handler in handlers:
            root.addHandler(handler)
        for row in ROWS:
            for column in COLUMNS:
                cell(there, "cedar", row, column)
        walking.ask(world.visiting(), "GET", f"/join/{there.cedar.ids['invitation token']}x/")
        walking.ask(world.visiting(), "GET", f"/return/{there.cedar.ids['return']}x/")
    finally:
        root.setLevel(level)
        for handler in handlers:
            root.removeHandler(handler)
    secrets = [*there.cedar.secrets, token(there, "cedar", "forged"), token(there, "cedar", "nobody's")]
    assert [secret for secret in secrets if secret in told.getvalue()] == []
    assert [secret for secret in secrets if secret in bare.getvalue()] != [], "the control: something was logged"


def cell(there: World, house: str, row: list[str], column: str) -> Answer:
    """The answer to somebody without a cookie, who has this link."""
    name, method, whose = row[:3]
    home = there.cedar if house == "cedar" else there.juniper
    agreement = {
        "any": home.ids["agreement"],
        "client's": home.ids["agreement"],
        "other's": home.ids["signed agreement"],
        "next-door": there.beside(home).ids["agreement"],
    }[whose]
    ids: Ids = {**home.ids, "agreement": agreement, "link of client": token(there, house, column)}
    address = next(one for one in addresses() if one.name == name)
    client, where = world.visiting(), walking.path(address, ids)
    data = walking.typed(client, address, RECIPES[name], ids) if method == "POST" else None
    return walking.ask(client, method, where, data)


def token(there: World, house: str, column: str) -> str:
    home = there.cedar if house == "cedar" else there.juniper
    if column == "nobody's":
        return str(world.absent()["link of client"])
    if column == "forged":
        with override_settings(LINK_KEYS=[b"somebody else's key, thirty-two bytes"]):
            return keys.token(home.links["client"].public_id)
    return home.links[column].token()


def steady(headers: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, walking.CHANGING.sub("", value)) for name, value in headers.items()]


def dump() -> str:
    """Every value of every row of every table, but for what stands for the bank's own database."""
    text = []
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names()) - {BANKS_OWN}:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the tables' own names
            text += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(text)


def forms(secret: str) -> list[str]:
    """How a secret might hide: as it is, reversed, in base64's other letters, as hexadecimal, its proof alone."""
    raw = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    plain = base64.b64encode(raw).decode()
    return [secret, secret[::-1], plain, plain.rstrip("="), raw.hex(), raw[-24:].hex(), secret[-32:], repr(raw[-24:])]
