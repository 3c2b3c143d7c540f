"""Reading a page as a person does."""

import html
import re
from typing import Any

from django.http import HttpResponse

TAGS = re.compile(r"<[^>]+>")


def words(answer: HttpResponse | Any) -> str:
    """The text of a page, with spaces drawn together."""
    return " ".join(html.unescape(TAGS.sub(" ", answer.content.decode())).split())


def link_in(letter: str) -> str:
    """The first address on a line of its own in a plain-text letter."""
    return next(line for line in letter.splitlines() if line.startswith("http"))


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]
