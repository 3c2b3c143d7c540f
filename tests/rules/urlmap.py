"""Every address of the site: its name, its view, and what has to be filled in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from lintel.web import doors


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the URL map."""

    name: str
    route: str
    view: Callable[..., Any]
    needs: tuple[str, ...]

    @property
    def door(self) -> str:
        """Who may come through, as the view is marked; empty when it is not."""
        return doors.of(self.view)


def addresses() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_all(get_resolver()))


@cache
def _all(resolver: URLResolver) -> tuple[Address, ...]:
    return tuple(_under(resolver, "", ""))


def _under(resolver: URLResolver, route: str, space: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [space, pattern.namespace or ""]))
            yield from _under(pattern, here, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join(filter(None, [space, pattern.name or here]))
            needs = (*pattern.pattern.regex.groupindex,)
            yield Address(name, here, pattern.callback, needs)
