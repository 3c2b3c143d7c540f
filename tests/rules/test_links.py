"""What each kind of link opens. The tables in rights.md are the promise: a new page without rows there fails."""

import base64
import logging
from io import StringIO
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from config import logs
from lintel.access import keys, opening
from lintel.access.models import Link
from lintel.core import clock
from tests.rules import walking, world
from tests.rules.recipes import RECIPES
from tests.rules.urlmap import addresses
from tests.rules.walking import Answer
from tests.rules.world import Ids, World

pytestmark = pytest.mark.django_db

RIGHTS = (Path(__file__).parent / "rights.md").read_text(encoding="utf-8")
METHODS = {"look": ("GET", "HEAD"), "send": ("POST",), "other": ("PUT", "PATCH", "DELETE", "OPTIONS")}


def table(heading: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """The head and the rows of the table below a heading of rights.md."""
    lines = RIGHTS.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return (*rows[0],), rows[2:]


HEAD, TABLE = table("Where a link leads")
COLUMNS = HEAD[3:]
LIVING, DEAD = COLUMNS[:8], COLUMNS[8:]
SHOWN_HEAD, SHOWN = table("What is seen behind it")
ROWS = [[name, method, whose, *cells] for name, how, whose, *cells in TABLE for method in METHODS[how]]
LOOKS = [row for row in ROWS if row[1] == "GET"]
MONEY = ("$", "590", "450", "665")
BANKS_OWN = "billing_sandboxsession"
NO_TOKEN = {"portal:again", "portal:return", "portal:nowhere", "portal:unsubscribe"}


def test_every_page_behind_a_link_has_its_rows() -> None:
    behind = {one.name for one in addresses() if one.door == "portal"} - NO_TOKEN
    assert {row[0] for row in ROWS} == behind
    methods = [method for some in METHODS.values() for method in some]
    assert {(row[0], row[1]) for row in ROWS} == {(name, method) for name in behind for method in methods}


@pytest.mark.parametrize("house", ["cedar", pytest.param("juniper", marks=pytest.mark.once)])
def test_each_link_opens_what_the_table_says_and_nothing_else(house: str, there: World) -> None:
    walked = ROWS if house == "cedar" else [row for row in ROWS if row[1] in {"GET", "POST"}]
    with override_settings(DEMO=True):
        found = [
            " ".join([*row[:3], *(str(cell(there, house, row, column).status) for column in COLUMNS)]) for row in walked
        ]
    assert found == [" ".join(row) for row in walked]


@pytest.mark.once
def test_behind_each_link_is_seen_what_the_table_says_and_nothing_else(there: World) -> None:
    found = []
    with override_settings(DEMO=True):
        for what, *_ in SHOWN:
            seen = ["yes" if is_seen(there, what, column) else "no" for column in LIVING]
            found.append([what, *seen])
    assert SHOWN_HEAD[1:] == LIVING
    assert found == SHOWN


def test_a_link_without_rights_opens_nothing(there: World) -> None:
    Link.objects.filter(pk=there.cedar.links["pay only"].pk).update(rights=[])
    answers = {cell(there, "cedar", row, "pay only").status for row in ROWS if row[1] in {"GET", "POST"}}
    assert answers == {404, 405}


def is_seen(there: World, what: str, column: str) -> bool:
    """Whether any page that this link opens shows it."""
    house = there.cedar
    client, other, agent = (house.links[kind].holder for kind in ("client", "other client", "status only"))
    words = {
        "sums, outside of the agreement": MONEY,
        "the agreement's words": ("This agreement is between",),
        "the client's email or telephone": (client.email, client.phone),
        "names of the other people": tuple(
            one.name for one in (client, other, agent) if one != house.links[column].holder
        ),
        "the report's place": ("<h2>Report</h2>",),
        "a form to sign": ('name="agreed"',),
        "a button that pays": ('name="amount"',),
        "the three tabs": ('class="tabs"',),
    }[what]
    for row in LOOKS:
        answer = cell(there, "cedar", row, column)
        in_agreement = row[0] in {"portal:agreement", "portal:signed_copy"} and what.startswith("sums")
        picture = answer.headers.get("content-type", "").startswith("image/")
        if answer.status == 200 and not picture and not in_agreement and any(word in answer.text for word in words):
            return True
    return False


@pytest.mark.once
def test_no_page_tells_the_token_of_another_link(there: World) -> None:
    for row in ROWS:
        for column in LIVING if row[1] in {"GET", "POST"} else ():
            text, mine = cell(there, "cedar", row, column).text, token(there, "cedar", column)
            others = [link.token() for link in there.cedar.links.values() if link.token() != mine]
            assert [token for token in [*others, *there.juniper.secrets] if token in text] == [], (row, column)


@pytest.mark.once
def test_dead_links_are_told_apart_by_nobody(there: World) -> None:
    for row in ROWS:
        if row[1] not in {"GET", "POST"}:
            continue
        answers = {cell(there, "cedar", row, column).alike({"link": token(there, "cedar", column)}) for column in DEAD}
        headers = {str(sorted(steady(cell(there, "cedar", row, column).headers))) for column in DEAD}
        assert len(answers) == len(headers) == 1, row


def test_a_mistyped_link_is_as_dead_as_the_others(there: World) -> None:
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


@pytest.mark.once
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
        {"Range": "bytes=0-99"},
        {"Sec-Purpose": "prefetch", "Purpose": "prefetch"},
    ],
    ids=lambda headers: next(iter(headers), "plain"),
)
def test_a_revoked_link_is_dead_on_every_route_however_it_is_asked_for(headers: dict[str, str], there: World) -> None:
    nobodys = {row[0]: cell(there, "cedar", row, "nobody's") for row in LOOKS}
    for column in LIVING:
        opening.revoke(there.cedar.links[column], at=clock.now())
    for row in ROWS:
        for column in LIVING if row[1] in ({"GET", "HEAD"} if headers else {"GET", "HEAD", "POST"}) else ():
            answer = cell(there, "cedar", row, column, **headers)
            assert answer.status in {404, 405}, (row, column)
            assert answer.wrote == []
            if row[1] == "GET" and answer.status == 404:
                assert (answer.body, answer.cookies) == (nobodys[row[0]].body, [])
    back = walking.ask(world.visiting(), "GET", f"/return/{there.cedar.ids['return']}/")
    assert back.status == 404


def test_a_link_dies_with_the_next_request_and_takes_no_other_with_it(there: World) -> None:
    client = world.visiting()
    mine, other = (f"/p/{token(there, 'cedar', kind)}/" for kind in ("client", "other client"))
    assert walking.ask(client, "GET", mine).status == 200
    opening.revoke(there.cedar.links["client"], at=clock.now())
    assert walking.ask(client, "GET", mine).status == 404
    assert walking.ask(client, "GET", other).status == 200


def test_no_token_rests_in_the_database(there: World) -> None:
    everything = dump()
    for house in (there.cedar, there.juniper):
        for secret in house.secrets:
            assert [form for form in forms(secret) if form in everything] == []


def test_a_token_that_did_rest_there_would_be_found(there: World) -> None:
    """The control."""
    there.cedar.inspection.moments.update(words=f"See {there.cedar.secrets[0]}")
    assert there.cedar.secrets[0] in dump()


@pytest.mark.once
def test_no_token_is_written_to_the_log(there: World) -> None:
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
            for column in COLUMNS if row[1] in {"GET", "POST"} else ():
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


def cell(there: World, house: str, row: list[str], column: str, **headers: str) -> Answer:
    """The answer to somebody without a cookie, who has this link."""
    name, method, whose = row[:3]
    home = there.cedar if house == "cedar" else there.juniper
    agreement = {
        "any": home.ids["agreement"],
        "client's": home.ids["agreement"],
        "other's": home.ids["signed agreement"],
        "next-door": there.beside(home).ids["agreement"],
    }[whose]
    mine = token(there, house, column)
    ids: Ids = {**home.ids, "agreement": agreement, "link of client": mine, "link of payer": mine}
    ids["link of other client"] = mine
    address = next(one for one in addresses() if one.name == name)
    client, where = world.visiting(), walking.path(address, ids)
    data = walking.typed(client, address, RECIPES[name], ids) if method == "POST" else None
    return walking.ask(client, method, where, data, None, **headers)


def token(there: World, house: str, column: str) -> str:
    home = there.cedar if house == "cedar" else there.juniper
    column = {"status only": "agent"}.get(column, column)
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
