"""Pages: the client's, and the office's."""

import gzip
import http.client
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from bench import driving, names, rounds
from bench.rounds import Pace
from bench.site import LIMIT, PRODUCT, Site

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
    ours = [driving.get(path) for path in site.targets["portal"]]
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
    cookie = site.targets["cookie"]
    ours = {name: [driving.get(path, cookie=cookie)] for name, path in OFFICE.items()}
    ours["Inspection Details"] = [driving.get(path, cookie=cookie) for path in site.targets["details"]]
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


def weight(site: Site) -> dict[str, Any]:
    """What a browser fetches to show the portal for the first time: requests and bytes, compressed."""
    with site.web():
        path = site.targets["portal"][0]
        page, size = _fetch(path)
        parts = {path.split("/")[1]: size}
        for tag in ASSET.findall(page):
            address = ADDRESS.search(tag)
            if address and not address[1].startswith("data:"):
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
