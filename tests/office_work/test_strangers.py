"""What belongs to the company next door answers like what does not exist; and each act has its door."""

import pytest
from django.test import Client

from lintel.billing.models import Entry
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.office_work.test_details import at

LOOKED_AT = ("", "view/", "resend/to/", "hand-over/", "time/", "property/", "people/", "cancel/", "fees/", "payment/")
SENT = (
    "resend/",
    "hand-over/",
    "time/",
    "property/",
    "people/",
    "cancel/",
    "fees/",
    "payment/",
    "letters/send/",
)


def deeper(inspection: Inspection) -> list[str]:
    """Pages about something inside an inspection."""
    letter = Message.objects.filter(thread=inspection.thread)[0]
    payment = Entry.objects.filter(invoice=cast.invoice(inspection))[0]
    part = cast.part(inspection)
    return [
        f"letters/{letter.key}/",
        f"letters/{letter.key}/frame/",
        f"letters/{letter.key}/send/",
        f"payment/{payment.pk}/void/",
        f"people/{part.pk}/",
        f"people/{part.pk}/remove/",
    ]


def test_every_page_of_the_inspection_next_door_is_absent(dana: Client, juniper: cast.Office) -> None:
    theirs = cast.book(juniper)
    for page in (*LOOKED_AT, *deeper(theirs)[:2], deeper(theirs)[4]):
        assert dana.get(at(theirs, page)).status_code == 404, page
    for page in (*SENT, *deeper(theirs)[2:]):
        assert dana.post(at(theirs, page)).status_code == 404, page


def test_things_of_next_door_inside_an_own_inspection_are_absent(
    dana: Client, inspection: Inspection, juniper: cast.Office
) -> None:
    theirs = cast.book(juniper)
    for page in deeper(theirs):
        answer = dana.post(at(inspection, page)) if page.endswith(("send/", "remove/")) else None
        answer = answer or (
            dana.post(at(inspection, page)) if page.startswith("payment") else dana.get(at(inspection, page))
        )
        assert answer.status_code == 404, page


def test_an_inspection_that_does_not_exist_is_absent(dana: Client, inspection: Inspection) -> None:
    for page in LOOKED_AT:
        assert dana.get(f"/office/inspections/nothere234/{page}").status_code == 404


@pytest.mark.parametrize("page", LOOKED_AT)
def test_who_is_not_signed_in_is_asked_to(client: Client, inspection: Inspection, page: str) -> None:
    answer = client.get(at(inspection, page))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_looking_changes_nothing(dana: Client, inspection: Inspection) -> None:
    for page in (*LOOKED_AT, *deeper(inspection)[:2]):
        assert dana.get(at(inspection, page)).status_code == 200, page
        assert dana.head(at(inspection, page)).status_code == 200, page
