"""A client who was written down twice for one house, and merged: shown once, written to once, signs once."""

import pytest
from django.test import Client

from lintel.access.models import Link
from lintel.core import clock
from lintel.inspections import changing, merging, scheduling
from lintel.inspections.models import Inspection, Participant, has_unsigned
from lintel.inspections.scheduling import Person
from lintel.messages.models import Message
from tests import cast
from tests.office.desk import Desk
from tests.people.test_merging import rows
from tests.portal import pages

AGAIN = Person("C. Whitfield", "cw@work.example", "(208) 555-0171")


@pytest.fixture
def twice(office: cast.Office) -> Inspection:
    """Cora's house, with her in People as Cora Whitfield and as C. Whitfield, and Theo."""
    return cast.book(office, people=(cast.CORA, AGAIN, cast.THEO, cast.MARISOL))


@pytest.fixture
def both(twice: Inspection) -> list[Participant]:
    return twice.people()[:2]


def merge(both: list[Participant], office: cast.Office) -> None:
    cora, again = both
    merging.merge(gone=again.contact, kept=cora.contact, by=office.owner, at=clock.now())


def doors(both: list[Participant]) -> list[str]:
    """What both links open, in order."""
    return [f"/p/{Link.objects.get(share__participant=one).token()}/" for one in both]


def test_she_is_shown_once(dana: Desk, office: cast.Office, twice: Inspection, both: list[Participant]) -> None:
    again = both[1].contact
    Message.objects.update(state="sent", sent_at=clock.now(), due_at=None)
    merge(both, office)
    details = dana.read(f"/office/inspections/{twice.key}/")
    assert "Waits on Cora and Theo to sign." in details
    agreements = details.partition("Agreements")[2].partition("Reports")[0]
    assert agreements.count("Cora Whitfield Waits on Cora to sign") == 1
    assert "Cora Whitfield, Theo Whitfield" in dana.read("/office/inspections/")
    person = dana.read(f"/office/inspections/{twice.key}/people/{both[0].pk}/")
    assert "Client Take off client Client as C. Whitfield Take off client as C. Whitfield" in person
    csv = b"".join(dana.get("/office/inspections.csv")).decode()
    assert "Cora Whitfield; Theo Whitfield" in csv
    merging.separate(contact=again, by=office.owner, at=clock.now())
    assert "Waits on Cora, C. and Theo to sign." in dana.read(f"/office/inspections/{twice.key}/")


@pytest.mark.parametrize("signs_with", [0, 1])
def test_she_signs_once_by_either_link(
    dana: Desk, office: cast.Office, twice: Inspection, both: list[Participant], holder: Client, signs_with: int
) -> None:
    merge(both, office)
    before = rows()
    for door in doors(both):
        said = pages.text(holder.get(door).content)
        assert "sign the agreement" in said
        assert "Two clients sign, each by a link of their own. Theo Whitfield has not signed yet." in said
    first = both[0].papers.get().agreement_id
    said = pages.text(holder.get(f"{doors(both)[signs_with]}agreement/{first}/").content)
    assert "Cora Whitfield" in said
    assert rows() == before
    sign(holder, doors(both)[signs_with], first)
    for door in doors(both):
        said = pages.text(holder.get(door).content)
        assert "Signed by you" in said
        assert "Cora Whitfield has not signed" not in said
        assert "Cora Whitfield You, client, signed" in pages.text(holder.get(f"{door}order/").content)
    assert "Signed : 1 of 2" in dana.read(f"/office/inspections/{twice.key}/")
    cast.sign(twice, "Theo Whitfield")
    assert not has_unsigned(twice)
    assert "Signed : done" in dana.read(f"/office/inspections/{twice.key}/")


def sign(holder: Client, door: str, agreement: int) -> None:
    page = f"{door}agreement/{agreement}/"
    holder.post(page, pages.signing(holder.get(page).content))


def test_what_was_signed_before_counts(office: cast.Office, twice: Inspection, both: list[Participant]) -> None:
    cast.sign(twice, "C. Whitfield")
    cast.sign(twice, "Theo Whitfield")
    assert has_unsigned(twice)
    merge(both, office)
    assert not has_unsigned(twice)


def test_a_letter_goes_once(office: cast.Office, twice: Inspection, both: list[Participant]) -> None:
    merge(both, office)
    Message.objects.update(state="sent", sent_at=clock.now(), due_at=None)
    scheduling.cancel(inspection=twice, because="Sold", by=office.owner, at=clock.now())
    told = Message.objects.filter(kind="cancelled").values_list("to_address", flat=True)
    assert [one for one in told if "whit" in one or one.startswith("cw")] == ["cora@whitfield.example", cast.THEO.email]


def test_the_double_is_taken_off_and_the_other_stays(
    office: cast.Office, twice: Inspection, both: list[Participant], holder: Client
) -> None:
    changing.remove_person(participant=cast.part(twice, "Theo Whitfield"), by=office.owner, at=clock.now())
    with pytest.raises(changing.ClientSigned):
        cast.sign(twice, "C. Whitfield")
        changing.remove_person(participant=both[1], by=office.owner, at=clock.now())
    merge(both, office)
    payer = cast.invoice(twice).payer_id
    changing.remove_person(participant=both[0], by=office.owner, at=clock.now())
    assert [one.contact.name for one in twice.clients()] == ["Cora Whitfield"]
    assert cast.invoice(twice).payer_id == payer
    gone, kept = doors(both)
    assert holder.get(gone).status_code == 404
    assert "One thing left" in pages.text(holder.get(kept).content)
    with pytest.raises(changing.LastClient):
        changing.remove_person(participant=both[1], by=office.owner, at=clock.now())
