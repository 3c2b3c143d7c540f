"""Schedule finds who is on file and questions who looks like them, as Add person does."""

import pytest

from lintel.directory.models import Contact
from lintel.inspections.models import Inspection
from tests import cast
from tests.office.desk import Desk
from tests.office_work import pages

KORA = {"c0-name": "Kora Whitfield", "c0-email": "cora@whitfield.example", "c0-phone": ""}
ON_FILE = "Is this somebody on file? Cora Whitfield, cora@whitfield.example has the same address."


def inspections(office: cast.Office) -> int:
    return Inspection.objects.of(office.company).count()


def latest(office: cast.Office) -> Inspection:
    return Inspection.objects.of(office.company).latest("pk")


def test_a_client_who_looks_like_one_on_file_is_questioned(dana: Desk, office: cast.Office, cora: Contact) -> None:
    asked = dana.post(pages.NEW, {**pages.order(office), **KORA})
    assert "One thing to settle before this can be scheduled" in pages.text(asked)
    assert ON_FILE in pages.text(asked)
    assert pages.value(asked, "c0-name") == "Kora Whitfield"
    assert inspections(office) == 1
    (another,) = pages.answers(asked, "keep")
    again = dana.post(pages.NEW, {**pages.order(office), **KORA, "act": "", "keep": another})
    assert ON_FILE not in pages.text(again)
    dana.post(pages.NEW, {**pages.order(office), **KORA, "kept": pages.value(again, "kept")})
    assert cast.part(latest(office)).contact.name == "Kora Whitfield"


def test_it_is_the_same_client(dana: Desk, office: cast.Office, cora: Contact) -> None:
    asked = dana.post(pages.NEW, {**pages.order(office), **KORA})
    (same,) = pages.answers(asked, "use")
    filled = dana.post(pages.NEW, {**pages.order(office), **KORA, "act": "", "use": same})
    assert (pages.value(filled, "c0-name"), pages.value(filled, "c0-phone")) == ("Cora Whitfield", "(208) 555-0171")
    assert ON_FILE not in pages.text(filled)
    assert inspections(office) == 1
    known = pages.value(filled, "c0-known")
    typed = {"c0-name": "Cora Whitfield", "c0-email": "cora@whitfield.example", "c0-known": known}
    dana.post(pages.NEW, {**pages.order(office), **typed})
    assert cast.part(latest(office)).contact == cora
    assert Contact.objects.of(office.company).filter(name__contains="ora Whitfield").count() == 1


def test_who_was_picked_is_asked_about_again_once_it_is_somebody_else(
    dana: Desk, office: cast.Office, cora: Contact
) -> None:
    asked = dana.post(pages.NEW, {**pages.order(office), **KORA, "c0-known": cora.key})
    assert ON_FILE in pages.text(asked)


def test_an_agent_is_questioned_too(dana: Desk, office: cast.Office, inspection: Inspection) -> None:
    typed = {"buyer-name": "Marisol V.", "buyer-email": "marisol@treasurevalley.example"}
    asked = dana.post(pages.NEW, {**pages.order(office), **typed})
    assert "Marisol Vega, marisol@treasurevalley.example has the same address" in pages.text(asked)
    assert pages.answers(asked, "use") == [f"buyer:{cast.part(inspection, 'Marisol Vega').contact.key}"]


@pytest.mark.parametrize("emptied", ["c1", "buyer"])
def test_a_row_emptied_after_picking_is_nobody(dana: Desk, office: cast.Office, cora: Contact, emptied: str) -> None:
    dana.post(pages.NEW, {**pages.order(office), f"{emptied}-known": cora.key, "client": ["c0", "c1"]})
    assert [one.contact.name for one in latest(office).people()] == ["Sabine Aldana"]


def test_next_door_is_not_on_file(dana: Desk, office: cast.Office) -> None:
    prudence = cast.part(cast.book(cast.juniper_ridge())).contact
    typed = {"c0-name": "Pru Oakhurst", "c0-email": prudence.email, "c0-known": prudence.key}
    dana.post(pages.NEW, {**pages.order(office), **typed})
    assert cast.part(latest(office)).contact.company == office.company
