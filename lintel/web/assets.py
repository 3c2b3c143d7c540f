"""Style sheets and scripts, joined once per process and served under the digest of their bytes, for ever.

No build: each face names its files in order, and a browser fetches one sheet and one script.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.cache import patch_vary_headers

from lintel.web import doors

SHARED = ("css/tokens.css", "css/base.css", "css/parts/*.css")
JOINED: dict[str, tuple[str, ...]] = {
    "portal.css": (*SHARED, "css/portal/*.css"),
    "office.css": (*SHARED, "css/office/*.css"),
    "account.css": (*SHARED, "css/account/*.css"),
    "bank.css": ("css/bank/*.css",),
    "demo.css": (*SHARED, "css/demo/*.css"),
    "portal.js": ("js/once.js", "js/pad.js", "js/portal.js"),
    "office.js": ("js/once.js", "js/office/*.js"),
    "account.js": ("js/once.js", "js/account/*.js"),
    "bank.js": ("js/once.js",),
}
KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="#005a66">'
    '<path d="M1 1h14v3H1ZM3 4h2v11H3ZM11 4h2v11h-2ZM6 6l3 1.2V15H6Z"/></svg>'
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANKS = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Asset:
    """What is served: the bytes, the same zipped, and their digest."""

    kind: str
    body: bytes
    zipped: bytes
    digest: str


@cache
def joined(name: str) -> Asset:
    """The asset called `portal.css` and so on. Raises KeyError for a name that is not in JOINED."""
    parts = [file.read_text("utf-8") for pattern in JOINED[name] for file in _files(pattern)]
    kind = name.rsplit(".", 1)[1]
    text = "\n".join(parts)
    body = (_slim(text) if kind == "css" else text).encode()
    return Asset(kind, body, gzip.compress(body, 9, mtime=0), hashlib.sha256(body).hexdigest()[:12])


@cache
def address(name: str) -> str:
    """Where a browser gets it: an address that changes with the bytes."""
    stem, kind = name.rsplit(".", 1)
    return reverse("asset", args=[f"{stem}.{joined(name).digest}.{kind}"])


@doors.public
def serve(request: HttpRequest, name: str) -> HttpResponse:
    """The bytes under their digest. An older digest gets the present ones, to be asked for again."""
    stem, _, kind = name.rpartition(".")
    stem, _, digest = stem.rpartition(".")
    try:
        asset = joined(f"{stem}.{kind}")
    except KeyError:
        raise Http404 from None
    zip_it = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(asset.zipped if zip_it else asset.body, content_type=KINDS[kind])
    if zip_it:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    fresh = "public, max-age=31536000, immutable" if digest == asset.digest else "no-store"
    response["Cache-Control"] = fresh
    return response


@doors.public
def favicon(request: HttpRequest) -> HttpResponse:
    """Lintel's mark, for the tab: browsers ask for it by this name wherever a page names none."""
    response = HttpResponse(MARK, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=604800"
    return response


urlpatterns = [path("assets/<str:name>", serve, name="asset"), path("favicon.ico", favicon, name="favicon")]


def _files(pattern: str) -> Iterator[Path]:
    """The static files of a pattern, by name, from every package that has some."""
    folder, _, last = pattern.rpartition("/")
    if "*" not in last:
        yield Path(str(finders.find(pattern)))
        return
    for place in finders.find(folder, find_all=True):
        yield from sorted(Path(place).glob(last))


def _slim(css: str) -> str:
    """Without comments and indentation, which carry no meaning here: no string in our sheets spans lines."""
    return BLANKS.sub("\n", COMMENT.sub("", css)).strip()
