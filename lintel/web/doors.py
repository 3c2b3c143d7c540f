"""Every view says by which door people come through it; a test walks the URL map and asks."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

DOORS = {
    "public": "anybody",
    "portal": "the holder of a link, proven by the token in the path",
    "bank": "whoever the practice bank's page was opened for",
    "hook": "a provider that calls, proven by its signature",
    "office": "a signed-in member, who sees their own company alone",
    "account": "anybody, on django-allauth's pages: signing in, up and out",
    "member": "whoever is signed in, on django-allauth's pages about their own sign-in",
    "invitation": "the holder of an invitation, proven by the token in the path",
    "demo": "the demo on this machine, and nowhere else",
}


def mark(view: View, door: str) -> View:
    """The same view, marked with its door."""
    if door not in DOORS:
        raise ValueError(f"There is no door called {door!r}.")
    view.door = door  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """A view for anybody: it shows nothing that belongs to somebody."""
    return mark(view, "public")


def of(view: Callable[..., Any]) -> str:
    """The door a view is marked with; empty when nobody marked it."""
    return str(getattr(view, "door", ""))
