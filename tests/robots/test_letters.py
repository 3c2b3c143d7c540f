"""Letters about and to people whose names and addresses do their worst."""

import random
import re
from email.message import EmailMessage
from email.utils import getaddresses
from html import escape
from html.parser import HTMLParser

import pytest

from lintel.core import clock
from lintel.inspections import sharing
from lintel.inspections.scheduling import Person
from lintel.inspections.sharing import Draft, Recipient
from lintel.messages import rendering
from lintel.messages.models import Message
from tests import cast
from tests.rig.smtp import Sink
from tests.robots.conftest import drain

pytestmark = pytest.mark.django_db

ODD = (
    '"Bobby" <drop@tables.example>',
    "cora@evil.example",
    "Cora\r\nBcc: evil@evil.example",
    "Cora\nSubject: You won",
    "O’Brien, Zoë; Söhne & Co.",
    "\u202ecora\u202c \u2066x\u2069",
    "\u200f\u0645\u062d\u0645\u062f",
    "<script>alert(1)</script>",
    '<a href="https://evil.example/">x</a>',
    "=?utf-8?q?Bcc=3A_evil?=",
    "\x00\x07\x1b[31m",
    "張偉 🏡👩‍👩‍👧",
    "%s %(name)s {name} {{ name }} {% url %}",
    "x" * 300,
    "y " * 150,
)
LONGEST = f"{'l' * 64}@{'d' * 62}.{'d' * 62}.{'d' * 53}.example"
ADDRESSES = {
    '"gideon@home"@frost.example': "sent",
    '"gideon frost"@frost.example': "failed",
    '"gid\\"eon"@frost.example': "sent",
    "o'brien+house=12@frost.example": "sent",
    LONGEST: "sent",
    'gid"eon@frost.example': "failed",
    "gideon@home@frost.example": "failed",
    "gideon@fr\u202eost.example": "failed",
    "\u200fgideon@frost.example": "failed",
    "gideon@frost.example\r\nBcc: evil@evil.example": "failed",
    "<i>gideon</i>@frost.example": "failed",
}
HEADERS = {
    *("subject", "from", "to", "reply-to", "message-id", "date", "auto-submitted", "x-auto-response-suppress"),
    *("content-type", "mime-version", "x-envelope-to", "content-transfer-encoding"),
}
HOST = re.compile(r"(?:[a-z]+:)?//([^/]+)", re.IGNORECASE)
LEFT_OVER = re.compile(r"\{\{[A-Z_]+\}\}|\[(?:facts|fees|button|office|join|small)\b")


@pytest.mark.parametrize("seed", range(3))
def test_whatever_people_are_called_letters_stay_letters(seed: int, smtp_sink: Sink) -> None:
    chance = random.Random(seed)  # noqa: S311 - chosen again the same
    office = cast.cedar_stone()
    names = [name[:120] for name in chance.sample(ODD, 4)]
    people = [Person(name, f"odd{number}+{seed}@people.example") for number, name in enumerate(names[:3])]
    agent = Person(names[3], "agent@people.example", "", cast.MARISOL.role)
    inspection = cast.book(office, people=(*people, agent))
    to = [Recipient(f"share{number}@people.example", name) for number, name in enumerate(ODD)]
    text = f"<p>{chance.choice(ODD)}</p><p>Hello {{{{FIRST_NAME}}}}</p><p>{{{{SIGN_AND_PAY}}}}</p>"
    draft = Draft(
        f"About {{{{STREET}}}} {chance.choice(ODD)}", text.replace("https://evil.example/", ""), "status only"
    )
    sharing.share(
        inspection=inspection,
        recipients=to,
        draft=draft,
        consent=None,
        without_button=False,
        by=office.owner,
        once="odd",
        at=clock.now(),
    )
    drain()
    wanted = {one.email for one in (*people, agent)} | {one.address for one in to}
    assert {address for letter in smtp_sink.letters for address in envelope(letter)} == wanted | {
        "ike@cedarstone.example"
    }
    assert [fault for letter in smtp_sink.letters for fault in faults(letter)] == []


@pytest.mark.parametrize(("address", "state"), ADDRESSES.items())
def test_whatever_an_address_is_the_letter_goes_there_or_nowhere(address: str, state: str, smtp_sink: Sink) -> None:
    inspection = cast.book(cast.cedar_stone())
    letter = Message.objects.filter(thread=inspection.thread, kind="confirmation")
    Message.objects.exclude(pk=letter.get().pk).update(state="withdrawn", due_at=None, withdrawn_at=clock.now())
    letter.update(to_address=address)
    drain()
    assert letter.get().state == state, letter.get().last_error
    assert [envelope(one) for one in smtp_sink.letters] == ([[address]] if state == "sent" else [])
    assert [fault for one in smtp_sink.letters for fault in faults(one)] == []


@pytest.mark.parametrize("address", [*ADDRESSES, f"{'g' * 300}@frost.example"])
def test_whatever_an_address_is_the_letter_shows_it_as_words(address: str) -> None:
    inspection = cast.book(cast.cedar_stone())
    letter = Message.objects.get(thread=inspection.thread, kind="confirmation")
    letter.to_address = address
    rendered = rendering.render(letter, address=None)
    tags = Tags()
    tags.feed(rendered.html)
    assert not tags.names & {"i", "script"}
    assert f"Sent to {address} for Cora Whitfield." in rendered.text
    assert escape(address, quote=False).split()[0] in unquoted(rendered.html)


def unquoted(html: str) -> str:
    """With its quotation marks as they are read."""
    return html.replace("&quot;", '"').replace("&#x27;", "'")


def faults(letter: EmailMessage) -> list[str]:
    """What is wrong with a letter, as its reader's program would see it."""
    found = [f"header {name}" for name in letter.keys() if name.lower() not in HEADERS]  # noqa: SIM118 - not a mapping
    found += [f"twice {name}" for name in HEADERS if len(letter.get_all(name, [])) > 1]
    found += ["more recipients than one"] if len(envelope(letter)) != 1 else []
    shown = [address for _, address in getaddresses([str(letter["To"])])]
    found += [f"says it is to {shown}"] if shown != envelope(letter) else []
    parts = {part.get_content_type(): part.get_content() for part in letter.walk() if not part.is_multipart()}
    found += [] if parts.get("text/plain", "").strip() else ["no text"]
    for kind, text in (*parts.items(), ("subject", str(letter["Subject"]))):
        found += [f"left over in {kind}: {one}" for one in LEFT_OVER.findall(str(text))]
    tags = Tags()
    tags.feed(str(parts["text/html"]))
    found += [f"leads to {host}" for value in tags.values for host in HOST.findall(value) if host != "lintel.example"]
    found += [f"<{name}>" for name in tags.names & {"script", "img", "iframe", "form", "object"}]
    return [f"{letter['X-Envelope-To']}: {one}" for one in found]


class Tags(HTMLParser):
    """The tags of a letter that are tags, and everything that their attributes say."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.values: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.values += [value or "" for name, value in attrs if name not in {"xmlns", "xmlns:o", "xmlns:v"}]


def envelope(letter: EmailMessage) -> list[str]:
    return [one.strip() for one in str(letter["X-Envelope-To"]).split(",")]
