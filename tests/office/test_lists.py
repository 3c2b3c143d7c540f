"""The list of inspections: everything about it stands in its address."""

import re
from datetime import timedelta

import pytest

from lintel.billing import invoicing
from lintel.core import clock
from lintel.inspections import scheduling
from lintel.inspections.models import Inspection
from lintel.inspections.scheduling import Person, Place
from tests import cast
from tests.office.desk import Desk, come_back, hold, send

pytestmark = pytest.mark.django_db
LIST = "/office/inspections/"


def place(street: str) -> Place:
    return Place(street, cast.BOISE, "Boise", "ID", "83702")


def streets(page: str) -> list[str]:
    return re.findall(r'<td class="what"[^>]*><div><a [^>]*>([^<]*)</a>', page)


def shown(desk: Desk, **query: str) -> list[str]:
    return streets(desk.get(LIST, query).content.decode())


@pytest.fixture
def four(cedar: cast.Office) -> dict[str, Inspection]:
    """To come, unsigned and unpaid; to come, all done; cancelled; and one whose letter came back."""
    week = {
        name: cast.book(cedar, days=days, place=place(f"{name} Street"), hour=9)
        for days, name in enumerate(("Alder", "Birch", "Catalpa", "Dogwood"), start=2)
    }
    send(week["Alder"])
    send(week["Birch"])
    cast.sign(week["Birch"])
    cast.receive(week["Birch"], 590_00, by=cedar.owner)
    scheduling.cancel(inspection=week["Catalpa"], because="", by=cedar.owner, at=clock.now())
    come_back(week["Dogwood"], "550")
    return week


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("upcoming", ["Alder", "Birch", "Dogwood"]),
        ("past", []),
        ("unsigned", ["Dogwood", "Alder"]),
        ("unpaid", ["Dogwood", "Alder"]),
        ("undelivered", ["Dogwood"]),
        ("cancelled", ["Catalpa"]),
        ("all", ["Dogwood", "Catalpa", "Birch", "Alder"]),
    ],
)
def test_each_view_shows_its_own(dana: Desk, four: dict[str, Inspection], view: str, names: list[str]) -> None:
    assert shown(dana, view=view) == [f"{name} Street" for name in names]


def test_held_letters_are_undelivered(dana: Desk, cedar: cast.Office) -> None:
    hold(cast.book(cedar), "no mail server")
    assert "Held: no mail server" in dana.read(LIST, view="undelivered")


def test_the_list_begins_with_what_is_to_come(dana: Desk, four: dict[str, Inspection]) -> None:
    assert shown(dana) == shown(dana, view="upcoming")


def test_it_can_be_sorted_both_ways(dana: Desk, four: dict[str, Inspection]) -> None:
    assert shown(dana, view="all", sort="property")[0] == "Alder Street"
    assert shown(dana, view="all", sort="-property")[0] == "Dogwood Street"
    assert shown(dana, view="all", sort="when")[0] == "Alder Street"


def test_it_can_be_narrowed_by_days_and_inspector(dana: Desk, cedar: cast.Office, four: dict[str, Inspection]) -> None:
    birch = four["Birch"].local_start().date().isoformat()
    assert shown(dana, **{"view": "all", "from": birch, "to": birch}) == ["Birch Street"]
    assert shown(dana, view="all", inspector=str(cedar.owner.pk)) == []
    assert len(shown(dana, view="all", inspector=str(cedar.inspector.pk))) == 4


def test_days_the_wrong_way_round_are_turned(dana: Desk, four: dict[str, Inspection]) -> None:
    alder, birch = (four[name].local_start().date().isoformat() for name in ("Alder", "Birch"))
    assert shown(dana, **{"from": birch, "to": alder, "sort": "when"}) == ["Alder Street", "Birch Street"]


@pytest.mark.parametrize(
    "query",
    [
        {"view": "../../etc"},
        {"sort": "company__name"},
        {"inspector": "0 OR 1=1"},
        {"from": "tomorrow", "to": "99999-01-01"},
        {"from": "0001-01-01", "to": "9999-12-31"},
        {"after": "nosuchkey", "before": "neither"},
        {"q": "\x00"},
        {"q": "x" * 5000},
    ],
)
def test_nonsense_in_the_address_is_no_error(dana: Desk, four: dict[str, Inspection], query: dict[str, str]) -> None:
    assert dana.get(LIST, query).status_code == 200


def test_the_page_adds_up_what_it_shows(dana: Desk, four: dict[str, Inspection]) -> None:
    assert "Four inspections $2,360.00 $1,180.00" in dana.read(LIST, view="all")


def test_a_hundred_and_two_are_paged_there_and_back_without_a_gap(dana: Desk, cedar: cast.Office) -> None:
    first = cast.book(cedar)
    _copies(first, 101)
    seen: list[str] = []
    address, pages = f"{LIST}?view=all&sort=when", 0
    while address:
        page = dana.get(address).content.decode()
        seen += streets(page)
        pages += 1
        address = _beside(page, "next")
    assert pages == 3
    assert len(seen) == len(set(seen)) == 102
    assert seen[1:] == sorted(seen[1:])
    back = dana.get(_beside(page, "prev")).content.decode()
    assert streets(back) == seen[50:100]
    assert streets(dana.get(_beside(back, "prev")).content.decode()) == seen[:50]


def test_paging_by_street_leaves_no_gap_either(dana: Desk, cedar: cast.Office) -> None:
    first = cast.book(cedar)
    _copies(first, 60)
    page = dana.get(f"{LIST}?view=all&sort=-property").content.decode()
    rest = dana.get(_beside(page, "next")).content.decode()
    assert sorted(streets(page) + streets(rest), reverse=True) == streets(page) + streets(rest)
    assert len(streets(page) + streets(rest)) == 61


def test_more_than_a_thousand_is_not_counted_to_the_end(dana: Desk, cedar: cast.Office) -> None:
    first = cast.book(cedar)
    _copies(first, 1000)
    assert "All 1,000+" in dana.read(LIST, view="all")
    assert "50 of more than 1,000" in dana.read(LIST, view="all")


def test_an_empty_list_says_what_would_be_here_and_how_to_make_the_first(dana: Desk) -> None:
    page = dana.read(LIST)
    assert "No inspection to come. Here would stand one line each" in page
    assert "New inspection" in page
    assert "Nothing found for “<b>hazel”" in dana.read(LIST, q="<b>hazel")


def test_long_words_and_any_script_are_shown_as_they_are(dana: Desk, cedar: cast.Office) -> None:
    street = "1" * 60
    people = [Person("王小明 🏠", "wang@example.org"), Person("<script>alert(1)</script>", "s@example.org")]
    cast.book(cedar, people=people, place=place(street), fees=[invoicing.Fee("House", 450_00)])
    page = dana.get(LIST).content.decode()
    assert street in page
    assert "王小明 🏠" in page
    assert "<script>alert" not in page


def test_another_companys_rows_are_never_shown(dana: Desk, juniper: cast.Office, four: dict[str, Inspection]) -> None:
    theirs = Inspection.objects.of(juniper.company).order_by("starts_at")[0]
    for query in (
        {"view": "all"},
        {"q": "kestrel"},
        {"q": juniper.company.key},
        {"view": "all", "after": theirs.key},
        {"view": "all", "inspector": str(juniper.inspector.pk)},
    ):
        page = dana.get(LIST, query).content.decode()
        file = b"".join(dana.get("/office/inspections.csv", query).streaming_content).decode()  # type: ignore[attr-defined]
        assert not [word for word in cast.JUNIPERS_WORDS if word in page + file]


def _beside(page: str, way: str) -> str:
    found = re.search(rf'href="([^"]*)" rel="{way}"', page)
    return LIST + found[1].replace("&amp;", "&") if found else ""


def _copies(first: Inspection, count: int) -> None:
    """More of the same, one an hour, each in a street of its own; none has participants."""
    from lintel.directory.models import Property
    from lintel.messages.models import Thread

    company = first.company
    homes = Property.objects.bulk_create(
        [Property(company=company, street=f"{number:05} Zinnia Way", zone=cast.BOISE) for number in range(count)]
    )
    threads = Thread.objects.bulk_create([Thread(company=company) for _ in range(count)])
    Inspection.objects.bulk_create(
        [
            Inspection(
                company=company, home=home, thread=thread, inspector=first.inspector, booked_by=first.booked_by,
                booked_at=first.booked_at, starts_at=first.starts_at + timedelta(hours=number),
                ends_at=first.starts_at + timedelta(hours=number, minutes=50),
            )
            for number, (home, thread) in enumerate(zip(homes, threads, strict=True), start=24)
        ]
    )  # fmt: skip
