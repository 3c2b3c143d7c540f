"""The rules of the house, each seen broken: in `bad_house.py`, or in a line written for it here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from lintel.access import addresses as links
from lintel.access.models import Link
from lintel.billing import attempting, invoicing
from lintel.billing.providers import sandbox
from lintel.companies import invitation_keys
from lintel.inspections import changing, inviting, paying, posting, receiving
from lintel.messages import unsubscribing
from lintel.messages.models import Message
from lintel.services import offering
from tests.rules import urlmap

LINTEL = Path(__file__).parents[2] / "lintel"
LOWER = ("core", "companies", "directory", "services", "access", "messages", "agreements", "billing")
STORY = re.compile(r"inspection|participant", re.IGNORECASE)
TEMPLATES = sorted([*LINTEL.rglob("*.html"), *LINTEL.rglob("*.css"), *LINTEL.rglob("*.js"), *LINTEL.rglob("*.svg")])
LETTERS = LINTEL / "messages" / "jinja2"
ELSEWHERE = re.compile(r"""(?:https?:)?//(?!\{)[\w-]+\.[\w./-]+|url\((?!["']?data:)|@import""")
NAMES_OF_FORMATS = re.compile(r"//www\.w3\.org/[\w/]+")
INLINE = re.compile(
    r"""\sstyle=|\son[a-z]+=["']|<style(?![^>]*nonce)|javascript:"""
    r"""|<script(?![^>]*(?:\ssrc=|type="application/json"))"""
)


class TestDoors:
    def test_every_view_says_who_may_come_through(self) -> None:
        assert unmarked() == []

    def test_a_view_that_does_not_is_noticed(self, bad_house: None) -> None:
        assert unmarked() == ["bad_without_a_door"]

    def test_addresses_in_letters_and_from_the_bank_are_the_url_maps(self, settings: Settings) -> None:
        link = Link(public_id="0123456789abcdef")
        token = link.token()
        origin = settings.PUBLIC_ORIGIN
        made = {
            links.of(link): reverse("portal:dashboard", args=[token]),
            links.of(link, "payment/"): reverse("portal:payment", args=[token]),
            origin + paying.RETURN.format(code="c" * 32): reverse("portal:return", args=["c" * 32]),
            origin + sandbox.PAGE.format(reference="sb_1"): reverse("bank:checkout", args=["sb_1"]),
            origin + posting.OFFICE_PATH.format(key="abc"): reverse("office:inspection", args=["abc"]),
            unsubscribing.address(Message(key="abc")): reverse(
                "portal:unsubscribe", args=[unsubscribing.token(Message(key="abc"))]
            ),
            invitation_keys.address("abc"): reverse("accounts:join", args=[invitation_keys.token("abc")]),
        }
        assert {origin + path for path in made.values()} == set(made)
        assert len(attempting.return_code("x")) == 32


class TestWords:
    def test_the_story_is_not_known_below_its_layer(self) -> None:
        files = [file for layer in LOWER for file in (LINTEL / layer).rglob("*.py") if "migrations" not in file.parts]
        assert len(files) > 20
        assert [f"{file.name}: {word}" for file in files for word in story_words(file.read_text())] == []

    @pytest.mark.parametrize(
        "line",
        [
            "inspection = 1",
            "def of_participants(): ...",
            "x.inspection",
            "f(inspection=1)",
            "class InspectionLink: ...",
            "'the inspection'",
            "f'{x} inspection'",
            "import lintel.inspections",
            "from lintel import inspections",
        ],
    )
    def test_the_words_are_noticed_wherever_they_stand(self, line: str) -> None:
        assert story_words(f'"""Says inspection in its docstring."""\n{line}\n')

    def test_docstrings_may_say_them(self) -> None:
        said = '"""An inspection."""\nclass A:\n    """An inspection."""\n    def f(self):\n        """One."""\n'
        assert story_words(said) == []


class TestTemplates:
    def test_no_page_asks_another_site_for_anything(self) -> None:
        assert len(TEMPLATES) > 60
        assert [f"{file.name}: {found}" for file in TEMPLATES for found in elsewhere(file.read_text())] == []

    @pytest.mark.parametrize(
        "line",
        [
            '<script src="https://cdn.example.net/x.js">',
            '<img src="//pixel.test.io/1">',
            "url(https://fonts.test/a)",
            "url(font.woff)",
            "@import 'x.css'",
            'fetch("http://a.b/c")',
        ],
    )
    def test_one_that_did_would_be_noticed(self, line: str) -> None:
        assert elsewhere(line)

    def test_nothing_is_styled_or_scripted_in_place(self) -> None:
        pages = [file for file in TEMPLATES if file.suffix == ".html" and LETTERS not in file.parents]
        assert [f"{file.name}: {found}" for file in pages for found in INLINE.findall(file.read_text())] == []

    @pytest.mark.parametrize("line", ['<p style="x">', '<a onclick="x">', "<script>x</script>", "<style>x</style>"])
    def test_what_is_would_be_noticed(self, line: str) -> None:
        assert INLINE.findall(line)


class TestCode:
    """Habits that a machine can look after."""

    BANNED = {
        "build_absolute_uri": "addresses come from the configured origin",
        "mark_safe": "words are escaped by templates",
        "receiver": "nothing happens by signal",
        "from_string": "words of customers are no templates",
        "eval": "nothing is evaluated",
        "exec": "nothing is evaluated",
    }
    DRAW = {"icons.py", "looks.py", "filters.py", "office.py"}  # tags that join what they have escaped

    def test_what_is_banned_is_not_used(self) -> None:
        files = [file for file in LINTEL.rglob("*.py") if file.name not in self.DRAW]
        assert [f"{file}: {name}" for file in files for name in names_in(file.read_text()) & set(self.BANNED)] == []

    def test_no_row_is_saved_in_its_own_way(self) -> None:
        saving = [
            f"{file}: {method.name}"
            for file in [*LINTEL.rglob("models.py"), *LINTEL.rglob("models/*.py")]
            for one in ast.walk(ast.parse(file.read_text()))
            if isinstance(one, ast.ClassDef)
            for method in one.body
            if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete"}
        ]
        assert saving == []

    def test_use_cases_take_their_arguments_by_name_and_who_and_when_among_them(self) -> None:
        for use_case in (changing.add_fee, receiving.receive, inviting.invite, offering.offer, invoicing.add_line):
            told = use_case.__kwdefaults__ or {}
            assert not {"by", "at"} & set(told), f"{use_case.__name__} has somebody or some time in mind"


def unmarked() -> list[str]:
    return [one.name for one in urlmap.addresses() if not one.door]


def story_words(code: str) -> list[str]:
    """The story's words among the identifiers and literals of some Python, docstrings excepted."""
    tree = ast.parse(code)
    docstrings = {id(text) for text in docstrings_of(tree)}
    said: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            said.append(node.value)
        said += [
            value
            for name in ("id", "attr", "arg", "name", "module", "asname")
            if isinstance(value := getattr(node, name, None), str)
        ]
    return [word for word in said if STORY.search(word)]


def docstrings_of(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def names_in(code: str) -> set[str]:
    """Every name that some Python uses."""
    nodes = list(ast.walk(ast.parse(code)))
    return {one.id for one in nodes if isinstance(one, ast.Name)} | {
        one.attr for one in nodes if isinstance(one, ast.Attribute)
    }


def elsewhere(text: str) -> list[str]:
    return ELSEWHERE.findall(NAMES_OF_FORMATS.sub("", text))
