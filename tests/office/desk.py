"""A browser that is signed in, what is read on its pages, and what letters have come to."""

import html
import re
from datetime import datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lintel.access import uses
from lintel.access.models import Use
from lintel.companies.models import Member
from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast

TAGS = re.compile(r"<[^>]+>")
SPRITE = re.compile(r"<svg.*?</svg>", re.DOTALL)


class Desk(Client):
    """Somebody at work in the office."""

    def read(self, path: str, **query: str) -> str:
        """What a person reads on the page: no tags, one kind of blank."""
        answer = self.get(path, query)
        assert answer.status_code == 200, answer.content
        return text(answer.content)

    def statements(self, path: str, **query: str) -> list[str]:
        """What the page asked of the database."""
        with CaptureQueriesContext(
            connection,
        ) as asked:
            self.read(path, **query)
        return [each["sql"] for each in asked.captured_queries]


def sit_down(member: Member) -> Desk:
    desk = Desk()
    desk.force_login(member.user)
    return desk


def text(content: bytes) -> str:
    inside = SPRITE.sub("", content.decode()).split("<main", 1)[-1]
    return " ".join(html.unescape(TAGS.sub(" ", inside)).split()).replace(" .", ".").replace(" ,", ",")


def send(inspection: Inspection, *, at: datetime | None = None) -> None:
    """All its letters have left."""
    Message.objects.filter(thread=inspection.thread).update(
        state="sent", held_because="", due_at=None, sent_at=at or clock.now()
    )


def come_back(inspection: Inspection, words: str) -> None:
    """The server of every recipient with a link refused."""
    Message.objects.filter(thread=inspection.thread).exclude(link=None).update(
        state="failed", sent_at=None, due_at=None, failed_at=clock.now(), last_error=words
    )


def hold(inspection: Inspection, reason: str) -> None:
    Message.objects.filter(thread=inspection.thread).update(
        state="held", held_because=reason, due_at=None, sent_at=None
    )


def open_(inspection: Inspection, name: str = "") -> None:
    """A person looked at the link."""
    uses.record(cast.link(inspection, name), Use.Kind.OPENED, visitor=cast.PHONE, at=clock.now())
