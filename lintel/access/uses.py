"""What links were used for.

A person's acts are written where they happen. What a mere GET teaches (fetched by a machine) goes to a bounded
list in the process, written behind the answer every few seconds; what a crash loses there is accepted.
"""

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from django.db import DatabaseError, close_old_connections, connection

from lintel.access.models import Link, Use

MOST_WAITING = 1000
EVERY_SECONDS = 5.0
VISIT = timedelta(minutes=10)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came, as far as a request tells: the network (shortened before it is kept) and the browser's words."""

    address: str = ""
    browser: str = ""


class Fetch(NamedTuple):
    """One link, fetched from one network by one kind of device."""

    company_id: int
    link_id: int
    network: str
    device: str


class Waiting:
    """The bounded list, and the thread that empties it: it begins with a fetch, and ends with its connection to the
    database when nothing comes any more.
    """

    def __init__(self) -> None:
        self.uses: dict[Fetch, datetime] = {}
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None

    def add(self, fetch: Fetch, at: datetime) -> None:
        """Of the same ones that wait together the first is kept."""
        with self._lock:
            self.uses.setdefault(fetch, at)
            if len(self.uses) > MOST_WAITING:
                del self.uses[next(iter(self.uses))]
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._write_on, name="fetches", daemon=True)
                self._writer.start()

    def write(self) -> int:
        """Write what waits; how many. Called by the thread, and by tests that cannot wait."""
        with self._lock:
            taken, self.uses = self.uses, {}
        rows = [Use(**fetch._asdict(), kind=Use.Kind.FETCHED, at=at) for fetch, at in taken.items()]
        Use.objects.bulk_create(rows)
        return len(taken)

    def _write_on(self) -> None:
        try:
            while self._has_come():
                close_old_connections()
                self.write()
        except DatabaseError:
            log.warning("some fetches were not written down", exc_info=True)
        finally:
            connection.close()

    def _has_come(self) -> bool:
        """Whether something waits after a while; if nothing does, the next fetch begins another thread."""
        time.sleep(EVERY_SECONDS)
        with self._lock:
            if not self.uses:
                self._writer = None
            return bool(self.uses)


waiting = Waiting()


def fetched(link: Link, *, visitor: Visitor, at: datetime) -> None:
    """Note that the link's page was fetched. Writes nothing now."""
    waiting.add(Fetch(link.company_id, link.pk, shortened(visitor.address), device(visitor.browser)), at)


def opened(link: Link, *, visitor: Visitor, at: datetime) -> None:
    """A person has the link's page before them."""
    seen(link, Use.Kind.OPENED, visitor=visitor, at=at)


def seen(link: Link, kind: Use.Kind, *, visitor: Visitor, at: datetime) -> None:
    """A person has before them what `kind` tells. Ten minutes with one browser are one visit."""
    use = _use(link, kind, visitor, at)
    lately = Use.objects.filter(link=link, kind=use.kind, at__gt=at - VISIT, network=use.network, device=use.device)
    if not lately.exists():
        use.save(force_insert=True)


def record(link: Link, kind: Use.Kind, *, visitor: Visitor, at: datetime) -> Use:
    """Write down a person's act with this link."""
    use = _use(link, kind, visitor, at)
    use.save(force_insert=True)
    return use


def carry_on(link: Link, kind: Use.Kind, *, since: datetime, at: datetime) -> Use:
    """Write down a person's act that ended elsewhere: as of whoever opened the link last since it began."""
    opened = Use.objects.filter(link=link, kind=Use.Kind.OPENED, at__gte=since).order_by("-at", "-pk").first()
    network, device = (opened.network, opened.device) if opened else ("", "")
    return Use.objects.create(company_id=link.company_id, link=link, kind=kind, at=at, network=network, device=device)


def told_apart(uses: Iterable[Use]) -> list[Use]:
    """Without the fetches that belong to a person's visit: those of a browser a person used within ten minutes."""
    found = list(uses)
    people = [use for use in found if use.kind != Use.Kind.FETCHED]

    def is_theirs(fetch: Use) -> bool:
        return any(
            (one.network, one.device) == (fetch.network, fetch.device) and abs(one.at - fetch.at) <= VISIT
            for one in people
        )

    return [use for use in found if use.kind != Use.Kind.FETCHED or not is_theirs(use)]


@lru_cache(maxsize=1000)
def shortened(address: str) -> str:
    """The network an address is in: /24 for IPv4, /48 for IPv6, empty for what is neither."""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False).network_address)


@lru_cache(maxsize=1000)
def device(browser: str) -> str:
    """The kind of device a User-Agent admits to, in two or three words."""
    words = browser.lower()
    system = next(
        (
            name
            for sign, name in (
                ("iphone", "iPhone"),
                ("ipad", "iPad"),
                ("android", "Android"),
                ("windows", "Windows"),
                ("mac os", "Mac"),
                ("linux", "Linux"),
            )
            if sign in words
        ),
        "",
    )
    program = next(
        (
            name
            for sign, name in (("edg/", "Edge"), ("firefox", "Firefox"), ("chrome", "Chrome"), ("safari", "Safari"))
            if sign in words
        ),
        "",
    )
    return " on ".join(part for part in (program, system) if part) or ("a program" if browser else "")


def _use(link: Link, kind: Use.Kind, visitor: Visitor, at: datetime) -> Use:
    return Use(
        company_id=link.company_id,
        link=link,
        kind=kind,
        at=at,
        network=shortened(visitor.address),
        device=device(visitor.browser),
    )
