"""Finding an inspection by its words, alike on both databases, whatever is typed."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from lintel.billing import invoicing
from lintel.core import clock, search
from lintel.inspections import changing
from lintel.inspections.models import Inspection
from lintel.inspections.scheduling import Person, Place
from tests import cast
from tests.office.desk import Desk
from tests.office.test_lists import shown

pytestmark = pytest.mark.django_db
TABLE = "inspections_inspection"
HOSTILE = [
    "'", '"', "\\", "'; DROP TABLE inspections_inspection; --", "cora'", '"cora', "cora*", "* cora", "cora:*",
    "NOT cora", "cora AND", "OR", "NEAR(cora whitfield)", "cora & !", "(cora", "cora)", "{cora}", "^cora", "cora <-> x",
    "search_text:cora", "-cora", "+cora", "%", "_", "%%cora%%", "\x00", "\u202e", "\ud83c", "é́́́", "🏠", "a" * 5000,
    " ".join(["word"] * 500), "\t\n", "&|!():*<>",
]  # fmt: skip


@pytest.fixture
def cora(cedar: cast.Office) -> Inspection:
    """1214 Harrison Boulevard, Boise; Cora Whitfield and Marisol Vega."""
    return cast.book(cedar)


def found(inspection: Inspection, words: str) -> bool:
    rows = search.matching(Inspection.objects.of(inspection.company), words, inspection.company.key)
    return inspection in rows


@pytest.mark.parametrize(
    "words",
    [
        "Harrison", "harr", "HARRISON boulevard", "1214", "Cora", "cora whit", "whitfield cora",
        "cora@whitfield.example", "cora@", "whitfield.exa", "marisol", "208 555 0171", "(208) 555-0171", "83702",
        "boise id", "id", "Ike Marsh", "",
    ],
)  # fmt: skip
def test_it_is_found_by_any_of_its_words_and_their_beginnings(cora: Inspection, words: str) -> None:
    assert found(cora, words)


@pytest.mark.parametrize(
    "words", ["nosuch", "co", "har cora nosuch", "arrison", "214", "i", "whitfield kestrel", "!!!", "—"]
)
def test_it_is_not_found_by_others_by_short_beginnings_or_by_middles(cora: Inspection, words: str) -> None:
    assert not found(cora, words)


def test_accents_and_case_do_not_matter(cedar: cast.Office) -> None:
    renee = cast.book(
        cedar, people=[Person("Renée Weißmüller", "r@example.org")], place=Place("9 Ávila St", cast.BOISE)
    )
    for words in ("renee", "RENÉE", "weissmuller", "Weißmüller", "avila"):
        assert found(renee, words)


def test_any_script_is_found(cedar: cast.Office) -> None:
    wang = cast.book(cedar, people=[Person("王小明", "wang@example.org"), Person("Дарья Орлова", "d@example.org")])
    assert found(wang, "王小明")
    assert found(wang, "орлова")


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_breaks_the_question(dana: Desk, cora: Inspection, words: str) -> None:
    assert dana.get("/office/inspections/", {"q": words.encode("utf-8", "replace").decode()}).status_code == 200
    list(search.matching(Inspection.objects.all(), words, cora.company.key))


@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=40))
def test_nothing_at_all_breaks_it(cora: Inspection, words: str) -> None:
    list(search.matching(Inspection.objects.all(), words, cora.company.key))


@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=30))
def test_whatever_is_kept_is_found_by_itself(cora: Inspection, name: str) -> None:
    Inspection.objects.filter(pk=cora.pk).update(search_text=search.text(cora.company.key, name))
    assert found(cora, name) or not search.words(name)


@pytest.mark.parametrize("few", [0, search.FEW])
@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("harr", True),
        ("id", True),
        ("co", False),
        ("cora whit", True),
        ("arrison", False),
        ("83702", True),
        ("8370", True),
    ],
)
def test_rare_and_common_words_are_found_alike(
    cora: Inspection, monkeypatch: pytest.MonkeyPatch, few: int, words: str, *, there: bool
) -> None:
    monkeypatch.setattr(search, "FEW", few)
    assert found(cora, words) is there


@pytest.mark.parametrize("few", [0, search.FEW])
def test_a_short_word_is_whole_among_common_ones_too(
    cedar: cast.Office, cora: Inspection, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(search, "FEW", few)
    lane = cast.book(cedar, days=20, place=Place("9 Co Lane", cast.BOISE), people=[Person("Wes Tanaka", "w@e.example")])
    last = cast.book(cedar, days=21, people=[Person("Wes Tanaka", "wes@tanaka.co")])
    assert found(lane, "co")
    assert found(last, "co")
    assert not found(cora, "co")


def test_what_changes_is_found_by_its_new_words_alone(cedar: cast.Office, cora: Inspection) -> None:
    changing.correct_place(
        inspection=cora, place=Place("9 Juneberry Court", cast.BOISE), by=cedar.owner, at=clock.now()
    )
    assert found(cora, "juneberry")
    assert not found(cora, "harrison")


def test_the_company_next_door_finds_nothing_of_ours(juniper: cast.Office, cora: Inspection) -> None:
    theirs = search.matching(Inspection.objects.of(juniper.company), "cora", juniper.company.key)
    everyones = search.matching(Inspection.objects.all(), "cora", juniper.company.key)
    assert not theirs
    assert not everyones


def test_an_invoice_number_finds_its_inspection(dana: Desk, cedar: cast.Office, cora: Inspection) -> None:
    cast.book(cedar, days=20, place=Place("5 Else Rd", cast.BOISE))
    number = str(invoicing.number(invoicing.lock(cast.invoice(cora))))
    cast.invoice(cora).refresh_from_db()
    for words in (number, f"#{number}"):
        assert shown(dana, q=words) == ["1214 Harrison Boulevard"]


def test_the_database_keeps_the_index_up_to_date(db: None) -> None:
    assert search.kept(TABLE)


def test_it_shows_when_the_index_is_not_kept(db: None) -> None:
    statement = (
        f"DROP INDEX {TABLE}_words" if connection.vendor == "postgresql" else f"DROP TRIGGER {TABLE}_words_changed"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert not search.kept(TABLE)
