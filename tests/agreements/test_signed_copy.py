"""Who signed has a copy at once: by letter, in the portal, and in the office."""

import pytest
from django.test import Client

from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.office.desk import sit_down
from tests.rig import documents


@pytest.fixture
def office(db: None) -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office, people=(cast.CORA, cast.THEO))


def words(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(documents.text(answer.content).split())


def test_a_letter_leads_to_the_copy_which_says_how_it_was_signed(inspection: Inspection) -> None:
    signature = cast.sign(inspection)
    letter = Message.objects.get(kind="signed")
    assert letter.to_name == "Cora Whitfield"
    assert signature.digest in str(letter.body)
    (page,) = (block["page"] for block in letter.body if block.get("page"))
    said = words(Client(), cast.path(inspection, page=page))
    for there in (
        "This agreement is between",
        "Cora Whitfield",
        signature.digest,
        "How it was signed",
        cast.PHONE.address,
    ):
        assert there in said


def test_nobody_signs_and_nobody_has_the_copy_of_another(office: cast.Office, inspection: Inspection) -> None:
    signature = cast.sign(inspection)
    page = f"agreement/{signature.agreement_id}/signed.pdf"
    assert Client().get(cast.path(inspection, cast.THEO.name, page)).status_code == 404
    unsigned = cast.part(inspection, cast.THEO.name).papers.get().agreement_id
    assert Client().get(cast.path(inspection, cast.THEO.name, f"agreement/{unsigned}/signed.pdf")).status_code == 404
    dana = sit_down(office.owner)
    there = f"/office/inspections/{inspection.key}/agreements/{signature.agreement_id}/signed.pdf"
    assert f'href="{there}"' in dana.get(f"/office/inspections/{inspection.key}/").content.decode()
    assert signature.digest in words(dana, there)
