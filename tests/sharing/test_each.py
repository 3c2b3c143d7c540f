"""Several recipients of one letter, each with what is usual for them, or with what was chosen for all."""

from django.test import Client

from lintel.inspections.models import Inspection
from tests import cast
from tests.office_work import pages
from tests.office_work.test_details import at
from tests.sharing.test_share import chosen, letters, typed


def test_each_gets_what_is_usual_for_them(dana: Client, inspection: Inspection) -> None:
    page, both = at(inspection, "share/"), [cast.CORA.email, cast.MARISOL.email]
    looked = dana.post(page, typed(act="look", to="", who=both, usual="", preset=""))
    assert chosen(looked) == "each"
    assert "What is usual for each" in pages.text(looked)
    said = pages.text(looked).partition("Sees no amount")[0]
    assert "Cora Whitfield: Reads the agreement Can sign it Sees the invoice" in said
    assert "Marisol Vega: Sees the day, the inspector" in said
    dana.post(page, typed(to="", who=both, usual="each", preset="each"))
    cora, marisol = letters(inspection)
    assert (cora.link, marisol.link) == (cast.link(inspection), cast.link(inspection, "Marisol Vega"))
    assert [one.body[1]["button"] for one in (cora, marisol)] == ["Sign & Pay", "See where it stands"]
    story = pages.text(dana.get(at(inspection)))
    assert "Shared with Cora Whitfield (cora@whitfield.example): whole portal" in story
    assert "Shared with Marisol Vega (marisol@treasurevalley.example): status only" in story


def test_where_the_same_is_usual_each_is_not_offered(dana: Client, inspection: Inspection) -> None:
    answer = dana.post(at(inspection, "share/"), typed(preset="each", usual="each"))
    assert "What is usual for each" not in pages.text(answer)
    assert "look what they will see, then send" in pages.text(answer)
    assert not letters(inspection)


def test_one_choice_says_for_each_of_them_what_follows(dana: Client, inspection: Inspection) -> None:
    looked = typed(act="look", to="", who=[cast.CORA.email, cast.MARISOL.email], preset="whole portal", usual="each")
    said = pages.text(dana.post(at(inspection, "share/"), looked))
    assert "Cora Whitfield: Reads the agreement Can sign it" in said
    assert "Marisol Vega: Reads the agreement Cannot sign" in said
