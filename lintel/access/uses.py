"""What links were used for.

A person's acts are written where they happen. What a mere GET teaches (fetched by a machine) goes to a bounded
list in the process, written behind the answer about once a second; what a crash loses there is accepted.
"""

import logging
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.db import DatabaseError, connection

from lintel.access.models import Link, Use

MOST_WAITING = 1000
EVERY_SECONDS = 1.0
VISIT = timedelta(minutes=10)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came, as far as a request tells: the network (shortened before it is kept) and the browser's words."""

    address: str = ""
    browser: str = ""


class Waiting:
    """The bounded list, and the thread that empties it."""

    def __init__(self) -> None:
        self.uses: deque[Use] = deque(maxlen=MOST_WAITING)
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def add(self, use: Use) -> None:
        self.uses.append(use)
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(EVERY_SECONDS, self._in_thread)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> int:
        """Write what waits; how many. Called by the thread, and by tests that cannot wait."""
        with self._lock:
            self._timer = None
        taken = [self.uses.popleft() for _ in range(len(self.uses))]
        Use.objects.bulk_create(taken)
        return len(taken)

    def _in_thread(self) -> None:
        try:
            self.write()
        except DatabaseError:
            log.warning("some fetches were not written down", exc_info=True)
        finally:
            connection.close()


waiting = Waiting()


def fetched(link: Link, *, visitor: Visitor, at: datetime) -> None:
    """Note that the link's page was fetched. Writes nothing now."""
    waiting.add(_use(link, Use.Kind.FETCHED, visitor, at))


def opened(link: Link, *, visitor: Visitor, at: datetime) -> None:
    """A person has the link's page before them. Ten minutes with one browser are one visit."""
    use = _use(link, Use.Kind.OPENED, visitor, at)
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
