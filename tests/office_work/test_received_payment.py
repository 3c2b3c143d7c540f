"""Received Payment: money taken by hand, and what is asked before it is booked."""

import hashlib
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lintel.billing import accepting, invoicing, picturing
from lintel.billing.models import Entry
from lintel.core import clock
from lintel.inspections import showing
from lintel.inspections.models import Inspection
from tests import cast
from tests.office_work import pages
from tests.office_work.test_details import at


def received(office: cast.Office, **typed: str) -> dict[str, str]:
    day = pages.in_days(office, 0).isoformat()
    known = {"amount": "590.00", "method": "check", "received_on": day, "note": "No. 2207", "balance_seen": "59000"}
    return {**known, **typed}


def payments(inspection: Inspection) -> int:
    return Entry.objects.filter(invoice=cast.invoice(inspection), kind=Entry.Kind.PAYMENT).count()


def test_a_check_is_recorded_and_the_box_is_green(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    answer = dana.post(at(inspection, "payment/"), received(cedar), follow=True)
    said = pages.text(answer)
    assert "Recorded. The balance is $0.00." in said
    assert "Fees & Payments Paid in full" in said
    assert "Received by check Cora Whitfield," in said
    assert "by Dana Ortiz: No. 2207 Receipt PDF Dispute pack Void this payment −$590.00" in said


def test_the_form_begins_with_what_is_due(dana: Client, inspection: Inspection) -> None:
    page = dana.get(at(inspection, "payment/"))
    assert pages.value(page, "amount") == "590.00"
    assert "$590.00 is due." in pages.text(page)


def test_a_double_click_books_once(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    dana.post(at(inspection, "payment/"), received(cedar))
    asked = dana.post(at(inspection, "payment/"), received(cedar))
    assert "The balance is now $0.00. Record this payment anyway?" in pages.text(asked)
    assert payments(inspection) == 1


def test_when_the_balance_moved_it_asks_and_keeps_what_was_typed(
    dana: Client, cedar: cast.Office, inspection: Inspection
) -> None:
    cast.receive(inspection, 90_00, by=cedar.owner)
    asked = dana.post(at(inspection, "payment/"), received(cedar, amount="590", note="two checks"))
    assert "The balance is now $500.00. Record this payment anyway?" in pages.text(asked)
    assert (pages.value(asked, "amount"), pages.value(asked, "note")) == ("590", "two checks")
    assert pages.value(asked, "balance_seen") == "50000"
    assert payments(inspection) == 1
    typed = received(cedar, amount="590", note="two checks", balance_seen="50000", anyway=pages.value(asked, "anyway"))
    dana.post(at(inspection, "payment/"), typed)
    assert invoicing.balance(cast.invoice(inspection)) == -90_00


def test_more_than_is_due_is_never_silent(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    asked = dana.post(at(inspection, "payment/"), received(cedar, amount="100139"))
    assert "That is more than $100,000.00. Is there a digit too many?" in pages.text(asked)
    asked = dana.post(at(inspection, "payment/"), received(cedar, amount="99999", note="digit"))
    assert "That is $99,409.00 more than is due. Record it anyway?" in pages.text(asked)
    assert (pages.value(asked, "amount"), pages.value(asked, "note")) == ("99999", "digit")
    assert payments(inspection) == 0


def test_a_corrected_amount_is_recorded_without_being_asked_again(
    dana: Client, cedar: cast.Office, inspection: Inspection
) -> None:
    asked = dana.post(at(inspection, "payment/"), received(cedar, amount="5900"))
    assert "Record payment" in pages.text(asked)
    dana.post(at(inspection, "payment/"), received(cedar, amount="590"))
    assert invoicing.balance(cast.invoice(inspection)) == 0


def test_anyway_is_said_to_the_amount_that_was_asked_about(
    dana: Client, cedar: cast.Office, inspection: Inspection
) -> None:
    anyway = pages.value(dana.post(at(inspection, "payment/"), received(cedar, amount="600")), "anyway")
    asked = dana.post(at(inspection, "payment/"), received(cedar, amount="6000", anyway=anyway))
    assert "That is $5,410.00 more than is due." in pages.text(asked)
    assert payments(inspection) == 0
    dana.post(at(inspection, "payment/"), received(cedar, amount="600", anyway=anyway))
    assert invoicing.balance(cast.invoice(inspection)) == -10_00


def test_nothing_is_no_payment(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    for amount in ("0", "-20"):
        answer = dana.post(at(inspection, "payment/"), received(cedar, amount=amount))
        assert "A received payment is more than $0.00." in pages.text(answer)
    assert payments(inspection) == 0


def test_a_day_to_come_is_refused(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    typed = received(cedar, received_on=pages.in_days(cedar, 1).isoformat())
    assert "That day is still to come." in pages.text(dana.post(at(inspection, "payment/"), typed))


def test_what_is_no_amount_is_refused_and_kept(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    answer = dana.post(at(inspection, "payment/"), received(cedar, amount="a lot"))
    assert "That is not an amount." in pages.text(answer)
    assert pages.value(answer, "amount") == "a lot"


def test_a_way_to_pay_that_nobody_knows_is_refused(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    for method in ("card", "gold", "way abcdefghij", ""):
        assert "Say how it came." in pages.text(dana.post(at(inspection, "payment/"), received(cedar, method=method)))
    assert payments(inspection) == 0


# --- how it came ------------------------------------------------------------------------------------------------------


def photograph(size: tuple[int, int] = (3000, 1500)) -> SimpleUploadedFile:
    """Of a check, with what the telephone wrote into it."""
    out, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "account 000123456789"
    Image.new("RGB", size, "#ddeedd").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("check.jpg", out.getvalue(), "image/jpeg")


def the_payment(inspection: Inspection) -> Entry:
    return Entry.objects.get(invoice=cast.invoice(inspection), kind=Entry.Kind.PAYMENT)


def test_the_number_the_notes_and_the_way_are_kept(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    zelle = accepting.accept(company=cedar.company, name="Zelle", by=cedar.owner, at=clock.now())
    assert "Zelle" in pages.text(dana.get(at(inspection, "payment/")))
    typed = received(cedar, method=f"way {zelle.key}", check_number="Z-81", client_note="Thank you, Cora")
    said = pages.text(dana.post(at(inspection, "payment/"), typed, follow=True))
    assert "Received by Zelle #Z-81" in said
    assert "For the client: Thank you, Cora" in said
    paid = the_payment(inspection)
    assert (paid.method, paid.way, paid.check_number, paid.note, paid.client_note) == (
        "other",
        "Zelle",
        "Z-81",
        "No. 2207",
        "Thank you, Cora",
    )
    (shown,) = showing.money(cast.share(inspection)).payments
    assert (shown.way, shown.note) == ("Zelle", "Thank you, Cora")


def test_a_way_of_next_door_cannot_be_chosen(
    dana: Client, cedar: cast.Office, juniper: cast.Office, inspection: Inspection
) -> None:
    theirs = accepting.accept(company=juniper.company, name="Zelle", by=juniper.owner, at=clock.now())
    answer = dana.post(at(inspection, "payment/"), received(cedar, method=f"way {theirs.key}"))
    assert "Say how it came." in pages.text(answer)


def test_a_card_on_site_is_recorded(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    said = pages.text(dana.post(at(inspection, "payment/"), received(cedar, method="on site"), follow=True))
    assert "Received by card on site" in said


def test_a_picture_is_drawn_anew_and_shown_to_staff_alone(
    dana: Client, mina: Client, ike: Client, cedar: cast.Office, inspection: Inspection
) -> None:
    handed_in = photograph()
    assert b"000123456789" in (handed_in.read(), handed_in.seek(0))[0]
    dana.post(at(inspection, "payment/"), {**received(cedar), "picture": handed_in})
    paid = the_payment(inspection)
    kept = (settings.MEDIA_ROOT / paid.picture).read_bytes()
    assert hashlib.sha256(kept).hexdigest() in paid.picture
    assert b"000123456789" not in kept
    assert Image.open(BytesIO(kept)).size == (2000, 1000)
    answer = dana.get(at(inspection, f"payment/{paid.pk}/picture/"))
    assert (answer.headers["Content-Type"], b"".join(answer)) == ("image/jpeg", kept)
    assert "no-store" in answer.headers["Cache-Control"]
    assert mina.get(at(inspection, f"payment/{paid.pk}/picture/")).status_code == 404
    assert ike.get(at(inspection, f"payment/{paid.pk}/picture/")).status_code == 403
    assert Client().get(at(inspection, f"payment/{paid.pk}/picture/")).status_code == 302


def test_what_is_no_picture_is_refused(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    wide = photograph((10_000, 6_000))
    drawing = SimpleUploadedFile("check.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
    for handed_in in (drawing, wide, SimpleUploadedFile("check.jpg", photograph().read()[:400], "image/jpeg")):
        answer = dana.post(at(inspection, "payment/"), {**received(cedar), "picture": handed_in})
        assert "That is no picture that can be read here." in pages.text(answer)
    assert payments(inspection) == 0


def test_a_picture_is_kept_through_a_question(dana: Client, cedar: cast.Office, inspection: Inspection) -> None:
    asked = dana.post(at(inspection, "payment/"), {**received(cedar, amount="600"), "picture": photograph((40, 20))})
    assert "The picture you chose is kept." in pages.text(asked)
    kept, anyway = pages.value(asked, "picture_kept"), pages.value(asked, "anyway")
    dana.post(at(inspection, "payment/"), received(cedar, amount="600", anyway=anyway, picture_kept=kept))
    assert the_payment(inspection).picture == kept


def test_a_picture_of_next_door_cannot_be_named(
    dana: Client, mina: Client, cedar: cast.Office, juniper: cast.Office, inspection: Inspection
) -> None:
    theirs = cast.book(juniper)
    mina.post(at(theirs, "payment/"), {**received(juniper, amount="10"), "picture": photograph((40, 20))})
    name = picturing.keep(juniper.company, BytesIO(photograph((40, 20)).read()))
    for named in (name, "../lintel.sqlite3", f"checks/{cedar.company.key}/../../lintel.sqlite3"):
        dana.post(at(inspection, "payment/"), received(cedar, amount="10", balance_seen="", picture_kept=named))
        assert not picturing.is_kept(cedar.company, named)
    dana.post(at(inspection, "payment/"), received(cedar, picture_kept=name))
    assert the_payment(inspection).picture == ""
