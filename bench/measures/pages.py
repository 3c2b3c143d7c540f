"""Pages: the client's, and the office's."""

import gzip
import http.client
import re
from contextlib import ExitStack
from typing import Any
from urllib.parse import urljoin, urlsplit

from bench import driving, names, rounds
from bench.rounds import Pace
from bench.site import LIMIT, PRODUCT, Site

GROWTH = 9711  # and the ports after it, one for each number of inspections
MANY_LETTERS = 500
ASSET = re.compile(
    r"""<link[^>]+rel="(?:stylesheet|icon|manifest|preload)"[^>]*>|<script[^>]+src="[^"]+"|<img[^>]+src="[^"]+\"""",
)
ADDRESS = re.compile(r"""(?:href|src)="([^"]+)\"""")
OFFICE = {
    "Today": "/office/",
    "Inspections": "/office/inspections/",
    "search, common word": f"/office/inspections/?q={names.COMMON.lower()}",
    "search, rare word": f"/office/inspections/?q={names.RARE.lower()}",
}


def portal(site: Site, pace: Pace, *, workers: int = 1, clients: tuple[int, ...] = ()) -> dict[str, Any]:
    """Opening a link, beside the limit's page, for each number of clients."""
    ours = _requests(site, "portal")
    limits = [driving.get(f"/p/{token}/") for token in site.tokens]
    with site.web(workers=workers) as web, site.limit_web(workers=workers) as limit_web:
        return {
            str(number): rounds.against(
                rounds.in_turn(
                    pace.rounds,
                    {
                        "limit": rounds.pages(
                            LIMIT,
                            limits,
                            clients=number,
                            seconds=pace.seconds,
                            web=limit_web,
                            database=site.databases.pid,
                        ),
                        "portal": rounds.pages(
                            PRODUCT,
                            ours,
                            clients=number,
                            seconds=pace.seconds,
                            web=web,
                            database=site.databases.pid,
                        ),
                    },
                ),
                "limit",
            )
            for number in clients or pace.clients
        }


def office(site: Site, pace: Pace, *, clients: tuple[int, ...] = ()) -> dict[str, Any]:
    """The office's pages, beside the limit's list of fifty with a count."""
    ours = {name: _requests(site, name) for name in (*OFFICE, "Inspection Details")}
    told = {}
    with site.web() as web, site.limit_web() as limit_web:
        for number in clients or pace.clients:
            runs = {
                "limit": rounds.pages(
                    LIMIT,
                    [driving.get("/list/")],
                    clients=number,
                    seconds=pace.seconds / 2,
                    web=limit_web,
                    database=site.databases.pid,
                )
            }
            for name, requests in ours.items():
                runs[name] = rounds.pages(
                    PRODUCT,
                    requests,
                    clients=number,
                    seconds=pace.seconds / 2,
                    web=web,
                    database=site.databases.pid,
                )
            told[str(number)] = rounds.against(rounds.in_turn(pace.rounds, runs), "limit")
    return told


def growth(sites: dict[int, Site], pace: Pace) -> dict[str, Any]:
    """The same pages over few and over many inspections, asked in turn by one client."""
    told = {}
    with ExitStack() as stack:
        webs = {
            count: stack.enter_context(site.web(port=GROWTH + place))
            for place, (count, site) in enumerate(sites.items())
        }
        for name in ("portal", *OFFICE, "Inspection Details"):
            runs = {
                str(count): rounds.pages(
                    GROWTH + place,
                    _requests(site, name),
                    clients=1,
                    seconds=pace.seconds / 2,
                    web=webs[count],
                    database=site.databases.pid,
                )
                for place, (count, site) in enumerate(sites.items())
            }
            told[name] = {count: rounds.medians(each) for count, each in rounds.in_turn(pace.rounds, runs).items()}
    return told


def emails(site: Site, pace: Pace) -> dict[str, Any]:
    """Inspection Details with the usual few letters in its Emails box, and with five hundred."""
    many = site.inside("letters", count=MANY_LETTERS)["path"]
    asked = {
        "usual": _requests(site, "Inspection Details"),
        "many": [driving.get(many, cookie=site.targets["cookie"])],
    }
    with site.web() as web:
        runs = {
            name: rounds.pages(
                PRODUCT, requests, clients=1, seconds=pace.seconds / 2, web=web, database=site.databases.pid
            )
            for name, requests in asked.items()
        }
        return {name: rounds.medians(each) for name, each in rounds.in_turn(pace.rounds, runs).items()}


def _requests(site: Site, name: str) -> list[bytes]:
    if name == "portal":
        return [driving.get(path) for path in site.targets["portal"]]
    paths = [OFFICE[name]] if name in OFFICE else site.targets["details"]
    return [driving.get(path, cookie=site.targets["cookie"]) for path in paths]


def weight(site: Site) -> dict[str, Any]:
    """What a browser fetches to show the portal for the first time: requests and bytes, compressed."""
    with site.web():
        return _weighed(site.targets["portal"][0])


def reading(site: Site, pace: Pace) -> dict[str, Any]:
    """A report's page with the pictures of its pages, beside the portal: how fast, and what its first view fetches."""
    path = site.inside("report")["path"]
    asked = {"portal": _requests(site, "portal"), "report": [driving.get(path)]}
    with site.web() as web:
        runs = {
            name: rounds.pages(
                PRODUCT, requests, clients=1, seconds=pace.seconds / 2, web=web, database=site.databases.pid
            )
            for name, requests in asked.items()
        }
        told: dict[str, Any] = {name: rounds.medians(each) for name, each in rounds.in_turn(pace.rounds, runs).items()}
        return {**told, "weight": _weighed(path)}


def _weighed(path: str) -> dict[str, Any]:
    """The page and all it loads at once: what waits until it is scrolled to is not fetched."""
    page, size = _fetch(path)
    parts = {path.split("/")[1]: size}
    for tag in ASSET.findall(page):
        address = ADDRESS.search(tag)
        if address and not address[1].startswith("data:") and 'loading="lazy"' not in tag:
            wanted = urlsplit(urljoin(path, address[1])).path
            parts[wanted] = _fetch(wanted)[1]
    if 'rel="icon"' not in page:
        parts["/favicon.ico"] = _fetch("/favicon.ico")[1]
    return {"requests": len(parts), "bytes": sum(parts.values()), "page": size, "parts": parts}


def _fetch(path: str) -> tuple[str, int]:
    connection = http.client.HTTPConnection("127.0.0.1", PRODUCT, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept": "text/html,*/*"})
    answer = connection.getresponse()
    body = answer.read()
    is_packed = answer.headers.get("Content-Encoding") == "gzip"
    connection.close()
    return (gzip.decompress(body) if is_packed else body).decode("utf-8", "replace"), len(body)
