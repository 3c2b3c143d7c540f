"""The Schedule form filled in, and readers of the office's pages."""

import html
import re
from datetime import date, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.services.models import Service
from tests import cast

NEW = "/office/inspections/new/"
CHECK = "/office/inspections/new/check/"
TAGS = re.compile(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", re.DOTALL)
Typed = dict[str, str | list[str]]


class Page(Protocol):
    """What came back."""

    @property
    def content(self) -> bytes: ...


def order(office: cast.Office, *, days: int = 7, ticked: tuple[str, ...] = ("Home inspection",), **typed: str) -> Typed:
    """Sabine Aldana's inspection as typed, with Schedule pressed. Names with a dash are written with `__`."""
    form: Typed = {
        "act": "save",
        "once": "abcdefghijkmnpqrstuvwxyz",
        "client": ["c0"],
        "c0-name": "Sabine Aldana",
        "c0-email": "sabine@aldana.example",
        "c0-phone": "(208) 555-0119",
        "street": "1735 N 18th St",
        "city": "Boise",
        "state": "ID",
        "postcode": "83702",
        "kind": "ranch",
        "year_built": "1928",
        "square_feet": "2,140",
        "day": in_days(office, days).isoformat(),
        "time": "13:00",
        "inspector": str(office.inspector.pk),
    }
    for service in Service.objects.of(office.company).offered():
        form[f"s-{service.key}-price"] = f"{service.price_cents // 100}.{service.price_cents % 100:02}"
        if service.name in ticked:
            form[f"s-{service.key}-on"] = "on"
    return {**form, **{name.replace("__", "-"): value for name, value in typed.items()}}


def price_field(office: cast.Office, name: str) -> str:
    """The name of a service's price field."""
    return f"s-{Service.objects.of(office.company).get(name=name).key}-price"


def in_days(office: cast.Office, days: int) -> date:
    """That many days from today, where the company is."""
    return clock.now().astimezone(ZoneInfo(office.company.zone)).date() + timedelta(days=days)


def text(response: Page) -> str:
    """What a person reads in the page: no tags, one kind of blank."""
    inside = response.content.decode().split("<main", 1)[-1]
    return " ".join(html.unescape(TAGS.sub(" ", inside)).replace("\xa0", " ").split())


def value(response: Page, name: str) -> str:
    """What a field of the page holds."""
    tag = re.search(rf'<(?:input|button)[^>]*\bname="{re.escape(name)}"[^>]*>', response.content.decode())
    assert tag is not None, f"There is no field {name}."
    held = re.search(r'value="([^"]*)"', tag[0])
    return html.unescape(held[1]) if held else ""


def answers(response: Page, name: str) -> list[str]:
    """The values of all buttons of that name, in order: `mend`, `keep`, `pick`."""
    found = re.findall(rf'<button[^>]*\bname="{name}" value="([^"]*)"', response.content.decode())
    return [html.unescape(one) for one in found]


def only_inspection(office: cast.Office) -> Inspection:
    """The one that there is."""
    return Inspection.objects.of(office.company).select_related("home", "inspector").get()


def nothing_saved(office: cast.Office) -> bool:
    return not Inspection.objects.of(office.company).exists()
