"""Cora's and Theo's house, with Marisol as their agent; Ike has written the report."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import Client, override_settings

from lintel.core import clock, work
from lintel.inspections import filing, publishing
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from lintel.reports import drawing, keeping
from lintel.reports.models import Report, Version
from tests import cast
from tests.office.desk import Desk, sit_down
from tests.reports import files
from tests.rules.walking import Forms


@pytest.fixture(autouse=True)
def practice_bank() -> Iterator[None]:
    with override_settings(DEMO=True):
        yield


@pytest.fixture
def office(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))


@pytest.fixture
def dana(office: cast.Office) -> Desk:
    return sit_down(office.owner)


@pytest.fixture
def cora() -> Client:
    """A telephone without cookies of ours."""
    return Client(headers={"User-Agent": cast.PHONE.browser, "Sec-Fetch-Site": "same-origin"})


def shown_form(desk: Desk, path: str) -> dict[str, Any]:
    """The fields of the page's forms as it shows them, with everybody who is ticked."""
    page = desk.get(path).content.decode()
    ticked = re.findall(r'name="to" value="(\w+)" checked', page)
    return {**Forms.of(page, path), **({"to": ticked} if ticked else {})}


def send(desk: Desk, path: str, typed: dict[str, Any], *, follow: bool = False) -> Any:
    """The page's form with this typed in."""
    return desk.post(path, {**shown_form(desk, path), **typed}, follow=follow)


def upload(office: cast.Office, inspection: Inspection, made: bytes | None = None, name: str = "report.pdf") -> Report:
    """As the office uploads a file: checked, kept, and its pages drawn by the worker."""
    kept = keeping.keep(office.company, BytesIO(made or files.pdf()), name=name)
    (report,) = filing.add(inspection=inspection, files=[kept], by=office.inspector, at=clock.now())
    draw()
    return report


def draw() -> None:
    """The worker's turn, until every page is drawn."""
    while work.run(Version, do=lambda one: drawing.draw(one, at=clock.now()), at=clock.now()):
        pass


def publish(office: cast.Office, inspection: Inspection, *, changes: str = "", once: str = "once") -> list[Message]:
    """Publish All with a letter to everybody."""
    inspection.refresh_from_db()
    at = clock.now()
    name = publishing.AGAIN if publishing.is_again(inspection) else publishing.FIRST
    everybody = [one.contact.key for one in publishing.readers(inspection, at=at)]
    drafts = (publishing.starter(office.company, name), publishing.starter(office.company, publishing.STATUS))
    sending = publishing.Sending(*drafts, everybody, changes)
    return publishing.publish(inspection=inspection, sending=sending, by=office.owner, once=once, at=at)


def open_gates(office: cast.Office, inspection: Inspection) -> None:
    """Everybody signs, and all is paid."""
    for name in ("", cast.THEO.name):
        cast.sign(inspection, name)
    cast.receive(inspection, 590_00, by=office.owner)


def bytes_behind(client: Client, inspection: Inspection, report: Report, name: str = "") -> dict[str, int]:
    """What each address that leads to the report answers."""
    pages = ("", f"{report.key}/", f"{report.key}/file/", f"{report.key}/1.webp")
    found = {page: fetched(client, cast.path(inspection, name, f"report/{page}"))[0] for page in pages}
    return found | {".zip": fetched(client, cast.path(inspection, name, "report.zip"))[0]}


def fetched(client: Client, path: str) -> tuple[int, bytes, dict[str, str]]:
    """What an address answers: its number, its bytes, its headers."""
    answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return answer.status_code, body, dict(answer.items())
