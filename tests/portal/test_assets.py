"""What a first look at the portal costs: few requests, few bytes, kept for ever."""

import gzip
import re

from django.test import Client

from lintel.inspections.models import Inspection
from lintel.web import assets
from tests import cast

FETCHED = re.compile(r'(?:href|src)="(/assets/[^"]+)"')


def test_a_first_look_is_light(cora: Client, inspection: Inspection) -> None:
    page = cora.get(cast.path(inspection)).content
    fetched = FETCHED.findall(page.decode())
    sizes = [len(gzip.compress(page))]
    for address in fetched:
        answer = cora.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer["Content-Encoding"] == "gzip"
        sizes.append(len(answer.content))
    assert len(sizes) <= 4
    assert sum(sizes) <= 15_000, sizes


def test_an_asset_is_kept_for_ever_under_its_digest(client: Client) -> None:
    answer = client.get(assets.address("portal.css"))
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Type"].startswith("text/css")
    assert b"--brand" in answer.content
    assert b"/*" not in answer.content


def test_an_old_digest_gets_the_present_bytes_and_does_not_keep_them(client: Client) -> None:
    answer = client.get("/assets/portal.000000000000.css")
    assert answer.content == assets.joined("portal.css").body
    assert answer["Cache-Control"] == "no-store"


def test_what_is_no_asset_is_not_found(client: Client) -> None:
    for name in ("portal.css", "secrets.0.css", "portal.0.txt", "..%2Fconfig.py", "x"):
        assert client.get(f"/assets/{name}").status_code == 404


def test_nothing_is_fetched_from_elsewhere() -> None:
    for name in assets.JOINED:
        body = assets.joined(name).body.decode()
        assert not re.search(r"https?://[\w.]", body), name
        assert "@import" not in body


def test_the_tab_has_its_mark() -> None:
    answer = Client().get("/favicon.ico")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
